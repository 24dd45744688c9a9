package io.sampo.logfiles.integrity;

import io.sampo.records.RecordBatch;

/**
 * Running sums over the batch headers of a segment, from its first byte on. Each step is a bijection of the state and of
 * each header field, so that a single changed field always changes the sum, whatever follows. Not thread-safe.
 */
final class HeaderSum {
    private static final long ODD = 0x9E3779B97F4A7C15L;
    private static final long LOW_BITS = 0xFFFF_FFFFL;

    private int end;
    private int batches;
    private long headers;
    private long contents;

    /** Starts anew where {@code entry} ends. */
    void resetTo(SumsEntry entry) {
        end = entry.end();
        batches = entry.batches();
        headers = entry.headers();
        contents = entry.contents();
    }

    void add(RecordBatch batch) {
        headers = mix(headers ^ batch.baseOffset());
        headers = mix(headers ^ ((long) batch.sizeInBytes() << 32 | (batch.leaderEpoch() & LOW_BITS)));
        headers = mix(headers ^ ((long) batch.magic() << 32 | (batch.crc() & LOW_BITS)));
        contents = mix(contents ^ (batch.crc() & LOW_BITS));
        end += batch.sizeInBytes();
        batches++;
    }

    int end() {
        return end;
    }

    SumsEntry toEntry() {
        return new SumsEntry(end, batches, headers, contents);
    }

    private static long mix(long value) {
        long product = value * ODD;
        return product ^ (product >>> 32);
    }
}
