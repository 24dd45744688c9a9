package io.sampo.chaos.scenarios;

import io.sampo.chaos.cluster.Cluster;
import io.sampo.chaos.cluster.Shell;
import java.nio.file.Path;
import java.util.List;

/** Holds the files of stopped brokers against each other: {@code sampo log verify --against}. */
final class Replicas {
    private Replicas() {}

    /** Empty if all that both have is equal byte by byte and undamaged; else what the command says. */
    static String differences(Cluster cluster, Path sampo) {
        StringBuilder said = new StringBuilder();
        List<Integer> ids = cluster.plan().ids();
        for (int one : ids) {
            for (int other : ids.subList(one, ids.size())) {
                List<String> command = List.of(
                        "env",
                        "SAMPO_NO_BUILD=1",
                        "SAMPO_JVM_OPTS=-XX:-UsePerfData",
                        sampo.toString(),
                        "log",
                        "verify",
                        cluster.plan().data(one).toString(),
                        "--against",
                        cluster.plan().data(other).toString());
                Shell.Outcome outcome = Shell.attempt(command);
                if (outcome.code() != 0) {
                    said.append(String.join(" ", command))
                            .append('\n')
                            .append(outcome.said())
                            .append('\n');
                }
            }
        }
        return said.toString();
    }
}
