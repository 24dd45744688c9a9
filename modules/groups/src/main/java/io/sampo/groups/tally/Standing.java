package io.sampo.groups.tally;

import io.sampo.groups.GroupDescription;
import io.sampo.groups.classic.ClassicState;
import io.sampo.groups.consumer.GroupMember;
import io.sampo.groups.consumer.ModernGroup;
import org.jspecify.annotations.Nullable;

/** Which protocol rules a group, and how far it is with it. */
public enum Standing {
    /** Nothing is known of the group: it was asked for, or is deleted. */
    UNKNOWN(null, "Dead", true),
    CLASSIC_EMPTY(GroupDescription.Type.CLASSIC, "Empty", true),
    CLASSIC_PREPARING(GroupDescription.Type.CLASSIC, "PreparingRebalance", false),
    CLASSIC_COMPLETING(GroupDescription.Type.CLASSIC, "CompletingRebalance", false),
    CLASSIC_STABLE(GroupDescription.Type.CLASSIC, "Stable", true),
    CONSUMER_EMPTY(GroupDescription.Type.CONSUMER, "Empty", true),
    CONSUMER_ASSIGNING(GroupDescription.Type.CONSUMER, "Assigning", false),
    CONSUMER_RECONCILING(GroupDescription.Type.CONSUMER, "Reconciling", false),
    CONSUMER_STABLE(GroupDescription.Type.CONSUMER, "Stable", true);

    private final GroupDescription.@Nullable Type type;
    private final String label;
    private final boolean rests;

    Standing(GroupDescription.@Nullable Type type, String label, boolean rests) {
        this.type = type;
        this.label = label;
        this.rests = rests;
    }

    /** That of a group of the consumer protocol. Looks at all members. */
    public static Standing of(ModernGroup group) {
        if (group.members().isEmpty()) {
            return CONSUMER_EMPTY;
        }
        if (group.groupEpoch() > group.targetEpoch()) {
            return CONSUMER_ASSIGNING;
        }
        boolean settled = group.members().values().stream()
                .map(GroupMember::assignment)
                .allMatch(assignment -> assignment.isReconciledTo(group.targetEpoch()));
        return settled ? CONSUMER_STABLE : CONSUMER_RECONCILING;
    }

    /** That of a classic group. */
    static Standing of(ClassicState state) {
        return switch (state) {
            case EMPTY -> CLASSIC_EMPTY;
            case PREPARING_REBALANCE -> CLASSIC_PREPARING;
            case COMPLETING_REBALANCE -> CLASSIC_COMPLETING;
            case STABLE -> CLASSIC_STABLE;
            case DEAD -> UNKNOWN;
        };
    }

    /** The protocol; null = there is no group. One that has but offsets is classic, as in Kafka. */
    public GroupDescription.@Nullable Type type() {
        return type;
    }

    /** Kafka's name of the state. */
    public String label() {
        return label;
    }

    /** True if no rebalance is going on. */
    boolean rests() {
        return rests;
    }
}
