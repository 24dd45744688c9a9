package io.sampo.groups.classic;

import java.util.EnumSet;
import java.util.Set;

/**
 * Where a classic group is. The legal transitions are data, and every move is checked against them.
 *
 * <ul>
 *   <li>{@link #EMPTY}: no members; only offsets, maybe. Joins begin a rebalance, everything else is UNKNOWN_MEMBER_ID.
 *   <li>{@link #PREPARING_REBALANCE}: joins wait for each other; heartbeats and syncs are told REBALANCE_IN_PROGRESS; offsets of
 *       the generation that ends are still accepted.
 *   <li>{@link #COMPLETING_REBALANCE}: everybody has the new generation, and syncs wait for that of the leader; offsets are
 *       refused.
 *   <li>{@link #STABLE}: everybody has, or may ask for, its assignment.
 *   <li>{@link #DEAD}: the group is deleted.
 * </ul>
 */
public enum ClassicState {
    EMPTY("Empty"),
    PREPARING_REBALANCE("PreparingRebalance"),
    COMPLETING_REBALANCE("CompletingRebalance"),
    STABLE("Stable"),
    DEAD("Dead");

    private final String label;

    ClassicState(String label) {
        this.label = label;
    }

    /** Where a group may come from. */
    public Set<ClassicState> before() {
        return switch (this) {
            case EMPTY, COMPLETING_REBALANCE -> EnumSet.of(PREPARING_REBALANCE);
            case PREPARING_REBALANCE -> EnumSet.of(EMPTY, COMPLETING_REBALANCE, STABLE);
            case STABLE -> EnumSet.of(COMPLETING_REBALANCE);
            case DEAD -> EnumSet.allOf(ClassicState.class);
        };
    }

    /** True if a group in this state may go to {@code next}. */
    public boolean leadsTo(ClassicState next) {
        return next.before().contains(this);
    }

    /** Kafka's name. */
    @Override
    public String toString() {
        return label;
    }
}
