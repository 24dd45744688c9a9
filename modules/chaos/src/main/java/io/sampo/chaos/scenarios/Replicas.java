package io.sampo.chaos.scenarios;

import io.sampo.chaos.cluster.Cluster;
import io.sampo.chaos.cluster.ClusterPlan;
import io.sampo.chaos.cluster.Shell;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** What the files of stopped brokers say: held against each other by {@code sampo log verify --against}, and set aside by themselves. */
final class Replicas {
    private static final String QUARANTINE = ".sampo-quarantine";

    private Replicas() {}

    /**
     * Empty if no broker has found a log corrupt; else which. No fault here damages a file, and a replica that repairs itself from its
     * peers would hide that a start has taken a good log for a bad one.
     */
    static String setAside(ClusterPlan plan) throws IOException {
        StringBuilder said = new StringBuilder();
        for (int id : plan.ids()) {
            Path quarantine = plan.data(id).resolve(QUARANTINE);
            if (Files.isDirectory(quarantine)) {
                try (Stream<Path> logs = Files.list(quarantine)) {
                    logs.sorted().forEach(log -> said.append("broker ")
                            .append(id)
                            .append(" has taken a log for corrupt: ")
                            .append(log)
                            .append('\n'));
                }
            }
        }
        return said.toString();
    }

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
