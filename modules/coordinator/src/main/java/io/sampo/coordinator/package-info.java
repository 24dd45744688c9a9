/**
 * The shells of consumer groups (ARCHITECTURE §3.8). {@code CoordinatorsActor}, one per broker, follows the metadata and has a
 * {@code GroupPartitionActor} for each partition of {@code __consumer_offsets} that the broker leads; that one reads its
 * partition back, has a {@code GroupCoordinatorActor} for each group, and gathers what these decide into one append at a time.
 * An answer is given when everything that its group has decided before is committed (R19).
 *
 * <p>The log is behind {@code OffsetsLog}, the metadata behind {@code GroupImage}; time and fresh ids come with
 * {@code GroupHosting}. What is decided stands in {@code io.sampo.groups}, not here.
 */
package io.sampo.coordinator;
