import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Iterator;
import org.apache.kafka.common.record.internal.MemoryRecords;

/** The end of one partition of {@link NullBroker}. */
final class NullLog {
    /** How far a consumer may be behind; little, because what is kept the collector copies, and that is a pause. */
    static final long KEPT_BYTES = 8 << 20;

    /** Larger batches come from whoever sends as fast as he can, with nobody who reads: they are counted, and not kept. */
    private static final int KEPT_BATCH_BYTES = 64 << 10;

    private static final int LAST_OFFSET_DELTA = 23;

    private record Batch(long base, long next, ByteBuffer bytes) {}

    private final ArrayDeque<Batch> batches = new ArrayDeque<>();
    private long keptBytes;
    private long next;

    /** Offset behind the last record. */
    long next() {
        return next;
    }

    /**
     * Takes a request's one batch, of which it keeps a copy.
     *
     * @return its first offset
     */
    long append(MemoryRecords records) {
        ByteBuffer received = records.buffer();
        long base = next;
        next += received.getInt(received.position() + LAST_OFFSET_DELTA) + 1;
        if (received.remaining() > KEPT_BATCH_BYTES) {
            // No holes: what was before is not read any more.
            batches.clear();
            keptBytes = 0;
            return base;
        }
        ByteBuffer bytes = ByteBuffer.allocate(received.remaining()).put(received).flip();
        bytes.putLong(0, base);
        batches.add(new Batch(base, next, bytes));
        keptBytes += bytes.remaining();
        while (keptBytes > KEPT_BYTES) {
            keptBytes -= batches.removeFirst().bytes().remaining();
        }
        return base;
    }

    /** The batches from {@code offset} on, up to {@code maxBytes} and at least one; null if the first of them is gone. */
    MemoryRecords read(long offset, int maxBytes) {
        if (offset < next && (batches.isEmpty() || offset < batches.getFirst().base())) {
            return null;
        }
        // A consumer that follows wants the last few: looked for from the end.
        ArrayDeque<ByteBuffer> found = new ArrayDeque<>();
        int bytes = 0;
        for (Iterator<Batch> backwards = batches.descendingIterator(); backwards.hasNext(); ) {
            Batch batch = backwards.next();
            if (batch.next() <= offset) {
                break;
            }
            found.addFirst(batch.bytes());
            bytes += batch.bytes().remaining();
        }
        while (found.size() > 1 && bytes > maxBytes) {
            bytes -= found.removeLast().remaining();
        }
        ByteBuffer all = ByteBuffer.allocate(bytes);
        found.forEach(batch -> all.put(batch.duplicate()));
        return MemoryRecords.readableRecords(all.flip());
    }
}
