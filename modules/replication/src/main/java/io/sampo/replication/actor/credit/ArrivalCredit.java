package io.sampo.replication.actor.credit;

import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * How many bytes of pushes the replicas of one broker hold that are not written yet, in mailboxes and in front of disks,
 * and how many they may (R17). Beyond the limit nothing is taken, except by an account that holds nothing: what one stuck
 * disk holds up must not keep the replicas of a healthy one from going on, a push at a time. So all together hold at most
 * the limit and one push each.
 *
 * <p>Every method may be called from any thread and never blocks.
 */
public final class ArrivalCredit {
    private static final long CLOSED = -1;

    private final long bytesMax;
    private final AtomicLong total = new AtomicLong();

    /**
     * @param bytesMax beyond so many bytes only who holds nothing is given more
     * @throws IllegalArgumentException if it is not positive
     */
    public ArrivalCredit(long bytesMax) {
        if (bytesMax <= 0) {
            throw new IllegalArgumentException("arrivals of " + bytesMax + " bytes: expected a number above 0");
        }
        this.bytesMax = bytesMax;
    }

    /** The account of a replica that has started. */
    public Account open() {
        return new Account();
    }

    /** Bytes that all accounts hold. While {@link Account#take} runs, with what it may be about to refuse. */
    public long heldBytes() {
        return total.get();
    }

    /** What one replica holds, for the life of its actor. */
    public final class Account {
        private final AtomicLong held = new AtomicLong();

        private Account() {}

        /**
         * Credit for {@code bytes} that have arrived, to be released by whoever is done with them; null if there is none.
         *
         * @param bytes above 0
         */
        public @Nullable Arrival take(int bytes) {
            // First counted, then looked at: two that come at once do not both find the last bytes free.
            long all = total.addAndGet(bytes);
            long mine = held.get();
            while (mine != CLOSED && (mine == 0 || all <= bytesMax)) {
                if (held.compareAndSet(mine, mine + bytes)) {
                    return new Arrival(this, bytes);
                }
                mine = held.get();
            }
            total.addAndGet(-bytes);
            return null;
        }

        void giveBack(int bytes) {
            long mine = held.get();
            while (mine != CLOSED) {
                if (held.compareAndSet(mine, mine - bytes)) {
                    total.addAndGet(-bytes);
                    return;
                }
                mine = held.get();
            }
        }

        /** The replica is gone, and with it whatever lay in its mailbox: nothing is held any more, and nothing taken. */
        public void close() {
            long mine = held.getAndSet(CLOSED);
            if (mine != CLOSED) {
                total.addAndGet(-mine);
            }
        }
    }
}
