package io.sampo.client.produce;

import io.sampo.model.PartitionState;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/**
 * Where records without a key go: to one partition until about a batch's bytes went there, then to another one that has a
 * leader (KIP-794). Full batches and an even spread, whatever the records' sizes.
 */
public final class StickyPartition {
    private final RandomGenerator random;
    private final long bytesMax;
    private int current = -1;
    private long bytes;

    public StickyPartition(RandomGenerator random, int batchSizeBytes) {
        this.random = random;
        this.bytesMax = Math.max(1, batchSizeBytes);
    }

    /** The partition for a record of {@code sizeBytes}. */
    public int next(List<PartitionState> partitions, int sizeBytes) {
        boolean usable = current >= 0
                && current < partitions.size()
                && partitions.get(current).hasLeader();
        if (!usable || bytes >= bytesMax) {
            current = another(partitions);
            bytes = 0;
        }
        bytes += sizeBytes;
        return current;
    }

    private int another(List<PartitionState> partitions) {
        int[] led = IntStream.range(0, partitions.size())
                .filter(partition -> partitions.get(partition).hasLeader())
                .toArray();
        return led.length == 0 ? random.nextInt(partitions.size()) : led[random.nextInt(led.length)];
    }
}
