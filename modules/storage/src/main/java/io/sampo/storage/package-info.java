/**
 * The log of one partition replica on disk, in Kafka's layout, and what surrounds it in a log directory.
 *
 * <p>A {@link io.sampo.storage.PartitionLog} has one writer: appends, truncations and rolls come from one thread at a
 * time. Reads may come from any thread, also while the writer appends. One file is the matter of {@code log-files}; here is
 * what several of them mean together.
 */
package io.sampo.storage;
