package io.sampo.chaos.validate;

import io.sampo.chaos.model.Outcome;
import java.util.Arrays;

/** Checks 6, 11 and 12: are records in the log in an order that those who sent them can have caused. */
final class AppendOrderCheck {
    private AppendOrderCheck() {}

    static void run(Observations seen, Findings findings) {
        SentValues sent = seen.sent();
        long[] previous = new long[seen.keys()];
        for (int process = 0; process < sent.processes(); process++) {
            Arrays.fill(previous, -1);
            for (int number = sent.first(process); number < sent.end(process); number++) {
                long offset = seen.firstOffset(number);
                if (offset < 0 || sent.is(number, Outcome.FAIL)) {
                    continue;
                }
                int key = sent.key(number);
                if (offset < previous[key]) {
                    findings.add(AnomalyKind.NONMONOTONIC_SEND, key, offset, sent.value(process, number));
                }
                previous[key] = Math.max(previous[key], offset);
                if (offset <= sent.ackedBefore(number)) {
                    findings.add(AnomalyKind.REALTIME_APPEND, key, offset, sent.value(process, number));
                }
            }
        }
        for (int key = 0; key < seen.keys(); key++) {
            epochs(seen.log(key), key, findings);
        }
    }

    private static void epochs(ObservedLog log, int key, Findings findings) {
        int highest = -1;
        for (int offset = 0; offset < log.size(); offset++) {
            int epoch = log.epochAt(offset);
            if (epoch >= 0 && epoch < highest) {
                findings.add(AnomalyKind.EPOCH_FELL, key, offset, -1);
            }
            highest = Math.max(highest, epoch);
        }
    }
}
