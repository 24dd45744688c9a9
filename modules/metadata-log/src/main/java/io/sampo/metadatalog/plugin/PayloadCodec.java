package io.sampo.metadatalog.plugin;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.apache.pekko.actor.ActorRef;
import org.apache.pekko.actor.ExtendedActorSystem;
import org.apache.pekko.persistence.PersistentRepr;
import org.apache.pekko.serialization.Serialization;
import org.apache.pekko.serialization.Serialization$;
import org.apache.pekko.serialization.SerializationExtension;
import org.apache.pekko.serialization.Serializer;
import org.apache.pekko.serialization.Serializers;
import org.jspecify.annotations.Nullable;
import scala.jdk.javaapi.OptionConverters;

/**
 * Events and snapshots as bytes: a version, then each object as serializer id, manifest and bytes of the serializer that
 * the actor system's configuration names for it. Never a serialized Java object graph.
 */
final class PayloadCodec {
    private static final byte VERSION = 1;

    private final ExtendedActorSystem system;
    private final Serialization serialization;

    PayloadCodec(ExtendedActorSystem system) {
        this.system = system;
        serialization = SerializationExtension.get(system);
    }

    /** The bytes of an event; everything of it but persistence id and sequence number, which the log keeps itself. */
    byte[] encodeEvent(PersistentRepr event) {
        return encode(out -> {
            writeString(out, event.manifest());
            writeString(out, event.writerUuid());
            out.writeLong(event.timestamp());
            writeObject(out, event.payload());
            writeOptional(out, OptionConverters.toJava(event.metadata()).orElse(null));
        });
    }

    /** The event from its bytes. */
    PersistentRepr decodeEvent(String persistenceId, long sequenceNr, byte[] body) {
        return decode(body, "event " + sequenceNr + " of " + persistenceId, in -> {
            String manifest = readString(in);
            String writer = readString(in);
            long timestampMs = in.readLong();
            Object payload = readObject(in);
            PersistentRepr event = PersistentRepr.apply(
                            payload, sequenceNr, persistenceId, manifest, false, ActorRef.noSender(), writer)
                    .withTimestamp(timestampMs);
            return readOptional(in).map(event::withMetadata).orElse(event);
        });
    }

    /** A snapshot and the metadata somebody attached to it. */
    record DecodedSnapshot(Object snapshot, Optional<Object> metadata) {}

    byte[] encodeSnapshot(Object snapshot, @Nullable Object metadata) {
        return encode(out -> {
            writeObject(out, snapshot);
            writeOptional(out, metadata);
        });
    }

    DecodedSnapshot decodeSnapshot(String persistenceId, long sequenceNr, byte[] body) {
        return decode(
                body,
                "snapshot " + sequenceNr + " of " + persistenceId,
                in -> new DecodedSnapshot(readObject(in), readOptional(in)));
    }

    private interface Writing {
        void to(DataOutputStream out) throws IOException;
    }

    private interface Reading<T> {
        T from(DataInputStream in) throws IOException;
    }

    private byte[] encode(Writing writing) {
        // Actor references inside an event must carry this system's address, or they mean nobody after a restart.
        return Serialization$.MODULE$.withTransportInformation(system, () -> {
            var bytes = new ByteArrayOutputStream(256);
            try (var out = new DataOutputStream(bytes)) {
                out.writeByte(VERSION);
                writing.to(out);
            } catch (IOException e) {
                // Memory does not fail; what comes here is a serializer that cannot write the object.
                throw new IllegalArgumentException("not serializable: " + e.getMessage(), e);
            }
            return bytes.toByteArray();
        });
    }

    private <T> T decode(byte[] body, String what, Reading<T> reading) {
        try (var in = new DataInputStream(new ByteArrayInputStream(body))) {
            byte version = in.readByte();
            if (version != VERSION) {
                throw new IOException(what + " is of version " + version + ", this node reads " + VERSION);
            }
            return reading.from(in);
        } catch (IOException e) {
            throw new UncheckedIOException(what + " is not readable", e);
        }
    }

    private void writeObject(DataOutputStream out, Object value) throws IOException {
        Serializer serializer = serialization.findSerializerFor(value);
        out.writeInt(serializer.identifier());
        writeString(out, Serializers.manifestFor(serializer, value));
        byte[] bytes = serializer.toBinary(value);
        out.writeInt(bytes.length);
        out.write(bytes);
    }

    private Object readObject(DataInputStream in) throws IOException {
        int serializer = in.readInt();
        String manifest = readString(in);
        return serialization.deserialize(readBytes(in), serializer, manifest).get();
    }

    private void writeOptional(DataOutputStream out, @Nullable Object value) throws IOException {
        out.writeBoolean(value != null);
        if (value != null) {
            writeObject(out, value);
        }
    }

    private Optional<Object> readOptional(DataInputStream in) throws IOException {
        return in.readBoolean() ? Optional.of(readObject(in)) : Optional.empty();
    }

    private static void writeString(DataOutputStream out, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        out.writeInt(bytes.length);
        out.write(bytes);
    }

    private static String readString(DataInputStream in) throws IOException {
        return new String(readBytes(in), StandardCharsets.UTF_8);
    }

    private static byte[] readBytes(DataInputStream in) throws IOException {
        int length = in.readInt();
        if (length < 0 || length > in.available()) {
            throw new IOException("a field of " + length + " bytes where " + in.available() + " are left");
        }
        return in.readNBytes(length);
    }
}
