package io.sampo.client;

/** Chooses the partition of records that name none. Called by one thread at a time; must be quick. */
@FunctionalInterface
public interface Partitioner {
    /** The producer decides: it stays with one partition until a batch is full, then takes another one. */
    int ANY = -1;

    /**
     * The partition of {@code record}.
     *
     * @param partitions partitions of its topic, at least 1
     * @return 0 … {@code partitions - 1}, or {@link #ANY}
     */
    int partitionOf(ProducerRecord record, int partitions);
}
