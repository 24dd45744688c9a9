package io.sampo.wireload;

import io.sampo.protocol.frame.ResponseFrame;
import io.sampo.protocol.message.ApiKey;
import io.sampo.protocol.message.ProduceResponse;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.ArrayDeque;

/** One connection that produces: it sends when it is told to, whatever it waits for, and answers must come in order. */
final class Producer {
    private static final int IN_BYTES = 16_384;

    /** Hears of answers. */
    interface Answers {
        /** One more, which took so long; its batch begins at that offset. */
        void came(long tookNs, long baseOffset);
    }

    private final SocketChannel channel;
    private final SelectionKey key;
    private final ByteBuffer frame;
    private final ByteBuffer in = ByteBuffer.allocate(IN_BYTES);

    /** When each request that is not answered was to go, oldest first. */
    private final ArrayDeque<Long> asked = new ArrayDeque<>();

    private ByteBuffer current = ByteBuffer.allocate(0);
    private int toSend;
    private int sentId;
    private int answeredId;
    private long lastOffset = -1;

    /** @param frame a whole request, of this connection alone */
    Producer(SocketChannel channel, Selector selector, ByteBuffer frame) throws IOException {
        this.channel = channel;
        this.frame = frame;
        channel.configureBlocking(false);
        key = channel.register(selector, SelectionKey.OP_READ, this);
    }

    int unanswered() {
        return asked.size();
    }

    /** Sends one request more, as far as the socket takes it. */
    void send(long nowNs) throws IOException {
        asked.add(nowNs);
        toSend++;
        write();
    }

    /** Goes on with what the socket did not take. */
    void write() throws IOException {
        while (toSend > 0) {
            if (!current.hasRemaining()) {
                current = Frames.numbered(frame, ++sentId);
            }
            channel.write(current);
            if (current.hasRemaining()) {
                key.interestOps(SelectionKey.OP_READ | SelectionKey.OP_WRITE);
                return;
            }
            toSend--;
        }
        key.interestOps(SelectionKey.OP_READ);
    }

    /**
     * Takes the answers that are there.
     *
     * @throws IOException if one is out of order, tells of an error, or the connection was closed
     */
    void read(Answers answers) throws IOException {
        int got = channel.read(in);
        long nowNs = System.nanoTime();
        if (got < 0) {
            throw new EOFException("closed by the broker with " + asked.size() + " requests unanswered");
        }
        in.flip();
        while (in.remaining() >= 4 && in.remaining() - 4 >= in.getInt(in.position())) {
            int size = in.getInt();
            check(ResponseFrame.read(in.slice().limit(size), ApiKey.PRODUCE, Frames.PRODUCE_VERSION));
            in.position(in.position() + size);
            answers.came(nowNs - asked.remove(), lastOffset);
        }
        in.compact();
    }

    private void check(ResponseFrame answer) throws IOException {
        answeredId++;
        if (answer.correlationId() != answeredId) {
            throw new IOException("answer " + answer.correlationId() + " came where " + answeredId + " was due");
        }
        var partition = ((ProduceResponse) answer.body())
                .responses()
                .get(0)
                .partitionResponses()
                .get(0);
        if (partition.errorCode() != 0) {
            throw new IOException("error " + partition.errorCode() + " for request " + answeredId);
        }
        if (partition.baseOffset() <= lastOffset) {
            throw new IOException("offset " + partition.baseOffset() + " came after " + lastOffset);
        }
        lastOffset = partition.baseOffset();
    }

    void close() throws IOException {
        channel.close();
    }
}
