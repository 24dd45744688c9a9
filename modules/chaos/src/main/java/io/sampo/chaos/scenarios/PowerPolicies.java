package io.sampo.chaos.scenarios;

import io.sampo.chaos.cluster.Cluster;
import io.sampo.chaos.cluster.Disks;
import io.sampo.client.NewTopic;
import io.sampo.client.SampoClient;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * What each flush policy promises when all brokers lose power at once, each with a topic of three replicas under load: what
 * is gone is the end of the log and no more than the policy says, what is there is as it was sent, and the partition serves
 * again.
 */
public final class PowerPolicies {
    private static final int BROKERS = 3;
    private static final int LOAD_MS = 5_000;
    /** Longer than the clients go on with what they have sent. */
    private static final int DARK_MS = 4_000;

    private static final int FLUSH_MS = 500;
    private static final int FLUSH_MESSAGES = 100;
    /** "About": a force waits for its turn, and takes its time. */
    private static final int LATE_MS = 700;

    private final PrintStream out;
    private boolean held = true;

    private PowerPolicies(PrintStream out) {
        this.out = out;
    }

    /** Plays it so often; true if everything was as promised. */
    public static boolean play(Path sampo, Path directory, int rounds, PrintStream out)
            throws InterruptedException, IOException, ExecutionException, TimeoutException {
        PowerPolicies policies = new PowerPolicies(out);
        Stage stage = Stage.build(sampo, directory, BROKERS, true, Stage.DiskKind.IMAGES);
        try (Cluster cluster = stage.cluster()) {
            cluster.startAll();
            for (int round = 1; round <= rounds; round++) {
                policies.round(cluster, Objects.requireNonNull(stage.disks()), round);
            }
            policies.expect("brokers stop in order", cluster.stopAll());
            String differences = Replicas.setAside(cluster.plan()) + Replicas.differences(cluster, sampo);
            policies.expect(
                    "no log is taken for corrupt, replicas are equal byte by byte " + differences,
                    differences.isEmpty());
        }
        return policies.held;
    }

    private void expect(String what, boolean isSo) {
        out.println((isSo ? "   ok      " : "   FAILED  ") + what);
        held &= isSo;
    }

    private void round(Cluster cluster, Disks disks, int round)
            throws InterruptedException, ExecutionException, TimeoutException {
        Map<String, Map<String, String>> policies = new LinkedHashMap<>();
        policies.put("none", config("flush.ms", Long.MAX_VALUE));
        policies.put("ms", config("flush.ms", FLUSH_MS));
        policies.put("messages", config("flush.messages", FLUSH_MESSAGES));
        policies.put("each", config("flush.messages", 1));
        out.println("round " + round + ": all " + BROKERS + " brokers lose power under load");
        List<PowerLoad> loads = new ArrayList<>();
        long cutNs;
        try (SampoClient client = cluster.client()) {
            for (Map.Entry<String, Map<String, String>> policy : policies.entrySet()) {
                String topic = policy.getKey() + "-" + round;
                client.admin()
                        .createTopic(NewTopic.of(topic, 1, BROKERS).withConfig(policy.getValue()))
                        .toCompletableFuture()
                        .get(60, TimeUnit.SECONDS);
                loads.add(PowerLoad.start(client, topic));
            }
            TimeUnit.MILLISECONDS.sleep(LOAD_MS);
            for (int broker : cluster.plan().ids()) {
                cluster.broker(broker).kill();
            }
            cutNs = System.nanoTime();
            disks.cutPower(cluster.plan().ids());
            TimeUnit.MILLISECONDS.sleep(DARK_MS);
            for (PowerLoad load : loads) {
                load.stop();
            }
        }
        cluster.startAll();
        try (SampoClient client = cluster.client()) {
            for (PowerLoad load : loads) {
                judge(load, client, cutNs);
            }
        }
    }

    private static Map<String, String> config(String key, long value) {
        return Map.of("min.insync.replicas", "2", key, String.valueOf(value));
    }

    private void judge(PowerLoad load, SampoClient client, long cutNs)
            throws InterruptedException, ExecutionException, TimeoutException {
        String topic = load.topic();
        List<Long> there = load.readAll(client);
        boolean serves = load.sendOne(client);
        expect(topic + ": takes records again", serves);
        expect(
                topic + ": " + there.size() + " records, as they were sent, none missing in between",
                load.isPrefix(there));
        PowerLoad.Loss loss = load.lossBehind(there.size(), cutNs);
        out.printf(
                "           %s: %d acknowledged, %d of them lost, the oldest %d ms before the cut%n",
                topic, load.acknowledged(), loss.records(), loss.oldestMs());
        if (topic.startsWith("each")) {
            expect(topic + ": every batch was forced before it was acknowledged: none lost", loss.records() == 0);
        } else if (topic.startsWith("messages")) {
            expect(
                    topic + ": about " + FLUSH_MESSAGES + " records lost at most",
                    loss.records() <= 2L * FLUSH_MESSAGES);
        } else if (topic.startsWith("ms")) {
            expect(
                    topic + ": what is lost was acknowledged about " + FLUSH_MS + " ms before the cut, or later",
                    loss.oldestMs() <= FLUSH_MS + LATE_MS);
        }
    }
}
