package io.sampo.chaos.validate;

import io.sampo.chaos.model.Outcome;

/** Checks 3, 4 and 7, and gaps: is everything there that has to be, and nothing that must not. */
final class LossCheck {
    private final Observations seen;
    private final SentValues sent;
    private final Findings findings;

    private LossCheck(Observations seen, Findings findings) {
        this.seen = seen;
        this.sent = seen.sent();
        this.findings = findings;
    }

    static void run(Observations seen, Findings findings) {
        LossCheck check = new LossCheck(seen, findings);
        long[] bounds = check.bounds();
        for (int process = 0; process < check.sent.processes(); process++) {
            for (int number = check.sent.first(process); number < check.sent.end(process); number++) {
                if (check.sent.key(number) != SentValues.NONE) {
                    check.value(number, check.sent.value(process, number), bounds);
                }
            }
        }
        if (seen.readAll()) {
            for (int key = 0; key < seen.keys(); key++) {
                check.gaps(key);
            }
        }
    }

    /**
     * Of each key how far its readers have come: the highest first appearance. First for the bound and last for what
     * has to be below it keep a duplicate from raising a false alarm.
     */
    private long[] bounds() {
        long[] bounds = new long[seen.keys()];
        for (int number = 0; number < sent.size(); number++) {
            if (sent.wasRead(number)) {
                int key = sent.key(number);
                bounds[key] = Math.max(bounds[key], seen.firstOffset(number) + 1);
            }
        }
        return bounds;
    }

    private void value(int number, long value, long[] bounds) {
        int key = sent.key(number);
        if (sent.wasRead(number)) {
            if (sent.is(number, Outcome.FAIL)) {
                findings.add(AnomalyKind.ABORTED_READ, key, seen.firstOffset(number), value);
            }
        } else if (sent.isCommitted(number)) {
            long last = seen.lastOffset(number);
            if (last >= 0 && last < bounds[key]) {
                findings.add(AnomalyKind.LOST_WRITE, key, last, value);
            } else if (seen.readAll()) {
                findings.add(AnomalyKind.UNSEEN, key, sent.ackedOffset(number), value);
            }
        }
    }

    private void gaps(int key) {
        ObservedLog log = seen.log(key);
        for (int offset = 0; offset < log.size(); offset++) {
            if (log.at(offset) == SentValues.NONE) {
                findings.add(AnomalyKind.GAP, key, offset, -1);
            }
        }
    }
}
