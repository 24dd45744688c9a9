package io.sampo.groups.tally;

import io.sampo.groups.GroupDescription;
import io.sampo.groups.GroupState;
import io.sampo.groups.classic.ClassicGroup;
import org.jspecify.annotations.Nullable;

/**
 * How one group stands, and what has happened to it since it was loaded. A look at a group that has not changed, as after each
 * commit and each heartbeat of a group at rest, costs a few comparisons and makes no object.
 *
 * <p>A rebalance goes from one rest to the next: that a second member came before the first one had its partitions is the same
 * rebalance. One that is under way when a group is loaded counts as begun here. Not for threads.
 */
public final class GroupTally {
    private static final int TYPES = GroupDescription.Type.values().length;

    /** Takes over what was counted. */
    @FunctionalInterface
    public interface Receiver {
        /** So many more of that. */
        void add(Figure figure, GroupDescription.Type type, long count);
    }

    private final long[] counts = new long[Figure.values().length * TYPES];
    private boolean hasNews;
    private boolean isLoaded;
    private Standing standing = Standing.UNKNOWN;
    private int members;
    private int epoch;
    private GroupState seen = GroupState.NOTHING;
    /** The group as the rebalance that goes on has found it; null = none goes on. */
    private @Nullable GroupState beforeRebalance;

    public Standing standing() {
        return standing;
    }

    public int members() {
        return members;
    }

    /** Looks at the group as it is now; the first time, when it is loaded, with everything that it has. */
    public void look(GroupState state, @Nullable ClassicGroup classic, boolean hasOffsets) {
        Standing now = standing(state, classic, hasOffsets);
        int epochNow = epoch(state, classic);
        if (!isLoaded) {
            isLoaded = true;
            seen = state;
            epoch = epochNow;
        } else if (beforeRebalance != null && now.type() != standing.type()) {
            // The other protocol begins anew, with a rebalance of its own where it has to.
            beforeRebalance = null;
            count(Figure.REBALANCES_COMPLETED, 1);
        }
        standing = now;
        members = state.modern() != null ? state.modern().members().size() : classic == null ? 0 : classic.size();
        if (beforeRebalance == null && (!now.rests() || epochNow > epoch)) {
            beforeRebalance = seen;
            count(Figure.REBALANCES_BEGUN, 1);
        }
        if (beforeRebalance != null && now.rests()) {
            count(Figure.REBALANCES_COMPLETED, 1);
            count(Movement.between(beforeRebalance, state));
            beforeRebalance = null;
        }
        epoch = epochNow;
        seen = state;
    }

    // Groups are values that change by being replaced: to compare what is in them costs as much as to look anew.
    @SuppressWarnings("ReferenceEquality")
    private Standing standing(GroupState state, @Nullable ClassicGroup classic, boolean hasOffsets) {
        if (state.modern() != null) {
            boolean isAsSeen = isLoaded && state.modern() == seen.modern();
            return isAsSeen ? standing : Standing.of(state.modern());
        }
        if (classic != null) {
            return Standing.of(classic.state());
        }
        if (!hasOffsets) {
            return Standing.UNKNOWN;
        }
        // A group that is being deleted goes before its offsets, and stays what it was until then.
        return standing.type() == GroupDescription.Type.CONSUMER ? Standing.CONSUMER_EMPTY : Standing.CLASSIC_EMPTY;
    }

    private static int epoch(GroupState state, @Nullable ClassicGroup classic) {
        if (state.modern() != null) {
            return state.modern().groupEpoch();
        }
        return classic == null ? 0 : classic.generation();
    }

    private void count(Movement movement) {
        count(Figure.PARTITIONS_KEPT, movement.kept());
        count(Figure.PARTITIONS_PAUSED, movement.paused());
        count(Figure.PARTITIONS_MOVED, movement.moved());
    }

    /** So many more of that, for the protocol that the group has now. */
    public void count(Figure figure, int more) {
        if (more > 0) {
            GroupDescription.Type type = standing.type() == null ? GroupDescription.Type.CLASSIC : standing.type();
            counts[figure.ordinal() * TYPES + type.ordinal()] += more;
            hasNews = true;
        }
    }

    /** Hands over what was counted since the last time. */
    public void giveTo(Receiver receiver) {
        if (!hasNews) {
            return;
        }
        hasNews = false;
        for (Figure figure : Figure.values()) {
            for (GroupDescription.Type type : GroupDescription.Type.values()) {
                int at = figure.ordinal() * TYPES + type.ordinal();
                if (counts[at] > 0) {
                    receiver.add(figure, type, counts[at]);
                    counts[at] = 0;
                }
            }
        }
    }
}
