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
 * @param against the same contender under a second name, to see what noise makes of two that are equal; or Sampo
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
    }

    static final String KAFKA = "kafka";

    Row {
        goals = List.copyOf(goals);
    }

    RowGoals forReport() {
        return new RowGoals(name, what, KAFKA, against.contender(), goals);
    }
}
