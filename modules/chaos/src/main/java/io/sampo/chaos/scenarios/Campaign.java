package io.sampo.chaos.scenarios;

import io.sampo.chaos.cluster.Cluster;
import io.sampo.chaos.cluster.Observer;
import io.sampo.chaos.failpoint.FaultKind;
import io.sampo.chaos.model.HistoryFile;
import io.sampo.chaos.report.RoundReport;
import io.sampo.chaos.report.Summary;
import io.sampo.chaos.report.Timeline;
import io.sampo.chaos.traffic.Recorder;
import io.sampo.chaos.traffic.Traffic;
import io.sampo.chaos.validate.Checker;
import io.sampo.chaos.validate.Verdict;
import io.sampo.client.NewTopic;
import io.sampo.client.SampoClient;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;

/** A whole run: brokers, load, rounds of faults, a last look at everything, a verdict. */
public final class Campaign {
    private static final String TOPIC = "chaos";
    private static final int WRITERS = 3;
    private static final int RECORDS_PER_SECOND = 450;
    private static final Duration READ_ALL_WITHIN = Duration.ofMinutes(2);

    private final Order order;
    private final PrintStream out;

    /**
     * What to do.
     *
     * @param sampo the command {@code ops/bin/sampo}, built
     * @param directory of this run, new
     * @param isolated this process has namespaces of its own
     */
    public record Order(
            Path sampo, Path directory, int brokers, int rounds, List<FaultKind> kinds, long seed, boolean isolated) {
        public Order {
            kinds = List.copyOf(kinds);
        }
    }

    public Campaign(Order order, PrintStream out) {
        this.order = order;
        this.out = out;
    }

    /** Runs it; every process that it starts has ended afterwards. */
    public Summary run() throws InterruptedException, IOException, ExecutionException, TimeoutException {
        Stage stage =
                Stage.build(order.sampo(), order.directory(), order.brokers(), order.isolated(), disks(order.kinds()));
        try (Cluster cluster = stage.cluster()) {
            cluster.startAll();
            out.println(order.brokers() + " brokers serve; seed " + order.seed() + ", data in " + order.directory());
            Path history = order.directory().resolve("history.txt");
            List<RoundReport> reports = underLoad(stage, history);
            out.println("every client has finished; the brokers stop, the replicas are compared");
            String replicas = cluster.stopAll() ? "" : "a broker did not stop on SIGTERM\n";
            replicas += Replicas.setAside(cluster.plan());
            replicas += Replicas.differences(cluster, order.sampo());
            Verdict verdict = Checker.check(HistoryFile.read(history));
            Summary summary = new Summary(reports, verdict, replicas);
            if (stage.disks() != null && !summary.isClean()) {
                stage.disks().keep();
            }
            return summary;
        }
    }

    private static Stage.DiskKind disks(List<FaultKind> kinds) {
        if (kinds.contains(FaultKind.POWER) || kinds.contains(FaultKind.POWER_ALL)) {
            return Stage.DiskKind.IMAGES;
        }
        return kinds.contains(FaultKind.DISK_FULL) ? Stage.DiskKind.MEMORY : Stage.DiskKind.SHARED;
    }

    /** Where all lose power at once, only what is forced is promised. */
    private Map<String, String> topicConfig() {
        return order.kinds().contains(FaultKind.POWER_ALL)
                ? Map.of("min.insync.replicas", "2", "flush.messages", "1")
                : Map.of("min.insync.replicas", "2");
    }

    private List<RoundReport> underLoad(Stage stage, Path history)
            throws InterruptedException, IOException, ExecutionException, TimeoutException {
        Cluster cluster = stage.cluster();
        int partitions = 2 * order.brokers();
        List<String> keys = IntStream.range(0, partitions)
                .mapToObj(key -> TOPIC + "-" + key)
                .toList();
        try (SampoClient client = cluster.client();
                SampoClient looking = cluster.client();
                Recorder recorder = Recorder.start(history, keys)) {
            client.admin()
                    .createTopic(NewTopic.of(TOPIC, partitions, 3).withConfig(topicConfig()))
                    .toCompletableFuture()
                    .get(60, TimeUnit.SECONDS);
            Observer observer = Observer.start(looking, TOPIC, recorder::nowNs);
            Traffic traffic = Traffic.start(client, TOPIC, partitions, recorder, WRITERS, RECORDS_PER_SECOND);
            awaitSteady(observer, traffic, recorder);
            Rounds.Plan plan = Rounds.Plan.of(order.kinds(), stage, order.seed());
            Rounds rounds = new Rounds(cluster, observer, recorder, traffic.progress(), plan, out);
            List<RoundReport> reports = rounds.run(order.rounds());
            traffic.finish();
            if (!traffic.readAll(cluster::client, READ_ALL_WITHIN)) {
                out.println("the partitions cannot be read to their ends");
            }
            observer.close();
            String title = order.brokers() + " brokers, seed " + order.seed() + ", " + reports.size() + " rounds";
            Files.writeString(
                    order.directory().resolve("timeline.svg"),
                    Timeline.svg(traffic.progress(), reports, observer.sightings(), recorder.nowNs(), title));
            return reports;
        }
    }

    private void awaitSteady(Observer observer, Traffic traffic, Recorder recorder) throws InterruptedException {
        long deadlineNs = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        while (!observer.latest().isWhole() || !traffic.progress().everyPartitionSince(0)) {
            if (System.nanoTime() > deadlineNs) {
                throw new IllegalStateException("the cluster does not become steady before the first fault: "
                        + observer.latest().text() + "; after " + recorder.nowNs() / 1_000_000 + " ms");
            }
            TimeUnit.MILLISECONDS.sleep(50);
        }
    }
}
