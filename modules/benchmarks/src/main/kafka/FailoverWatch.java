import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.Node;

/**
 * When one broker has heard that another is gone: it is asked every few milliseconds for the brokers that it knows, over a socket
 * of its own, because a client of Kafka's asks whichever broker it likes. Metadata version 4 without topics, laid out by hand.
 * Used by one thread.
 */
final class FailoverWatch implements AutoCloseable {
    private static final short METADATA = 3;
    private static final short VERSION = 4;
    /** Header version 1 without a client id, no topics, none to be created. */
    private static final int REQUEST_BYTES = 2 + 2 + 4 + 2 + 4 + 1;

    private static final int PAUSE_MS = 5;

    private final Socket socket;
    private final DataOutputStream out;
    private final DataInputStream in;

    /** @throws IOException if nobody listens there */
    FailoverWatch(Node broker, int patienceMs) throws IOException {
        socket = new Socket();
        socket.connect(new InetSocketAddress(broker.host(), broker.port()), patienceMs);
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(patienceMs);
        out = new DataOutputStream(socket.getOutputStream());
        in = new DataInputStream(socket.getInputStream());
    }

    /** {@link System#nanoTime} of the first answer that names the broker no more. */
    long forgottenAtNs(int brokerId, long patienceMs) throws IOException, InterruptedException {
        long until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(patienceMs);
        while (knows(brokerId)) {
            if (System.nanoTime() > until) {
                throw new IOException("it still names broker " + brokerId + " after " + patienceMs + " ms");
            }
            Thread.sleep(PAUSE_MS);
        }
        return System.nanoTime();
    }

    private boolean knows(int brokerId) throws IOException {
        out.write(request());
        byte[] answer = new byte[in.readInt()];
        in.readFully(answer);
        ByteBuffer fields = ByteBuffer.wrap(answer);
        fields.getInt(); // correlation id
        fields.getInt(); // throttle time
        boolean known = false;
        for (int left = fields.getInt(); left > 0; left--) {
            known |= fields.getInt() == brokerId;
            skipString(fields); // host
            fields.getInt(); // port
            skipString(fields); // rack
        }
        return known;
    }

    private static byte[] request() {
        return ByteBuffer.allocate(4 + REQUEST_BYTES)
                .putInt(REQUEST_BYTES)
                .putShort(METADATA)
                .putShort(VERSION)
                .putInt(0)
                .putShort((short) -1)
                .putInt(0)
                .put((byte) 0)
                .array();
    }

    private static void skipString(ByteBuffer fields) {
        int length = fields.getShort();
        fields.position(fields.position() + Math.max(length, 0));
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
