package io.sampo.messages.wire;

import io.sampo.messages.SessionMessage;
import java.io.NotSerializableException;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.serialization.ByteBufferSerializer;
import org.apache.pekko.serialization.Serialization;
import org.apache.pekko.serialization.SerializationExtension;
import org.apache.pekko.serialization.SerializerWithStringManifest;

/** An actor system of a fixed name, so that references in messages have the same bytes every time. */
final class WireSystem implements AutoCloseable {
    private final ActorSystem<Void> system = ActorSystem.create(Behaviors.empty(), "golden");
    private final Serialization serialization = SerializationExtension.get(Adapter.toClassic(system));

    ActorRef<Object> actorRef() {
        return system.deadLetters().unsafeUpcast();
    }

    /** The serializer that the bindings of {@code reference.conf} choose. */
    SerializerWithStringManifest serializerFor(Object message) {
        try {
            return (SerializerWithStringManifest) serialization.serializerFor(message.getClass());
        } catch (NotSerializableException e) {
            throw new AssertionError("no binding", e);
        }
    }

    ByteBufferSerializer bufferSerializerFor(Object message) {
        return (ByteBufferSerializer) serializerFor(message);
    }

    KryoWire control() {
        return (KryoWire) serializerFor(new SessionMessage.Ping(0));
    }

    @Override
    public void close() {
        system.terminate();
    }
}
