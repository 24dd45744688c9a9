package io.sampo.benchmarks.versus.report;

import java.util.Arrays;

/** What a run is measured by. The key stands in the ledger and never changes. */
public enum Figure {
    /** As Kafka's own tools count: 1,048,576 bytes of values. */
    THROUGHPUT("mb_s", "MB/s", true),
    /** User and system time of all brokers of the run for 10⁹ bytes of values. */
    BROKER_CPU("cpu_s_gb", "broker CPU-s/GB", false),
    /** From before the first process is started until a client has the first acknowledgement. */
    START("start_ms", "ms to first ack", false),
    /** CPU of the broker until then, which a busy machine stretches less. */
    START_CPU("start_cpu_s", "CPU-s to first ack", false),
    /** VmRSS of one broker, 10⁶ bytes, the mean of the brokers. */
    RSS("rss_mb", "RSS MB per broker", false),
    /** Cores that all brokers together keep busy. */
    CORES("cores", "cores busy", false),
    /** Threads of one broker, the mean. */
    THREADS("threads", "threads per broker", false),
    /** All system calls of all brokers for 10⁹ bytes of values, counted in a pass in which nothing else is. */
    SYSTEM_CALLS("syscalls_gb", "system calls/GB", false),
    /** In the ledger until 2026-12-03: those of {@code /proc/PID/io}, in which a socket may or may not be. */
    IO_CALLS("io_calls_gb", "read and write calls/GB", false),
    /** 10⁶ bytes that the threads of all brokers have allocated since they started, for 10⁹ bytes of all values so far. */
    ALLOCATION("alloc_mb_gb", "MB allocated/GB", false),
    /** What the client says of its own sends, whole ms; it counts from send(), so it is no latency at a given rate. */
    P99("p99_ms", "client p99 ms", false),
    /** Acknowledged batches. */
    BATCHES("batches_s", "batches/s", true),
    /** As {@link #BROKER_CPU}, for 10⁹ bytes as they travel. */
    WIRE_CPU("cpu_s_wire_gb", "broker CPU-s per wire GB", false),
    /** As {@link #BROKER_CPU}, for 10⁹ bytes that readers got. */
    OUT_CPU("cpu_s_gb_out", "broker CPU-s/GB out", false),
    /** From when a batch was due, or was sent where there is no rate, to its acknowledgement. */
    ACK_P50("ack_p50_us", "µs to ack, p50", false),
    ACK_P99("ack_p99_us", "µs to ack, p99", false),
    /** From when a record was due to when a consumer has it. */
    END_TO_END_P50("e2e_p50_us", "µs produce → consume, p50", false),
    END_TO_END_P99("e2e_p99_us", "µs produce → consume, p99", false),
    END_TO_END_P999("e2e_p999_us", "µs produce → consume, p99.9", false),
    END_TO_END_MAX("e2e_max_us", "µs produce → consume, longest", false),
    /** How long after it was due the last record was consumed. Seconds of it say that the rate was more than the brokers can do. */
    BEHIND("behind_ms", "ms behind at the end", false),
    /** The largest of the figures for several numbers of partitions by the one for one partition. */
    GROWTH("growth", "growth of broker CPU-s/GB", false),
    CPU_AT_1("cpu_s_gb_1", "broker CPU-s/GB, 1 partition", false),
    CPU_AT_1000("cpu_s_gb_1000", "broker CPU-s/GB, 1,000 partitions", false),
    CPU_AT_10000("cpu_s_gb_10000", "broker CPU-s/GB, 10,000 partitions", false),
    /** From the start of the process, on a log that a SIGKILL has left, to the first acknowledged record. */
    RESTART("restart_ms", "ms to first ack after SIGKILL", false),
    /** Cores that the host of a virtual machine gave to others during the run ({@code steal} of {@code /proc/stat}). */
    STOLEN("stolen", "cores stolen", false);

    private final String key;
    private final String label;
    private final boolean higherIsBetter;

    Figure(String key, String label, boolean higherIsBetter) {
        this.key = key;
        this.label = label;
        this.higherIsBetter = higherIsBetter;
    }

    /** Its name in the ledger. */
    public String key() {
        return key;
    }

    /** With its unit, for people. */
    public String label() {
        return label;
    }

    /** More of it is what one wants. */
    public boolean higherIsBetter() {
        return higherIsBetter;
    }

    /**
     * The figure of a key.
     *
     * @throws IllegalArgumentException if there is none
     */
    public static Figure of(String key) {
        return Arrays.stream(values())
                .filter(figure -> figure.key.equals(key))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("'" + key + "' is no figure of the ledger; there are "
                        + Arrays.stream(values()).map(Figure::key).toList()));
    }
}
