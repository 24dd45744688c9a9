package io.sampo.coordinator;

import io.sampo.groups.Decision;
import io.sampo.groups.Decision.Answer;
import io.sampo.groups.GroupRecord;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * What a group has decided and the log has not committed yet, oldest first, with the answers that wait for it. An answer waits
 * for everything that was decided before it, also where it has no records of its own: it may rest on it (R19). Not for threads.
 */
final class OpenDecisions {
    private static final long NEVER = Long.MAX_VALUE;

    /** One of them. */
    private record Open(long number, List<GroupRecord> records, List<Answer> answers, long deadlineMs) {}

    private final Deque<Open> open = new ArrayDeque<>();
    private long lastNumber;

    /** What may be answered at once: of a decision without records while nothing is open. Else keeps the decision. */
    List<Answer> add(Decision decision, long deadlineMs) {
        if (!decision.records().isEmpty()) {
            lastNumber++;
            open.add(new Open(lastNumber, decision.records(), new ArrayList<>(decision.answers()), deadlineMs));
        } else if (open.isEmpty()) {
            return decision.answers();
        } else {
            open.getLast().answers().addAll(decision.answers());
        }
        return List.of();
    }

    /** Number of the newest decision with records; they count from 1. */
    long lastNumber() {
        return lastNumber;
    }

    boolean isEmpty() {
        return open.isEmpty();
    }

    /** Records of the decision {@code number}, which is the oldest and is committed now. Its answers are due. */
    Committed committed(long number) {
        Open oldest = open.remove();
        if (oldest.number() != number) {
            throw new IllegalStateException("decision " + number + " is committed before " + oldest.number());
        }
        return new Committed(oldest.records(), oldest.answers());
    }

    /** One that is committed. */
    record Committed(List<GroupRecord> records, List<Answer> answers) {}

    /** When {@link #late} has something to say; {@code Long.MAX_VALUE} = never. */
    long nextDeadlineMs() {
        for (Open each : open) {
            if (!each.answers().isEmpty()) {
                return each.deadlineMs();
            }
        }
        return NEVER;
    }

    /** The answers that have waited too long. The decisions stay: what the log does with them is not known yet. */
    List<Answer> late(long nowMs) {
        List<Answer> late = new ArrayList<>();
        for (Open each : open) {
            if (each.deadlineMs() <= nowMs) {
                late.addAll(each.answers());
                each.answers().clear();
            }
        }
        return late;
    }
}
