package io.sampo.benchmarks.versus.contender;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** The brokers of one run. Closing stops them; an interrupt while they stop kills them. */
public final class Cluster implements AutoCloseable {
    private final List<BrokerProcess> brokers;

    /** Of brokers that are not started. */
    public Cluster(List<BrokerProcess> brokers) {
        this.brokers = List.copyOf(brokers);
    }

    /** Starts all of them and waits for nothing: clients find out when they serve. */
    public void start() throws IOException {
        for (BrokerProcess broker : brokers) {
            broker.start();
        }
    }

    /** Contact points for Kafka's clients. */
    public String bootstrap() {
        return brokers.stream().map(BrokerProcess::bootstrap).collect(Collectors.joining(","));
    }

    /**
     * Of each broker.
     *
     * @throws IOException with its last words if one has ended
     */
    public List<ProcessUsage> usage() throws IOException {
        List<ProcessUsage> usage = new ArrayList<>();
        for (BrokerProcess broker : brokers) {
            usage.add(broker.usage());
        }
        return usage;
    }

    /** Seconds of CPU that all of them have used so far. */
    public double cpuSeconds() throws IOException {
        return usage().stream().mapToDouble(ProcessUsage::cpuSeconds).sum();
    }

    /**
     * Begins to count the system calls of all of them, which makes them slow.
     *
     * @param directory for the files of whoever counts
     */
    public SystemCalls countCalls(Path directory) throws IOException, InterruptedException {
        List<Long> pids = new ArrayList<>();
        for (BrokerProcess broker : brokers) {
            pids.add(broker.pid());
        }
        return SystemCalls.of(pids, directory);
    }

    /** Bytes that the threads of all of them that still live have allocated on the heap. A moment of work for each: ask at the end. */
    public long allocatedBytes() throws IOException {
        long bytes = 0;
        for (BrokerProcess broker : brokers) {
            bytes += broker.allocatedBytes();
        }
        return bytes;
    }

    /** Why a client may have failed: who has ended, with its last words, or what each said last. */
    public String state() {
        return brokers.stream()
                .map(broker -> broker.bootstrap()
                        + (broker.isAlive() ? " runs, said: " : " HAS ENDED, said: ")
                        + broker.lastLines())
                .collect(Collectors.joining("; "));
    }

    /** SIGKILL for all of them; returns when they have ended. They can be started again. */
    public void kill() throws InterruptedException {
        brokers.forEach(BrokerProcess::kill);
        for (BrokerProcess broker : brokers) {
            broker.awaitEnd();
        }
    }

    @Override
    public void close() {
        brokers.forEach(BrokerProcess::terminate);
        try {
            for (BrokerProcess broker : brokers) {
                broker.awaitEnd();
            }
        } catch (InterruptedException e) {
            brokers.forEach(BrokerProcess::kill);
            Thread.currentThread().interrupt();
        }
    }
}
