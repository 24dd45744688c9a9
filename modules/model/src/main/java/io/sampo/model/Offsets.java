package io.sampo.model;

/** The special values of offsets and epochs, with Kafka's numbers. */
public final class Offsets {
    /** No offset known. Never a default for a real one (REPLICATION R23). */
    public static final long UNKNOWN = -1L;
    /** {@code ListOffsets} timestamp that asks for the log end as readers see it: the high watermark. */
    public static final long LATEST_TIMESTAMP = -1L;
    /** {@code ListOffsets} timestamp that asks for the log start offset. */
    public static final long EARLIEST_TIMESTAMP = -2L;
    /** {@code ListOffsets} timestamp that asks for the first record with the largest timestamp (KIP-734). */
    public static final long MAX_TIMESTAMP = -3L;
    /** No leader epoch known or asked for. */
    public static final int NO_EPOCH = -1;
    /** No leader, no broker. */
    public static final int NO_BROKER = -1;

    private Offsets() {}
}
