package io.sampo.broker.system;

import io.sampo.transport.session.SessionFrame.ArteryAddress;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * When to ask to be let into the Pekko cluster: once when the leader of the metadata log is known, and again by another
 * leader where the first one has died before it let us in; Pekko alone would ask the dead one for ever. With patience: a
 * list that begins with oneself, used while another node is just forming the cluster, would form a second one. Safe from
 * any thread.
 */
public final class ClusterEntry {
    private static final long PATIENCE_MS = 5_000;

    private record Attempt(ArteryAddress leader, long atMs) {}

    private final AtomicReference<@Nullable Attempt> last = new AtomicReference<>();

    /** True if the cluster is to be joined now, by way of {@code leader}. */
    public boolean isDue(ArteryAddress leader, boolean member, long nowMs) {
        Attempt before = last.get();
        boolean tried = before != null && (before.leader().equals(leader) || nowMs - before.atMs() < PATIENCE_MS);
        return !member && !tried && last.compareAndSet(before, new Attempt(leader, nowMs));
    }
}
