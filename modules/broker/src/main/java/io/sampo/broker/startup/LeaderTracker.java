package io.sampo.broker.startup;

import io.sampo.transport.session.SessionFrame.Leads;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

/**
 * Who leads the metadata log, gathered from this node's own Raft server and from what the other controller nodes answer.
 * The highest term wins; within a term, an answer that names an address wins over one that does not. Safe from any thread.
 */
final class LeaderTracker {
    private final AtomicReference<Leads> best = new AtomicReference<>(Leads.nobody(-1));
    private final Consumer<Leads> changed;

    /** @param changed told of every change, in the thread that brought it */
    LeaderTracker(Consumer<Leads> changed) {
        this.changed = changed;
    }

    Leads current() {
        return best.get();
    }

    /** Takes what somebody says in; a stale or poorer word changes nothing. */
    void heard(Leads leads) {
        while (true) {
            Leads known = best.get();
            if (!isBetter(leads, known)) {
                return;
            }
            if (best.compareAndSet(known, leads)) {
                changed.accept(leads);
                return;
            }
        }
    }

    private static boolean isBetter(Leads leads, Leads known) {
        if (leads.term() != known.term()) {
            return leads.term() > known.term();
        }
        boolean says = leads.leaderBrokerId() >= 0;
        boolean knew = known.leaderBrokerId() >= 0;
        return says && (!knew || (known.artery() == null && leads.artery() != null));
    }
}
