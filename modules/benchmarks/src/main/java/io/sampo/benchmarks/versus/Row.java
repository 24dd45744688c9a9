package io.sampo.benchmarks.versus;

import io.sampo.benchmarks.versus.report.Goal;
import io.sampo.benchmarks.versus.report.RowGoals;
import io.sampo.benchmarks.versus.work.Workload;
import java.util.List;

/**
 * One line of the comparison.
 *
 * @param name for the command line and the ledger; it never changes
 * @param what is done and with whom, one sentence
 * @param against the same contender under a second name, to see what noise makes of two that are equal; or Sampo, beside Kafka in
 *     two forms, the better of which counts
 */
record Row(String name, String what, Against against, Workload workload, List<Goal> goals) {
    /** Who runs beside Kafka. */
    enum Against {
        SAMPO("sampo"),
        KAFKA_AGAIN("kafka-again");

        private final String contender;

        Against(String contender) {
            this.contender = contender;
        }

        String contender() {
            return contender;
        }

        boolean tunedToo() {
            return this == SAMPO;
        }
    }

    static final String KAFKA = "kafka";
    static final String TUNED = "kafka-tuned";

    Row {
        goals = List.copyOf(goals);
    }

    /** Who is to be beaten: whichever is better. */
    List<String> rivals() {
        return against.tunedToo() ? List.of(KAFKA, TUNED) : List.of(KAFKA);
    }

    RowGoals forReport() {
        return new RowGoals(name, what, rivals(), against.contender(), goals);
    }
}
