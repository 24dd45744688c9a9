package io.sampo.chaos.scenarios;

import io.sampo.chaos.cluster.Cluster;
import io.sampo.chaos.cluster.Observer;
import io.sampo.chaos.cluster.Scene;
import io.sampo.chaos.failpoint.Draw;
import io.sampo.chaos.failpoint.FaultKind;
import io.sampo.chaos.failpoint.Injector;
import io.sampo.chaos.failpoint.Strike;
import io.sampo.chaos.report.RoundReport;
import io.sampo.chaos.traffic.AckProgress;
import io.sampo.chaos.traffic.Recorder;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;

/** One round after the other: steady, strike, repair, wait until all is well again. For one thread. */
final class Rounds {
    static final long WRITABLE_WITHIN_MS = 30_000;
    static final long WHOLE_WITHIN_MS = 60_000;

    private static final long STEADY_MS = 300;
    private static final long POLL_MS = 25;
    /** With all kinds allowed, each such round has two faults at once. */
    private static final int SEVERAL_EACH = 5;

    private final Cluster cluster;
    private final Observer observer;
    private final Recorder clock;
    private final AckProgress progress;
    private final Draw draw;
    private final Injector injector;
    private final boolean several;
    private final PrintStream out;

    Rounds(Cluster cluster, Observer observer, Recorder clock, AckProgress progress, Plan plan, PrintStream out) {
        this.cluster = cluster;
        this.observer = observer;
        this.clock = clock;
        this.progress = progress;
        this.draw = plan.draw();
        this.injector = plan.injector();
        this.several = plan.several();
        this.out = out;
    }

    /** What rounds do. */
    record Plan(Draw draw, Injector injector, boolean several) {
        static Plan of(List<FaultKind> kinds, Stage stage, long seed) {
            int brokers = stage.cluster().plan().brokers();
            return new Plan(
                    new Draw(kinds, brokers, seed),
                    new Injector(stage.cluster(), stage.disks(), seed),
                    kinds.equals(FaultKind.ALL));
        }
    }

    /** Up to so many; ends early where the cluster stays stuck after a restart of all brokers. */
    List<RoundReport> run(int rounds) throws InterruptedException, IOException {
        List<RoundReport> reports = new ArrayList<>();
        for (int round = 1; round <= rounds; round++) {
            TimeUnit.MILLISECONDS.sleep(STEADY_MS);
            RoundReport report = round(round);
            reports.add(report);
            out.println(report.line(rounds));
            if (report.isStuck()) {
                keepStory(round);
                if (!startAllAnew()) {
                    out.println("the cluster does not come back after a restart of all brokers either: no more rounds");
                    break;
                }
            }
        }
        return reports;
    }

    private RoundReport round(int round) throws InterruptedException, IOException {
        Scene scene = observer.latest();
        List<Strike> together = new ArrayList<>();
        together.add(draw.next(scene));
        if (several && round % SEVERAL_EACH == 0) {
            together.add(draw.beside(together.get(0), scene));
        }
        progress.resetGaps();
        long fromNs = clock.nowNs();
        String stuck = "";
        try {
            injector.strike(together);
        } catch (Injector.NotReady e) {
            stuck = String.valueOf(e.getMessage());
        }
        long toNs = clock.nowNs();
        long writableMs = stuck.isEmpty() ? await(WRITABLE_WITHIN_MS, () -> progress.everyPartitionSince(toNs)) : -1;
        long wholeMs = stuck.isEmpty() && writableMs >= 0 ? awaitWhole(toNs) : -1;
        if (stuck.isEmpty() && wholeMs < 0) {
            stuck = writableMs < 0
                    ? "not every partition is writable " + WRITABLE_WITHIN_MS / 1000 + " s after the repair"
                    : "not every replica is in sync " + WHOLE_WITHIN_MS / 1000 + " s after the repair";
        }
        return new RoundReport(
                round,
                together.stream().map(Strike::label).collect(Collectors.joining("+")),
                together.stream().map(Strike::text).collect(Collectors.joining(" + ")),
                together.stream().anyMatch(Strike::hitsController),
                observer.latest().controller() != scene.controller(),
                fromNs,
                toNs,
                progress.longestGapNs(clock.nowNs()) / 1_000_000,
                writableMs,
                wholeMs,
                stuck);
    }

    /** ms until the condition holds; -1 if it does not in time. */
    private long await(long withinMs, BooleanSupplier condition) throws InterruptedException {
        long startNs = System.nanoTime();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - startNs > TimeUnit.MILLISECONDS.toNanos(withinMs)) {
                return -1;
            }
            TimeUnit.MILLISECONDS.sleep(POLL_MS);
        }
        return (System.nanoTime() - startNs) / 1_000_000;
    }

    private long awaitWhole(long sinceNs) throws InterruptedException {
        long startNs = System.nanoTime();
        while (!observer.isWholeSince(sinceNs)) {
            if (System.nanoTime() - startNs > TimeUnit.MILLISECONDS.toNanos(WHOLE_WITHIN_MS)) {
                return -1;
            }
            TimeUnit.MILLISECONDS.sleep(POLL_MS);
        }
        return (clock.nowNs() - sinceNs) / 1_000_000;
    }

    /** What a person needs to see why it is stuck: the cluster as it is seen, and the stacks of all brokers. */
    private void keepStory(int round) throws InterruptedException, IOException {
        Path story = cluster.plan().directory().resolve("stuck-" + round + ".txt");
        StringBuilder text = new StringBuilder(observer.latest().text()).append('\n');
        for (int broker : cluster.plan().ids()) {
            text.append("\n==== broker ")
                    .append(broker)
                    .append('\n')
                    .append(cluster.broker(broker).threadDump());
        }
        Files.writeString(story, text);
        out.println("  " + observer.latest().text());
        out.println("  stacks of all brokers: " + story);
    }

    private boolean startAllAnew() throws InterruptedException {
        for (int broker : cluster.plan().ids()) {
            cluster.broker(broker).kill();
        }
        try {
            cluster.startAll();
        } catch (IllegalStateException e) {
            out.println("  " + e.getMessage());
            return false;
        }
        long sinceNs = clock.nowNs();
        return await(WRITABLE_WITHIN_MS, () -> progress.everyPartitionSince(sinceNs)) >= 0 && awaitWhole(sinceNs) >= 0;
    }
}
