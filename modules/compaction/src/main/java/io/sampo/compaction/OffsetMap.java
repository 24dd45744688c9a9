package io.sampo.compaction;

import io.sampo.records.RecordCursor;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * The largest offset of each key, in memory of a fixed size (Kafka's {@code SkimpyOffsetMap}): keys by 16 bytes of their
 * hash, open addressing in one buffer, 24 bytes an entry. It takes no key away.
 *
 * <p>Two keys with the same hash would be one key, and the older record would be lost. Kafka takes MD5, of which anybody
 * can make such a pair; here it is the first half of SHA-256, of which nobody can.
 */
public final class OffsetMap {
    /** Bytes that an entry takes. */
    public static final int ENTRY_BYTES = 24;
    /** Share of the entries that are used before the map counts as full (Kafka's log.cleaner.io.buffer.load.factor). */
    public static final double LOAD_FACTOR = 0.9;

    /** Answer of a map that has no room. */
    public static final long FULL = -2;

    private static final int OFFSET_AT = 16;

    private final ByteBuffer entries;
    private final int slots;
    private final int keysMax;
    private final MessageDigest digest;
    private final ByteBuffer hash;
    private int size;

    /** @param memoryBytes for all entries together; at least two entries are made */
    public OffsetMap(int memoryBytes) {
        this.slots = Math.max(2, memoryBytes / ENTRY_BYTES);
        this.keysMax = Math.max(1, (int) (slots * LOAD_FACTOR));
        this.entries = ByteBuffer.allocate(slots * ENTRY_BYTES);
        try {
            this.digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
        this.hash = ByteBuffer.allocate(digest.getDigestLength());
    }

    /** Memory for {@code keys} keys, at most {@code memoryBytesMax}. */
    public static OffsetMap forKeys(long keys, int memoryBytesMax) {
        double wanted = (keys + 1) / LOAD_FACTOR * ENTRY_BYTES + ENTRY_BYTES;
        return new OffsetMap((int) Math.min(memoryBytesMax, wanted));
    }

    /**
     * {@code key}, the remaining bytes, was written at {@code offset}; smaller offsets than the one known change nothing.
     *
     * @return the largest offset that was known before, −1 for a new key; {@link #FULL} if the key is new and there is no room for it:
     *     nothing is changed then
     */
    public long put(ByteBuffer key, long offset) {
        int at = slotOf(key);
        long known = entries.getLong(at + OFFSET_AT) - 1;
        if (known < 0) {
            if (size == keysMax) {
                return FULL;
            }
            size++;
            entries.putLong(at, hash.getLong(0)).putLong(at + Long.BYTES, hash.getLong(Long.BYTES));
        }
        if (offset > known) {
            // Plus one, so that an entry of zeros is a free one.
            entries.putLong(at + OFFSET_AT, offset + 1);
        }
        return known;
    }

    /** The largest offset of {@code key}, the remaining bytes; −1 if it was never put. */
    public long get(ByteBuffer key) {
        return entries.getLong(slotOf(key) + OFFSET_AT) - 1;
    }

    /** Keys. */
    public int size() {
        return size;
    }

    long put(RecordCursor record, long offset) {
        return put(keyOf(record), offset);
    }

    long get(RecordCursor record) {
        return get(keyOf(record));
    }

    private static ByteBuffer keyOf(RecordCursor record) {
        return record.bytes().slice(record.keyAt(), record.keyBytes());
    }

    /** Where the entry of the key is, or the free one that it would get. There is always a free one. */
    private int slotOf(ByteBuffer key) {
        int position = key.position();
        digest.update(key);
        key.position(position);
        hash.clear().put(digest.digest());
        long high = hash.getLong(0);
        long low = hash.getLong(Long.BYTES);
        int slot = (int) Long.remainderUnsigned(high, slots);
        while (true) {
            int at = slot * ENTRY_BYTES;
            if (entries.getLong(at + OFFSET_AT) == 0
                    || (entries.getLong(at) == high && entries.getLong(at + Long.BYTES) == low)) {
                return at;
            }
            slot = slot + 1 == slots ? 0 : slot + 1;
        }
    }
}
