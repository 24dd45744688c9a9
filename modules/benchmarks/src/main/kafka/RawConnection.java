import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.ArrayDeque;

/**
 * One socket to a broker: what waits to be sent, and whole answers, in order. Nothing is copied on the way out. Confined to
 * the thread of the loop.
 */
final class RawConnection {
    private static final int GATHERED = 96;
    private static final int SIZE_BYTES = 4;

    /** Gets each answer, without its size; valid during the call. */
    interface Answers {
        void answered(ByteBuffer response) throws IOException;
    }

    private final SocketChannel channel;
    private final SelectionKey key;
    private final Answers answers;
    private final ArrayDeque<ByteBuffer> unsent = new ArrayDeque<>();
    private final ByteBuffer[] gathered = new ByteBuffer[GATHERED];
    private ByteBuffer in = ByteBuffer.allocateDirect(64 << 10);

    RawConnection(InetSocketAddress broker, Selector selector, Answers answers) throws IOException {
        this.answers = answers;
        channel = SocketChannel.open(broker);
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        channel.configureBlocking(false);
        key = channel.register(selector, SelectionKey.OP_READ, this);
    }

    /** Queues bytes that nobody changes until they are sent. */
    void send(ByteBuffer bytes) {
        unsent.add(bytes);
    }

    /** As much as the socket takes. */
    void flush() throws IOException {
        boolean isFull = false;
        while (!unsent.isEmpty() && !isFull) {
            int count = 0;
            long wanted = 0;
            for (ByteBuffer next : unsent) {
                if (count == GATHERED) {
                    break;
                }
                gathered[count++] = next;
                wanted += next.remaining();
            }
            isFull = channel.write(gathered, 0, count) < wanted;
            while (!unsent.isEmpty() && !unsent.peekFirst().hasRemaining()) {
                unsent.pollFirst();
            }
        }
        int ops = unsent.isEmpty() ? SelectionKey.OP_READ : SelectionKey.OP_READ | SelectionKey.OP_WRITE;
        if (key.interestOps() != ops) {
            key.interestOps(ops);
        }
    }

    /** The selector says that there is something to do. */
    void ready() throws IOException {
        if (key.isReadable()) {
            read();
        }
        if (key.isValid() && key.isWritable()) {
            flush();
        }
    }

    private void read() throws IOException {
        if (channel.read(in) < 0) {
            throw new EOFException("a broker has closed the connection");
        }
        in.flip();
        while (in.remaining() >= SIZE_BYTES && in.remaining() - SIZE_BYTES >= in.getInt(in.position())) {
            int size = in.getInt();
            int end = in.position() + size;
            answers.answered(in.duplicate().limit(end));
            in.position(end);
        }
        if (in.remaining() >= SIZE_BYTES && in.getInt(in.position()) + SIZE_BYTES > in.capacity()) {
            in = ByteBuffer.allocateDirect(in.getInt(in.position()) + SIZE_BYTES).put(in);
        } else {
            in.compact();
        }
    }

    void close() throws IOException {
        channel.close();
    }
}
