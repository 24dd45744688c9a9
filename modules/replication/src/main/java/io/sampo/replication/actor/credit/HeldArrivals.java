package io.sampo.replication.actor.credit;

import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * The credit of what one replica works on: it goes back when the core is done with a frame, or, if the core has it
 * appended, when that is written. Confined to the actor.
 */
public final class HeldArrivals {
    /** One for each append that is not written, in their order; also for those of a leader, which are free. */
    private final ArrayDeque<Arrival> appending = new ArrayDeque<>();

    private Arrival handled = Arrival.FREE;
    private ArrivalCredit.@Nullable Account account;

    /** {@code core} takes in the frame of {@code arrival}. */
    public void during(Arrival arrival, Runnable core) {
        if (arrival.account() != null) {
            account = arrival.account();
        }
        handled = arrival;
        core.run();
        handled.release();
        handled = Arrival.FREE;
    }

    /** Something is appended, which keeps the credit of the frame that is taken in now, if there is one. */
    public void appending() {
        appending.add(handled);
        handled = Arrival.FREE;
    }

    /** The oldest of what is appended is written. */
    public void written() {
        Arrival oldest = appending.poll();
        if (oldest != null) {
            oldest.release();
        }
    }

    /** The disk failed: nothing of it is going to be written. */
    public void release() {
        appending.forEach(Arrival::release);
        appending.clear();
    }

    /** The actor has ended: frames that are still told to it are dead letters, and release nothing. */
    public void close() {
        if (account != null) {
            account.close();
        }
    }
}
