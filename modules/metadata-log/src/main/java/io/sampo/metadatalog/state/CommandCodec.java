package io.sampo.metadatalog.state;

import io.sampo.metadatalog.state.Command.AppendEvents;
import io.sampo.metadatalog.state.Command.Barrier;
import io.sampo.metadatalog.state.Command.BeginSnapshot;
import io.sampo.metadatalog.state.Command.DeleteEventsTo;
import io.sampo.metadatalog.state.Command.DeleteSnapshots;
import io.sampo.metadatalog.state.Command.EndSnapshot;
import io.sampo.metadatalog.state.Command.SaveSnapshot;
import io.sampo.metadatalog.state.Command.SnapshotChunk;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Commands and outcomes as bytes: version, kind, fields in the order of the record. A new field or kind is a new
 * version; an old version is read for ever, because it may lie in somebody's Raft log.
 */
public final class CommandCodec {
    private static final byte VERSION = 1;
    private static final byte APPEND = 1;
    private static final byte DELETE = 2;
    private static final byte SAVE = 3;
    private static final byte BEGIN = 4;
    private static final byte CHUNK = 5;
    private static final byte END = 6;
    private static final byte DELETE_SNAPSHOTS = 7;
    private static final byte BARRIER = 8;

    private CommandCodec() {}

    /** The bytes of a command, ready for the Raft log. */
    public static byte[] encode(Command command) {
        var bytes = new ByteArrayOutputStream(256);
        try (var out = new DataOutputStream(bytes)) {
            out.writeByte(VERSION);
            write(command, out);
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory", e);
        }
        return bytes.toByteArray();
    }

    private static void write(Command command, DataOutputStream out) throws IOException {
        if (command instanceof AppendEvents append) {
            head(out, APPEND, append);
            out.writeLong(append.firstSequenceNr());
            out.writeInt(append.events().size());
            for (byte[] event : append.events()) {
                Wire.writeBytes(out, event);
            }
        } else if (command instanceof DeleteEventsTo delete) {
            head(out, DELETE, delete);
            out.writeLong(delete.toSequenceNr());
        } else if (command instanceof SaveSnapshot save) {
            head(out, SAVE, save);
            out.writeLong(save.sequenceNr());
            out.writeLong(save.timestampMs());
            Wire.writeBytes(out, save.body());
        } else if (command instanceof BeginSnapshot begin) {
            head(out, BEGIN, begin);
            Wire.writeString(out, begin.uploadId());
            out.writeLong(begin.sequenceNr());
            out.writeLong(begin.timestampMs());
            out.writeInt(begin.sizeBytes());
        } else if (command instanceof SnapshotChunk chunk) {
            head(out, CHUNK, chunk);
            Wire.writeString(out, chunk.uploadId());
            out.writeInt(chunk.offsetBytes());
            Wire.writeBytes(out, chunk.bytes());
        } else if (command instanceof EndSnapshot end) {
            head(out, END, end);
            Wire.writeString(out, end.uploadId());
        } else if (command instanceof DeleteSnapshots delete) {
            head(out, DELETE_SNAPSHOTS, delete);
            out.writeLong(delete.minSequenceNr());
            out.writeLong(delete.maxSequenceNr());
            out.writeLong(delete.minTimestampMs());
            out.writeLong(delete.maxTimestampMs());
        } else if (command instanceof Barrier barrier) {
            head(out, BARRIER, barrier);
        } else {
            throw new IllegalArgumentException("no bytes for " + command.getClass());
        }
    }

    private static void head(DataOutputStream out, byte kind, Command command) throws IOException {
        out.writeByte(kind);
        Wire.writeString(out, command.persistenceId());
    }

    /**
     * The command of an entry.
     *
     * @throws IOException the bytes are of a newer version or broken; a voter must stop then, since going on without
     *     the command would make its state differ from the others'
     */
    public static Command decode(byte[] bytes) throws IOException {
        try (var in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            byte version = in.readByte();
            if (version != VERSION) {
                throw new IOException("metadata log entry of version " + version + ", this node reads " + VERSION);
            }
            byte kind = in.readByte();
            return read(kind, Wire.readString(in), in);
        }
    }

    private static Command read(byte kind, String id, DataInputStream in) throws IOException {
        return switch (kind) {
            case APPEND -> new AppendEvents(id, in.readLong(), readEvents(in));
            case DELETE -> new DeleteEventsTo(id, in.readLong());
            case SAVE -> new SaveSnapshot(id, in.readLong(), in.readLong(), Wire.readBytes(in));
            case BEGIN -> new BeginSnapshot(id, Wire.readString(in), in.readLong(), in.readLong(), in.readInt());
            case CHUNK -> new SnapshotChunk(id, Wire.readString(in), in.readInt(), Wire.readBytes(in));
            case END -> new EndSnapshot(id, Wire.readString(in));
            case DELETE_SNAPSHOTS ->
                new DeleteSnapshots(id, in.readLong(), in.readLong(), in.readLong(), in.readLong());
            case BARRIER -> new Barrier();
            default -> throw new IOException("metadata log entry of unknown kind " + kind);
        };
    }

    private static List<byte[]> readEvents(DataInputStream in) throws IOException {
        int count = in.readInt();
        List<byte[]> events = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            events.add(Wire.readBytes(in));
        }
        return events;
    }

    /** The bytes of an outcome, the answer to a command. */
    public static byte[] encode(Outcome outcome) {
        var bytes = new ByteArrayOutputStream(32);
        try (var out = new DataOutputStream(bytes)) {
            out.writeByte(VERSION);
            out.writeByte(outcome.kind().code());
            out.writeLong(outcome.highestSequenceNr());
            Wire.writeString(out, outcome.reason());
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory", e);
        }
        return bytes.toByteArray();
    }

    /** The outcome from its bytes. */
    public static Outcome decodeOutcome(byte[] bytes) throws IOException {
        try (var in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            byte version = in.readByte();
            if (version != VERSION) {
                throw new IOException("outcome of version " + version + ", this node reads " + VERSION);
            }
            int code = in.readByte();
            for (Outcome.Kind kind : Outcome.Kind.values()) {
                if (kind.code() == code) {
                    return new Outcome(kind, in.readLong(), Wire.readString(in));
                }
            }
            throw new IOException("outcome of unknown kind " + code);
        }
    }
}
