package io.sampo.chaos.validate;

import io.sampo.chaos.model.Action;
import io.sampo.chaos.model.History;
import io.sampo.chaos.model.Outcome;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * Checks 9 and 10: does a consumer get each record of a partition after the one before it, within a poll and between
 * polls.
 */
final class PollOrderCheck {
    private static final long NOWHERE = -1;

    private final History history;
    private final Observations seen;
    private final Findings findings;
    private final Map<Integer, long[]> positions = new HashMap<>();

    private PollOrderCheck(History history, Observations seen, Findings findings) {
        this.history = history;
        this.seen = seen;
        this.findings = findings;
    }

    static void run(History history, Observations seen, Findings findings) {
        PollOrderCheck check = new PollOrderCheck(history, seen, findings);
        for (int operation = 0; operation < history.operations(); operation++) {
            if (history.is(operation, Action.ASSIGN)) {
                Arrays.fill(check.positionsOf(history.process(operation)), NOWHERE);
            } else if (history.is(operation, Action.POLL) && history.is(operation, Outcome.OK)) {
                check.poll(operation);
            }
        }
    }

    private long[] positionsOf(int process) {
        return positions.computeIfAbsent(process, p -> {
            long[] nowhere = new long[seen.keys()];
            Arrays.fill(nowhere, NOWHERE);
            return nowhere;
        });
    }

    private void poll(int operation) {
        long[] last = positionsOf(history.process(operation));
        long[] before = last.clone();
        for (int entry = history.first(operation); entry < history.end(operation); entry++) {
            int key = history.key(entry);
            if (last[key] != NOWHERE) {
                boolean inner = last[key] != before[key];
                step(entry, key, last[key], inner);
            }
            last[key] = history.offset(entry);
        }
    }

    private void step(int entry, int key, long from, boolean inner) {
        long to = history.offset(entry);
        if (to <= from) {
            AnomalyKind kind = inner ? AnomalyKind.INNER_NONMONOTONIC_POLL : AnomalyKind.NONMONOTONIC_POLL;
            findings.add(kind, key, to, history.value(entry));
        } else if (seen.log(key).rankOf(to) - seen.log(key).rankOf(from) > 1) {
            AnomalyKind kind = inner ? AnomalyKind.INNER_POLL_SKIP : AnomalyKind.POLL_SKIP;
            findings.add(kind, key, to, history.value(entry));
        }
    }
}
