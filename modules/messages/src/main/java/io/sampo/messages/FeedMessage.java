package io.sampo.messages;

import java.util.List;

/**
 * The metadata log on its way to the brokers (ARCHITECTURE §3.2). Records travel in the bytes in which they were persisted.
 * A broker ignores a lower controller epoch and subscribes again where an offset is missing.
 */
public sealed interface FeedMessage extends WireMessage {
    long controllerEpoch();

    /** Chunk {@code index} of {@code count} of the whole metadata as of {@code offset}. */
    record Snapshot(long controllerEpoch, long offset, int index, int count, byte[] chunk) implements FeedMessage {}

    /** Records at offsets {@code fromOffset, fromOffset + 1, …}. Empty: nothing new, the controller is there. */
    record Events(long controllerEpoch, long fromOffset, List<byte[]> records) implements FeedMessage {
        public Events {
            records = List.copyOf(records);
        }
    }
}
