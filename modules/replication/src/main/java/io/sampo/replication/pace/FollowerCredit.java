package io.sampo.replication.pace;

/**
 * Port to the bytes that are in flight from this broker to each follower broker, over all partitions (R17). Whoever finds
 * no room while something of its own is in flight waits for its own acknowledgement or its own resend; whoever has nothing
 * in flight does not ask. So nobody has to be woken, and nobody starves.
 */
public interface FollowerCredit {
    /** No limit: of a host with few partitions. */
    FollowerCredit UNBOUNDED = new FollowerCredit() {
        @Override
        public boolean hasRoom(int follower, int bytes) {
            return true;
        }

        @Override
        public void moved(int follower, long bytes) {}
    };

    /** True if {@code bytes} more may be sent to broker {@code follower}. */
    boolean hasRoom(int follower, int bytes);

    /** So many more bytes of this partition are in flight to broker {@code follower}; fewer if negative. */
    void moved(int follower, long bytes);
}
