import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Selector;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.function.LongConsumer;

/** One connection that sends the same batch again and again, to its partitions in turn. One thread. */
final class RawProducer {
    /** A broker of Kafka that has told of a thousand new partitions may still refuse the first batches for some of them. */
    private static final short NOT_LEADER = 6;

    private static final ByteBuffer TAIL =
            ByteBuffer.allocateDirect(RawFrames.PRODUCE_TAIL).asReadOnlyBuffer();

    /** A batch that has no answer yet: when it was due, and to which of the partitions it went. */
    private record Sent(long dueNs, int to) {}

    private final RawLoad.Plan plan;
    private final ByteBuffer batch;
    private final boolean stamps;
    private final LongConsumer acknowledged;
    private final List<ByteBuffer> heads = new ArrayList<>();
    private final ArrayDeque<Long> waiting = new ArrayDeque<>();
    private final ArrayDeque<Sent> inFlight = new ArrayDeque<>();
    private final ArrayDeque<ByteBuffer> spare = new ArrayDeque<>();
    private final ArrayDeque<ByteBuffer> used = new ArrayDeque<>();
    private RawConnection connection;
    private final BitSet taken = new BitSet();
    private int turn;

    /**
     * @param stamps each batch gets the time at which it was due into the first bytes of its value
     * @param acknowledged gets the time at which the batch was due
     */
    RawProducer(
            RawLoad.Plan plan,
            ByteBuffer batch,
            boolean stamps,
            List<Integer> partitions,
            int turn,
            LongConsumer acknowledged) {
        this.plan = plan;
        this.batch = batch;
        this.stamps = stamps;
        this.turn = turn;
        this.acknowledged = acknowledged;
        for (int partition : partitions) {
            ByteBuffer head = RawFrames.produceHead(plan.topic(), partition, plan.acks(), batch.remaining());
            heads.add(ByteBuffer.allocateDirect(head.remaining()).put(head).flip());
        }
    }

    void connect(InetSocketAddress broker, Selector selector) throws IOException {
        connection = new RawConnection(broker, selector, this::answered);
    }

    int batchBytes() {
        return batch.remaining();
    }

    boolean hasRoom() {
        return waiting.size() + inFlight.size() < plan.window();
    }

    /** A batch is due at that time; it leaves when the window has room. */
    void due(long dueNs) {
        waiting.add(dueNs);
    }

    void send() throws IOException {
        boolean isNew = false;
        while (!waiting.isEmpty() && inFlight.size() < plan.window()) {
            long dueNs = waiting.poll();
            Sent next = new Sent(dueNs, turn++ % heads.size());
            inFlight.add(next);
            connection.send(heads.get(next.to()).duplicate());
            connection.send(stamps ? stamped(dueNs) : batch.duplicate());
            connection.send(TAIL.duplicate());
            isNew = true;
        }
        if (isNew) {
            connection.flush();
        }
    }

    private ByteBuffer stamped(long dueNs) {
        ByteBuffer own = spare.poll();
        if (own == null) {
            own = ByteBuffer.allocateDirect(batch.remaining()).put(batch.duplicate()).flip();
        }
        own.putLong(RawBatches.valueAt(own, plan.bytes()), dueNs);
        RawBatches.sum(own);
        used.add(own);
        return own.duplicate();
    }

    private void answered(ByteBuffer response) {
        short error = RawFrames.produceError(response);
        Sent sent = inFlight.remove();
        // Whoever has taken one batch leads, and is not let off again.
        boolean isTooEarly = error == NOT_LEADER && !taken.get(sent.to());
        if (error != 0 && !isTooEarly) {
            throw new IllegalStateException("a batch was refused with error " + error);
        }
        if (stamps) {
            spare.add(used.remove());
        }
        if (isTooEarly) {
            // Goes to the partition whose turn it is, as late as it is by now.
            waiting.addFirst(sent.dueNs());
        } else {
            taken.set(sent.to());
            acknowledged.accept(sent.dueNs());
        }
    }

    void close() throws IOException {
        connection.close();
    }
}
