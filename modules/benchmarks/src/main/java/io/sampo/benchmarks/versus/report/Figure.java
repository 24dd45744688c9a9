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
    /** What the client says of its own sends, whole ms; it counts from send(), so it is no latency at a given rate. */
    P99("p99_ms", "client p99 ms", false);

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
