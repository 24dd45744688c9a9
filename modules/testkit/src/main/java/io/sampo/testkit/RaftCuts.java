package io.sampo.testkit;

import io.sampo.metadatalog.RaftLinkFilter;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A {@link RaftLinkFilter} whose deaf ears change while it is in use: requests of some brokers are not heard here.
 * Thread-safe.
 */
public final class RaftCuts implements RaftLinkFilter {
    private final Set<Integer> unheard = ConcurrentHashMap.newKeySet();

    /** Requests of this broker's Raft node are dropped here from now on. */
    public void cutFrom(int broker) {
        unheard.add(broker);
    }

    /** Hears everybody again. */
    public void healAll() {
        unheard.clear();
    }

    /** A peer's id is {@code <brokerId>-<directoryId>} (ARCHITECTURE §3.2). */
    @Override
    public boolean accepts(String fromPeerId) {
        if (unheard.isEmpty()) {
            return true;
        }
        int dash = fromPeerId.indexOf('-');
        return dash <= 0 || !unheard.contains(Integer.parseInt(fromPeerId.substring(0, dash)));
    }
}
