package io.sampo.benchmarks.versus.contender;

import com.sun.management.ThreadMXBean;
import com.sun.tools.attach.AttachNotSupportedException;
import com.sun.tools.attach.VirtualMachine;
import java.io.File;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;
import org.jspecify.annotations.Nullable;

/** One broker, started by its command, which is or becomes its JVM. One thread. */
public final class BrokerProcess {
    private static final long STOPS_WITHIN_S = 15;
    private static final int LAST_LINES = 5;

    private final String bootstrap;
    private final List<String> command;
    private final Map<String, String> environment;
    private final Path output;
    private @Nullable Process process;

    /**
     * @param bootstrap {@code host:port} for Kafka's clients
     * @param output all that it says
     */
    BrokerProcess(String bootstrap, List<String> command, Map<String, String> environment, Path output) {
        this.bootstrap = bootstrap;
        this.command = List.copyOf(command);
        this.environment = Map.copyOf(environment);
        this.output = output;
    }

    String bootstrap() {
        return bootstrap;
    }

    void start() throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(output.getParent().toFile())
                .redirectInput(new File("/dev/null"))
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        builder.environment().putAll(environment);
        process = builder.start();
    }

    boolean isAlive() {
        Process running = process;
        return running != null && running.isAlive();
    }

    ProcessUsage usage() throws IOException {
        return ProcessUsage.of(pid());
    }

    /** @throws IOException with its last words if it does not run */
    long pid() throws IOException {
        Process running = process;
        if (running == null || !running.isAlive()) {
            throw new IOException(bootstrap + " does not run; it said: " + lastLines());
        }
        return running.pid();
    }

    // The address is that of a process of our own on this machine.
    @SuppressWarnings("BanJNDI")
    long allocatedBytes() throws IOException {
        Process running = Objects.requireNonNull(process, "not started");
        VirtualMachine jvm;
        try {
            jvm = VirtualMachine.attach(Long.toString(running.pid()));
        } catch (AttachNotSupportedException e) {
            throw new IOException(bootstrap + " lets nobody attach", e);
        }
        try (JMXConnector connector = JMXConnectorFactory.connect(new JMXServiceURL(jvm.startLocalManagementAgent()))) {
            ThreadMXBean threads = ManagementFactory.newPlatformMXBeanProxy(
                    connector.getMBeanServerConnection(), ManagementFactory.THREAD_MXBEAN_NAME, ThreadMXBean.class);
            // -1 for a thread that has ended in between.
            return Arrays.stream(threads.getThreadAllocatedBytes(threads.getAllThreadIds()))
                    .filter(bytes -> bytes > 0)
                    .sum();
        } finally {
            jvm.detach();
        }
    }

    /** The end of its output in one line. */
    String lastLines() {
        try {
            List<String> lines = Files.readAllLines(output);
            return String.join(" / ", lines.subList(Math.max(0, lines.size() - LAST_LINES), lines.size()));
        } catch (IOException e) {
            return "nothing (" + e.getMessage() + ")";
        }
    }

    /** SIGTERM; does not wait. */
    void terminate() {
        Process running = process;
        if (running != null) {
            running.destroy();
        }
    }

    /** Waits until it has ended, and kills it if it takes too long: what it has stored has been looked at. */
    void awaitEnd() throws InterruptedException {
        Process running = process;
        if (running != null && !running.waitFor(STOPS_WITHIN_S, TimeUnit.SECONDS)) {
            running.destroyForcibly().waitFor();
        }
    }

    /** SIGKILL. */
    void kill() {
        Process running = process;
        if (running != null) {
            running.destroyForcibly();
        }
    }
}
