package io.sampo.simulation.command;

import io.sampo.simulation.SeedRun;
import io.sampo.simulation.mutant.MutantRun;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

/** Runs many seeds, each in one thread, on as many threads as there are cores; what {@code ops/bin/simulate} starts. */
public final class Simulate {
    private static final int BROKEN_SHOWN = 5;

    private final SimulateOptions options;
    private final PrintStream out;
    private final AtomicLong next;
    private final AtomicLong done = new AtomicLong();
    private final AtomicLong events = new AtomicLong();
    private final AtomicLong acknowledged = new AtomicLong();
    private final AtomicLong cpuNs = new AtomicLong();
    private final ConcurrentLinkedQueue<SeedRun> broken = new ConcurrentLinkedQueue<>();
    private volatile long saidAtMs;

    private Simulate(SimulateOptions options, PrintStream out) {
        this.options = options;
        this.out = out;
        this.next = new AtomicLong(options.from());
    }

    /** The seeds of {@code options}; 0 if no law was broken, 1 if one was. */
    public static int run(SimulateOptions options, PrintStream out) throws InterruptedException, IOException {
        return switch (options.task()) {
            case RUN -> new Simulate(options, out).all();
            case TRACE -> trace(options, out);
            case REPLAY -> Replay.run(options.from(), options.seeds(), out);
            case HASHES -> {
                Replay.hashes(options.from(), options.seeds()).forEach(out::println);
                yield 0;
            }
        };
    }

    private static int trace(SimulateOptions options, PrintStream out) {
        SeedRun first = SeedRun.of(options.from(), options.profileOf(options.from()), true);
        SeedRun second = SeedRun.of(options.from(), options.profileOf(options.from()), true);
        first.story().forEach(out::println);
        out.printf(
                "seed %d, profile %s: %,d events, %,d acknowledged, trace %016x, %s%n",
                first.seed(),
                first.profile().label(),
                first.events(),
                first.acknowledged(),
                first.traceHash(),
                first.traceHash() == second.traceHash() ? "the same when repeated" : "ANOTHER WHEN REPEATED");
        if (first.violation() != null) {
            first.violation().printStackTrace(out);
        }
        return first.isClean() && first.traceHash() == second.traceHash() ? 0 : 1;
    }

    private int all() throws InterruptedException, IOException {
        long startedNs = System.nanoTime();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < options.threads(); i++) {
            Thread thread = new Thread(this::work, "sampo-simulate-" + i);
            threads.add(thread);
            thread.start();
        }
        for (Thread thread : threads) {
            thread.join();
        }
        double seconds = (System.nanoTime() - startedNs) / 1e9;
        List<SeedRun> found = broken.stream()
                .sorted((a, b) -> Long.compare(a.seed(), b.seed()))
                .toList();
        found.stream().limit(BROKEN_SHOWN).forEach(this::show);
        found.stream()
                .skip(BROKEN_SHOWN)
                .forEach(run -> out.println(
                        "also broken: seed " + run.seed() + " (" + run.profile().label() + ") " + run.violation()));
        out.printf(
                "%,d events, %,d produces acknowledged, %.1f ms of CPU for a seed%n",
                events.get(), acknowledged.get(), cpuNs.get() / 1e6 / Math.max(1, done.get()));
        String line =
                String.format("%d seeds, %d violations, %.0f seeds/s", done.get(), found.size(), done.get() / seconds);
        boolean isWhole = done.get() == options.seeds();
        if (isWhole) {
            record(line);
        } else {
            out.println("not all seeds were run, what stopped them is told above; nothing is recorded");
        }
        out.println(line);
        return isWhole && found.isEmpty() ? 0 : 1;
    }

    private void work() {
        long end = options.from() + options.seeds();
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        for (long seed = next.getAndIncrement(); seed < end; seed = next.getAndIncrement()) {
            long beganNs = threads.getCurrentThreadCpuTime();
            SeedRun run = SeedRun.of(seed, options.profileOf(seed), false);
            cpuNs.addAndGet(threads.getCurrentThreadCpuTime() - beganNs);
            done.incrementAndGet();
            events.addAndGet(run.events());
            acknowledged.addAndGet(run.acknowledged());
            if (!run.isClean()) {
                broken.add(run);
                out.printf(
                        "broken: seed %d, profile %s: %s%n",
                        run.seed(), run.profile().label(), run.violation());
            }
            progress();
        }
    }

    private void progress() {
        long nowMs = System.nanoTime() / 1_000_000;
        if (nowMs - saidAtMs > 10_000) {
            saidAtMs = nowMs;
            out.printf(
                    "... %d seeds, %d broken, %.1f ms of CPU for a seed%n",
                    done.get(), broken.size(), cpuNs.get() / 1e6 / Math.max(1, done.get()));
        }
    }

    private void show(SeedRun run) {
        out.printf(
                "seed %d, profile %s, %d events:%n", run.seed(), run.profile().label(), run.events());
        run.story().forEach(line -> out.println("  " + line));
        out.println("  " + run.violation());
        out.printf(
                "again: ops/bin/simulate --trace %d --profile %s%n%n",
                run.seed(), run.profile().label());
    }

    /** One line for each call: long runs add up over days. */
    private void record(String result) throws IOException {
        Path ledger = options.ledger();
        if (ledger != null) {
            Files.createDirectories(ledger.toAbsolutePath().getParent());
            String line = Instant.now() + "\t" + options.commit() + "\t" + options.profileLabel() + "\t"
                    + options.from() + "\t" + (options.from() + options.seeds() - 1) + "\t" + result + "\t"
                    + options.code() + "\n";
            Files.writeString(ledger, line, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        }
    }

    /** The first seed behind all that {@code ledger} has seen of that profile. */
    static long resumeFrom(Path ledger, String profile) throws IOException {
        if (!Files.exists(ledger)) {
            return 1;
        }
        try (Stream<String> lines = Files.lines(ledger)) {
            return lines.map(line -> line.split("\t", -1))
                    .filter(fields -> fields.length >= 5 && fields[2].equals(profile))
                    .mapToLong(fields -> Long.parseLong(fields[4]) + 1)
                    .max()
                    .orElse(1);
        }
    }

    /** See {@code ops/bin/simulate --help}. */
    public static void main(String[] args) throws Exception {
        SimulateOptions options = SimulateOptions.of(args);
        if (options.mutants() == null) {
            System.exit(run(options, System.out));
        }
        Path root = Path.of(System.getProperty("sampo.root", "."));
        int alive = new MutantRun(root, System.out).all(options.mutants(), options.seeds(), options.store());
        System.exit(alive == 0 ? 0 : 1);
    }
}
