import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.ArrayDeque;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.network.Send;
import org.apache.kafka.common.network.TransferableChannel;

/**
 * A client of {@link NullBroker}: whole requests in, answers out in the same order. A request that waits for records holds up those
 * behind it, as it does in Kafka. Confined to the broker's one thread.
 */
final class NullConnection {
    /** How late a consumer may be told that there is nothing. */
    static final long LOOK_AGAIN_MS = 50;

    private static final int SIZE_BYTES = 4;

    private final SocketChannel channel;
    private final SelectionKey key;
    private final NullAnswers answers;
    private final Out out = new Out();
    private final ArrayDeque<Send> unsent = new ArrayDeque<>();
    private ByteBuffer in = ByteBuffer.allocateDirect(1 << 20);
    private long waitsSinceNs;
    private boolean waits;

    NullConnection(SocketChannel channel, Selector selector, NullAnswers answers) throws IOException {
        this.channel = channel;
        this.answers = answers;
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        channel.configureBlocking(false);
        key = channel.register(selector, SelectionKey.OP_READ, this);
    }

    /** The socket can be read, or written. */
    void ready() throws IOException {
        try {
            if (key.isReadable()) {
                if (channel.read(in) < 0) {
                    channel.close();
                    return;
                }
                answer(false);
            }
            flush();
        } catch (IOException e) {
            // The client has gone: a measurement that is over, or one that fails by itself.
            channel.close();
        }
    }

    /** Records may have come, or the patience of a client may have ended. */
    void lookAgain(boolean hasMore) throws IOException {
        if (!waits || !key.isValid()) {
            return;
        }
        boolean isOver = System.nanoTime() - waitsSinceNs > TimeUnit.MILLISECONDS.toNanos(answers.patienceMs());
        if (hasMore || isOver) {
            try {
                answer(isOver);
                flush();
            } catch (IOException e) {
                channel.close();
            }
        }
    }

    private void answer(boolean atOnce) throws IOException {
        in.flip();
        boolean force = atOnce;
        while (in.remaining() >= SIZE_BYTES) {
            int size = in.getInt(in.position());
            if (in.remaining() < SIZE_BYTES + size) {
                grow(SIZE_BYTES + size);
                break;
            }
            Send answer = answers.to(in.slice(in.position() + SIZE_BYTES, size), force);
            force = false;
            if (answer == null) {
                if (!waits) {
                    waits = true;
                    waitsSinceNs = System.nanoTime();
                }
                break;
            }
            waits = false;
            unsent.add(answer);
            in.position(in.position() + SIZE_BYTES + size);
        }
        in.compact();
    }

    private void grow(int bytes) {
        if (in.capacity() < bytes) {
            in = ByteBuffer.allocateDirect(bytes).put(in).flip();
        }
    }

    private void flush() throws IOException {
        while (!unsent.isEmpty()) {
            Send next = unsent.peekFirst();
            next.writeTo(out);
            if (!next.completed()) {
                key.interestOps(SelectionKey.OP_READ | SelectionKey.OP_WRITE);
                return;
            }
            unsent.pollFirst();
        }
        key.interestOps(SelectionKey.OP_READ);
    }

    /** The socket, as Kafka's answers want it. */
    private final class Out implements TransferableChannel {
        @Override
        public boolean hasPendingWrites() {
            return false;
        }

        @Override
        public long transferFrom(FileChannel file, long position, long count) throws IOException {
            return file.transferTo(position, count, channel);
        }

        @Override
        public long write(ByteBuffer[] buffers, int offset, int length) throws IOException {
            return channel.write(buffers, offset, length);
        }

        @Override
        public long write(ByteBuffer[] buffers) throws IOException {
            return channel.write(buffers);
        }

        @Override
        public int write(ByteBuffer buffer) throws IOException {
            return channel.write(buffer);
        }

        @Override
        public boolean isOpen() {
            return channel.isOpen();
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }
}
