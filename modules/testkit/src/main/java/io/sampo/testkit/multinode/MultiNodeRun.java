package io.sampo.testkit.multinode;

import io.sampo.testkit.process.ChildProcess;
import io.sampo.testkit.process.FreePorts;
import io.sampo.testkit.process.JavaCommand;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The parent's side: one JVM per role, all of them running one test, waited for with a deadline, none left behind.
 *
 * @param selector JUnit's unique id of the test
 * @param command what starts a child; the plan and the selector are added
 * @param directory for results and output; emptied first
 */
public record MultiNodeRun(
        String selector, List<String> roles, int portsPerRole, Duration deadline, JavaCommand command, Path directory) {
    /** System properties of this JVM that children inherit. */
    private static final List<String> INHERITED = List.of("pekko.", "aeron.", "sampo.", "logback.");

    /** How long the others may go on when one role has failed: what they say then is a consequence. */
    private static final Duration GRACE = Duration.ofSeconds(10);

    public MultiNodeRun {
        roles = List.copyOf(roles);
    }

    /** A run of {@code selector} with the class path of this JVM. */
    public static MultiNodeRun of(String selector, MultiNodeTest test, Path directory) {
        JavaCommand command = JavaCommand.of(NodeMain.class.getName()).withProperties(inherited());
        for (String flag : test.jvmFlags()) {
            command = command.withFlag(flag);
        }
        return new MultiNodeRun(
                selector,
                List.of(test.roles()),
                test.portsPerRole(),
                Duration.ofSeconds(test.deadlineSeconds()),
                command,
                directory.toAbsolutePath());
    }

    private static Map<String, String> inherited() {
        Map<String, String> properties = new TreeMap<>();
        for (String name : System.getProperties().stringPropertyNames()) {
            if (INHERITED.stream().anyMatch(name::startsWith)) {
                properties.put(name, System.getProperty(name));
            }
        }
        return properties;
    }

    /** The same run with another way to start its children. */
    public MultiNodeRun withCommand(JavaCommand other) {
        return new MultiNodeRun(selector, roles, portsPerRole, deadline, other, directory);
    }

    /** Runs it; blocks until every role has ended, by itself or by force. */
    public MultiNodeReport run() {
        emptyDirectory();
        Path output = directory.resolve("output.log");
        List<ChildProcess> children = new ArrayList<>();
        try (PrintStream copy = new PrintStream(Files.newOutputStream(output), true, StandardCharsets.UTF_8)) {
            try {
                List<Integer> ports = FreePorts.find(roles.size() * portsPerRole + 1);
                for (int index = 0; index < roles.size(); index++) {
                    NodePlan plan = new NodePlan(
                            roles, index, ports.get(0), ports.subList(1, ports.size()), directory, barrierTimeout());
                    JavaCommand child =
                            command.withProperties(plan.toProperties()).withArgument(selector);
                    children.add(ChildProcess.start(plan.role(), child.toArguments(), null, copy));
                }
                return new MultiNodeReport(directory.getFileName().toString(), awaitAll(children), output);
            } finally {
                children.forEach(ChildProcess::close);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot write " + output, e);
        }
    }

    /** A little less than the whole, so that a barrier nobody comes to fails by name and not by the deadline. */
    private Duration barrierTimeout() {
        return deadline.minus(deadline.dividedBy(5));
    }

    private List<NodeResult> awaitAll(List<ChildProcess> children) {
        long endNanos = System.nanoTime() + deadline.toNanos();
        while (children.stream().anyMatch(ChildProcess::isAlive) && System.nanoTime() - endNanos < 0) {
            for (ChildProcess child : children) {
                if (child.isAlive()) {
                    child.awaitExit(Duration.ofMillis(50));
                }
            }
            if (children.stream()
                    .anyMatch(child -> !child.isAlive() && !resultOf(child).isGood())) {
                endNanos = Math.min(endNanos, System.nanoTime() + GRACE.toNanos());
            }
        }
        // All stacks before the first kill: what a role waits for is often in another one.
        Map<String, String> dumps = new TreeMap<>();
        children.stream().filter(ChildProcess::isAlive).forEach(child -> dumps.put(child.name(), child.threadDump()));
        return children.stream()
                .map(child ->
                        dumps.containsKey(child.name()) ? timedOut(child, dumps.get(child.name())) : resultOf(child))
                .toList();
    }

    private NodeResult timedOut(ChildProcess child, String dump) {
        child.kill();
        return new NodeResult(
                child.name(),
                NodeResult.Outcome.TIMED_OUT,
                Long.MAX_VALUE,
                "not done after " + deadline.toSeconds() + " s, or " + GRACE.toSeconds()
                        + " s after another role had failed\n" + dump + child.lastLines());
    }

    private NodeResult resultOf(ChildProcess child) {
        String role = child.name();
        Path file = directory.resolve(role + ".result");
        if (Files.exists(file)) {
            return NodeResult.read(file);
        }
        if (Files.exists(directory.resolve(role + ".exit-expected"))) {
            return new NodeResult(role, NodeResult.Outcome.EXITED_AS_EXPECTED, Long.MAX_VALUE, "");
        }
        int exitCode = child.awaitExit(GRACE).orElse(-1);
        return new NodeResult(
                role,
                NodeResult.Outcome.DIED,
                System.currentTimeMillis(),
                "ended with " + exitCode + " and without a result\n" + child.lastLines());
    }

    private void emptyDirectory() {
        try {
            if (Files.exists(directory)) {
                try (Stream<Path> files = Files.walk(directory)) {
                    for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                        Files.delete(file);
                    }
                }
            }
            Files.createDirectories(directory);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot empty " + directory, e);
        }
    }
}
