package io.sampo.transport;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** A {@link LinkFilter} whose links are cut and healed while it is in use, one direction at a time. Thread-safe. */
public final class LinkCuts implements LinkFilter {
    private record Direction(int fromBroker, int toBroker) {}

    private final Set<Direction> cut = ConcurrentHashMap.newKeySet();

    /** Nothing that {@code fromBroker} sends reaches {@code toBroker} any more; the other direction is as it was. */
    public void cut(int fromBroker, int toBroker) {
        cut.add(new Direction(fromBroker, toBroker));
    }

    /** Cuts both directions. */
    public void cutBothWays(int oneBroker, int otherBroker) {
        cut(oneBroker, otherBroker);
        cut(otherBroker, oneBroker);
    }

    /** Lets {@code fromBroker} reach {@code toBroker} again. */
    public void heal(int fromBroker, int toBroker) {
        cut.remove(new Direction(fromBroker, toBroker));
    }

    /** Lets everybody reach everybody again. */
    public void healAll() {
        cut.clear();
    }

    @Override
    public boolean passes(int fromBroker, int toBroker) {
        return cut.isEmpty() || !cut.contains(new Direction(fromBroker, toBroker));
    }
}
