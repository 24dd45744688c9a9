package io.sampo.groups.tally;

/** What a {@link GroupTally} counts; each only grows. */
public enum Figure {
    /** A group that was at rest has another epoch or generation. */
    REBALANCES_BEGUN,
    /** Everybody has what it shall have. A rebalance that is overtaken by the next is one with it. */
    REBALANCES_COMPLETED,
    /** A partition was read on by its member throughout a rebalance. */
    PARTITIONS_KEPT,
    /** A partition has the member of before, and lay still meanwhile: every one of a classic group that stops as a whole. */
    PARTITIONS_PAUSED,
    /** A partition was taken from the member of before, or that one is gone. */
    PARTITIONS_MOVED,
    /** A member was put out for its silence, or because it did not do its part of a rebalance in time. */
    MEMBERS_EXPELLED,
    /** The offset of a partition was committed. */
    OFFSETS_COMMITTED,
    /** The offset of a partition is gone: it was deleted, it expired, or its topic was deleted. */
    OFFSETS_REMOVED
}
