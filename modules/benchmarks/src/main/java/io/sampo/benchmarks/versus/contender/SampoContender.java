package io.sampo.benchmarks.versus.contender;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Sampo as {@code ops/bin/sampo} starts it, with the heap and the collector of the comparison. */
public final class SampoContender implements Contender {
    /** What {@code ops/bin/sampo} adds for a machine of so many cores: it decides, this is what tuned Kafka gets of it. */
    static final List<String> COMMAND_FLAGS = commandFlags(Runtime.getRuntime().availableProcessors());

    private final Installation installation;

    public SampoContender(Installation installation) {
        this.installation = installation;
    }

    static List<String> commandFlags(int cores) {
        String young = "-XX:MaxNewSize=" + Math.min(16 * cores, 128) + "m";
        return cores <= 2 ? List.of("-XX:TieredStopAtLevel=1", young) : List.of(young);
    }

    /** Ports of one broker. */
    private record Ports(int kafka, int artery, int raft, int session, int aeron, int http) {
        static final int COUNT = 6;

        static Ports of(Iterator<Integer> free) {
            return new Ports(free.next(), free.next(), free.next(), free.next(), free.next(), free.next());
        }
    }

    /** For people who read figures. */
    public static String description() {
        return "sampo: as `ops/bin/sampo broker` starts it, `" + String.join(" ", Installation.BROKER_FLAGS) + " "
                + String.join(" ", COMMAND_FLAGS) + "` and an archive of classes";
    }

    @Override
    public String name() {
        return "sampo";
    }

    @Override
    public List<BrokerProcess> prepare(ClusterPlan plan, Path directory) throws IOException {
        Files.createDirectories(directory.resolve("data"));
        Iterator<Integer> free = FreePorts.find(Ports.COUNT * plan.brokers());
        List<Ports> ports =
                IntStream.range(0, plan.brokers()).mapToObj(i -> Ports.of(free)).toList();
        List<BrokerProcess> brokers = new ArrayList<>();
        for (int id = 1; id <= plan.brokers(); id++) {
            Path config = directory.resolve("sampo-" + id + ".conf");
            Files.writeString(config, configuration(id, plan, ports, directory));
            brokers.add(new BrokerProcess(
                    "127.0.0.1:" + ports.get(id - 1).kafka(),
                    List.of(installation.sampo().toString(), "broker", "--config", config.toString()),
                    Map.of(
                            "JAVA_HOME",
                            installation.javaHome().toString(),
                            "SAMPO_NO_BUILD",
                            "1",
                            "SAMPO_LOG_LEVEL",
                            "WARN",
                            "SAMPO_HEAP",
                            String.join(" ", Installation.BROKER_FLAGS)),
                    directory.resolve("sampo-" + id + ".log")));
        }
        return brokers;
    }

    private static String configuration(int id, ClusterPlan plan, List<Ports> ports, Path directory) {
        String voters = IntStream.rangeClosed(1, plan.brokers())
                .mapToObj(voter ->
                        "\"" + voter + "@127.0.0.1:" + ports.get(voter - 1).session() + ":"
                                + ports.get(voter - 1).raft() + "\"")
                .collect(Collectors.joining(", "));
        String seeds =
                ports.stream().map(at -> "\"127.0.0.1:" + at.artery() + "\"").collect(Collectors.joining(", "));
        Ports own = ports.get(id - 1);
        return String.join(
                "\n",
                "sampo {",
                "  broker.id = " + id,
                "  host = \"127.0.0.1\"",
                "  controller.voters = [" + voters + "]",
                "  seeds = [" + seeds + "]",
                "  log.dirs = [\"" + directory.resolve("data/sampo-" + id) + "\"]",
                "  kafka.port = " + own.kafka(),
                "  artery.port = " + own.artery(),
                "  raft.port = " + own.raft(),
                "  session.port = " + own.session(),
                "  aeron.port = " + own.aeron(),
                "  http.port = " + own.http(),
                "  num.partitions = " + plan.firstPartitions(),
                "  default.replication.factor = " + plan.replicationFactor(),
                "  min.insync.replicas = " + plan.minInSync(),
                plan.settings().entrySet().stream()
                        .map(setting -> "  " + setting.getKey() + " = \"" + setting.getValue() + "\"")
                        .collect(Collectors.joining("\n")),
                "}",
                "");
    }
}
