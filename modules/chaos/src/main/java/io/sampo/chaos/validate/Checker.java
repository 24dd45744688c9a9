package io.sampo.chaos.validate;

import io.sampo.chaos.model.History;
import io.sampo.chaos.model.Outcome;
import java.util.List;

/** Judges a history: one pass to see what the partitions held, then one check after the other (REPLICATION §3.3). */
public final class Checker {
    private Checker() {}

    /**
     * The verdict.
     *
     * @throws IllegalArgumentException if {@code history} is none that the traffic of this module can leave behind: a
     *     value sent twice
     */
    public static Verdict check(History history) {
        Findings findings = new Findings();
        Observations seen = Observations.of(history, findings);
        LossCheck.run(seen, findings);
        AppendOrderCheck.run(seen, findings);
        PollOrderCheck.run(history, seen, findings);
        Witness witness = new Witness(history, seen);
        List<String> witnesses =
                findings.lowest().values().stream().map(witness::of).toList();
        return new Verdict(
                findings.counts(),
                witnesses,
                count(seen.sent(), Outcome.OK),
                count(seen.sent(), Outcome.INFO),
                seen.readAll());
    }

    private static int count(SentValues sent, Outcome outcome) {
        int count = 0;
        for (int number = 0; number < sent.size(); number++) {
            if (sent.is(number, outcome)) {
                count++;
            }
        }
        return count;
    }
}
