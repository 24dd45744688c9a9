package io.sampo.groups;

import io.sampo.groups.classic.ClassicSnapshot;
import io.sampo.groups.consumer.ModernGroup;
import org.jspecify.annotations.Nullable;

/**
 * Everything about the members of a group that survives its coordinator: the fold of its records. A classic group and a
 * consumer group exclude each other; neither = a group without members that at most has offsets. Immutable.
 *
 * @param classic the last checkpoint of a classic group
 * @param modern a group of the consumer protocol, whose members may still use the classic one (KIP-848)
 */
public record GroupState(
        @Nullable ClassicSnapshot classic, @Nullable ModernGroup modern) {
    /** Nothing is known. */
    public static final GroupState NOTHING = new GroupState(null, null);

    public GroupState with(@Nullable ClassicSnapshot snapshot) {
        return new GroupState(snapshot, modern);
    }

    public GroupState with(@Nullable ModernGroup group) {
        return new GroupState(classic, group);
    }

    /** The consumer group to change; an empty one where there is none yet. */
    public ModernGroup modernOrEmpty() {
        return modern == null ? ModernGroup.EMPTY : modern;
    }
}
