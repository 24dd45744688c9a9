package io.sampo.replication.actor.credit;

import io.sampo.replication.pace.FollowerCredit;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Bytes that all leaders of this broker have in flight to each follower broker (R17, H39). Any thread; never blocks. Two that
 * ask at once may both be let in: together they are at most one push each beyond the limit, as it is for who has nothing in
 * flight and does not ask.
 */
public final class InFlightBytes {
    private final long bytesMax;
    private final Map<Integer, AtomicLong> followers = new ConcurrentHashMap<>();

    /**
     * @param bytesMax beyond so many bytes to one broker a partition that has some in flight sends no more
     * @throws IllegalArgumentException if it is not positive
     */
    public InFlightBytes(long bytesMax) {
        if (bytesMax <= 0) {
            throw new IllegalArgumentException(bytesMax + " bytes in flight: expected a number above 0");
        }
        this.bytesMax = bytesMax;
    }

    /** The part of one replica. */
    public Share open() {
        return new Share();
    }

    /** In flight to broker {@code follower} now. */
    public long bytes(int follower) {
        AtomicLong bytes = followers.get(follower);
        return bytes == null ? 0 : bytes.get();
    }

    private void add(int follower, long bytes) {
        followers.computeIfAbsent(follower, fresh -> new AtomicLong()).addAndGet(bytes);
    }

    /** What one replica has in flight, for the life of its actor and confined to it. */
    public final class Share implements FollowerCredit {
        private final Map<Integer, Long> own = new HashMap<>();

        private Share() {}

        @Override
        public boolean hasRoom(int follower, int bytes) {
            return bytes(follower) + bytes <= bytesMax;
        }

        @Override
        public void moved(int follower, long bytes) {
            own.merge(follower, bytes, Long::sum);
            add(follower, bytes);
        }

        /** The actor has ended, perhaps in the middle of something: nothing of it is in flight any more. */
        public void close() {
            own.forEach((follower, bytes) -> add(follower, -bytes));
            own.clear();
        }
    }
}
