package io.sampo.wireload;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Requests of one connection that do not wait for one another, acks=all: {@code PORT TOPIC REQUESTS}. It begins at a line
 * of its standard input, and says when each has gone and when each is answered, in milliseconds from then on; ends 1 if an answer is
 * missing, wrong, or out of order.
 */
public final class PipelinedProduce {
    private static final long PATIENCE_NS = TimeUnit.SECONDS.toNanos(30);

    private PipelinedProduce() {}

    public static void main(String[] arguments) throws IOException {
        int port = Integer.parseInt(arguments[0]);
        int requests = Integer.parseInt(arguments[2]);
        try (Selector selector = Selector.open()) {
            Producer producer = new Producer(
                    SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port)),
                    selector,
                    Frames.produce(arguments[1], 0, 1, 100));
            System.out.println("connected");
            if (System.in.read() < 0) {
                throw new IOException("nobody said that it may begin");
            }
            long beginNs = System.nanoTime();
            for (int id = 1; id <= requests; id++) {
                producer.send(System.nanoTime());
                say(beginNs, "request " + id + " has gone");
            }
            AtomicInteger answered = new AtomicInteger();
            while (producer.unanswered() > 0) {
                if (System.nanoTime() - beginNs > PATIENCE_NS) {
                    throw new IOException(producer.unanswered() + " requests were not answered");
                }
                selector.select(100);
                selector.selectedKeys().clear();
                producer.read((tookNs, offset) ->
                        say(beginNs, "answer " + answered.incrementAndGet() + ": appended at offset " + offset));
            }
            producer.close();
        } catch (IOException e) {
            System.out.println("FAILED " + e.getMessage());
            System.exit(1);
        }
    }

    private static void say(long beginNs, String what) {
        System.out.printf("%8.2f ms  %s%n", (System.nanoTime() - beginNs) / 1e6, what);
    }
}
