package io.sampo.groups;

import java.util.List;

/**
 * What a group has decided. One request may answer many (the last one to join releases all), and one may be answered by
 * none for a while: hence a list, and not one response.
 *
 * @param records to be appended together ({@code DecisionParts} says when not), in this order, behind all records of this group decided before
 * @param answers to be given when these records, and all of this group decided before, are committed (R19, H83)
 */
public record Decision(List<GroupRecord> records, List<Answer> answers) {
    /** The answer to the request of that id, whenever it came. */
    public record Answer(long requestId, GroupResponse response) {}

    /** Nothing to do. */
    public static final Decision NOTHING = new Decision(List.of(), List.of());

    public Decision {
        records = List.copyOf(records);
        answers = List.copyOf(answers);
    }

    /** Nothing changes, one answer. */
    public static Decision answer(long requestId, GroupResponse response) {
        return new Decision(List.of(), List.of(new Answer(requestId, response)));
    }

    public boolean isEmpty() {
        return records.isEmpty() && answers.isEmpty();
    }
}
