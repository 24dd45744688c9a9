package io.sampo.groups;

import io.sampo.groups.Decision.Answer;
import io.sampo.groups.GroupRecord.MemberAssignmentStored;
import io.sampo.groups.classic.ClassicGroup;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A decision in the making. What is written changes the draft's own state at once, by the same {@code applyTo} that loads a
 * group, so the rest of the decision builds on it; the group takes the state over when the decision is complete. A refusal
 * half-way leaves nothing behind.
 */
public final class Draft {
    private final List<GroupRecord> records = new ArrayList<>();
    private final List<Answer> answers = new ArrayList<>();
    private GroupState state;
    private @Nullable ClassicGroup downgraded;

    public Draft(GroupState state) {
        this.state = state;
    }

    /** The state with everything written so far. */
    public GroupState state() {
        return state;
    }

    /**
     * Appends a record, and applies it to the state of this draft.
     *
     * @throws IllegalStateException if it gives a member a partition that another one owns
     */
    public void write(GroupRecord record) {
        if (record instanceof MemberAssignmentStored given && given.assignment() != null) {
            state.modernOrEmpty().checkMayOwn(given.memberId(), given.assignment());
        }
        records.add(record);
        state = record.applyTo(state);
    }

    /** Answers a request, this one or one that has waited. */
    public void answer(long requestId, GroupResponse response) {
        answers.add(new Answer(requestId, response));
    }

    /** The consumer group becomes this classic group, which is written down already. */
    public void downgrade(ClassicGroup group) {
        downgraded = group;
    }

    /** What the group has become; null = it has not changed its protocol. */
    public @Nullable ClassicGroup downgraded() {
        return downgraded;
    }

    public Decision toDecision() {
        return records.isEmpty() && answers.isEmpty() ? Decision.NOTHING : new Decision(records, answers);
    }
}
