package io.sampo.client.produce;

import io.sampo.client.Partitioner;
import io.sampo.client.ProducerRecord;
import java.nio.ByteBuffer;

/**
 * The partition of a key as Kafka's producers choose it: murmur2 of its bytes, so that every client of a topic puts one key
 * into one partition. Records without a key go anywhere.
 */
public final class Murmur2Partitioner implements Partitioner {
    private static final int SEED = 0x9747b28c;
    private static final int M = 0x5bd1e995;
    private static final int R = 24;

    @Override
    public int partitionOf(ProducerRecord record, int partitions) {
        ByteBuffer key = record.key();
        return key == null ? ANY : (murmur2(key) & 0x7fffffff) % partitions;
    }

    /** The 32-bit hash of the remaining bytes; the position does not move. */
    static int murmur2(ByteBuffer key) {
        int start = key.position();
        int length = key.remaining();
        int hash = SEED ^ length;
        int words = length / 4;
        for (int word = 0; word < words; word++) {
            int k = littleEndian(key, start + word * 4) * M;
            k ^= k >>> R;
            hash = (hash * M) ^ (k * M);
        }
        int tail = start + words * 4;
        int left = length % 4;
        if (left > 0) {
            for (int i = left - 1; i >= 0; i--) {
                hash ^= (key.get(tail + i) & 0xff) << (8 * i);
            }
            hash *= M;
        }
        hash ^= hash >>> 13;
        hash *= M;
        return hash ^ (hash >>> 15);
    }

    private static int littleEndian(ByteBuffer bytes, int at) {
        return (bytes.get(at) & 0xff)
                | (bytes.get(at + 1) & 0xff) << 8
                | (bytes.get(at + 2) & 0xff) << 16
                | (bytes.get(at + 3) & 0xff) << 24;
    }
}
