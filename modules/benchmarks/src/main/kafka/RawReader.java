import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Selector;
import org.HdrHistogram.Histogram;

/** One connection that reads one partition from an offset on, one fetch at a time. One thread. */
final class RawReader {
    private static final int MAX_WAIT_MS = 500;
    private static final int LENGTH_AT = 8;
    private static final int BEHIND_LENGTH = 12;
    private static final int LAST_DELTA_AT = 23;
    private static final int COUNT_AT = 57;

    private final String topic;
    private final int partition;
    private final int maxBytes;
    private final int stampedBytes;
    private final Histogram latencies;
    private RawConnection connection;
    private long offset;
    private long records;
    private long bytes;

    /** @param stampedBytes of the values, each the only one of its batch, that tell when they were due; 0 = they do not */
    RawReader(String topic, int partition, long offset, int maxBytes, int stampedBytes, Histogram latencies) {
        this.topic = topic;
        this.partition = partition;
        this.offset = offset;
        this.maxBytes = maxBytes;
        this.stampedBytes = stampedBytes;
        this.latencies = latencies;
    }

    void connect(InetSocketAddress broker, Selector selector) throws IOException {
        connection = new RawConnection(broker, selector, this::answered);
    }

    long records() {
        return records;
    }

    /** Of whole batches. */
    long bytes() {
        return bytes;
    }

    void ask() throws IOException {
        connection.send(RawFrames.fetch(topic, partition, offset, maxBytes, MAX_WAIT_MS));
        connection.flush();
    }

    private void answered(ByteBuffer response) throws IOException {
        long nowNs = System.nanoTime();
        ByteBuffer batches = RawFrames.fetched(response);
        int at = batches.position();
        while (batches.limit() - at > BEHIND_LENGTH
                && batches.limit() - at >= batches.getInt(at + LENGTH_AT) + BEHIND_LENGTH) {
            int end = at + batches.getInt(at + LENGTH_AT) + BEHIND_LENGTH;
            if (batches.getLong(at) != offset) {
                throw new IllegalStateException("expected a batch at " + offset + ", got " + batches.getLong(at));
            }
            if (stampedBytes > 0) {
                long dueNs = batches.getLong(end - stampedBytes - 1);
                latencies.recordValue(Math.min(latencies.getHighestTrackableValue(), Math.max(0, nowNs - dueNs)));
            }
            offset = batches.getLong(at) + batches.getInt(at + LAST_DELTA_AT) + 1;
            records += batches.getInt(at + COUNT_AT);
            bytes += end - at;
            at = end;
        }
        ask();
    }

    void close() throws IOException {
        connection.close();
    }
}
