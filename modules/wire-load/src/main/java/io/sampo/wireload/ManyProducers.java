package io.sampo.wireload;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Many connections on one thread, each with its share of a rate that does not wait for answers:
 * {@code PORT TOPIC PARTITIONS CONNECTIONS MESSAGES-PER-SECOND MESSAGES-PER-REQUEST SECONDS}. The first quarter of the time is
 * warming up. One line of figures; ends 1 if an answer is missing, wrong, or out of order.
 */
public final class ManyProducers {
    private static final int RECORD_BYTES = 100;
    private static final long PATIENCE_NS = TimeUnit.SECONDS.toNanos(30);

    private final List<Producer> producers = new ArrayList<>();
    private final Selector selector;
    private final long intervalNs;
    private final int requests;
    private final int warmUp;
    private final long[] tookNs;
    private int answered;

    private ManyProducers(Selector selector, double requestsPerSecond, int seconds) {
        this.selector = selector;
        this.intervalNs = (long) (TimeUnit.SECONDS.toNanos(1) / requestsPerSecond);
        this.requests = (int) (requestsPerSecond * seconds);
        this.warmUp = requests / 4;
        this.tookNs = new long[requests];
    }

    public static void main(String[] arguments) throws IOException {
        int port = Integer.parseInt(arguments[0]);
        String topic = arguments[1];
        int partitions = Integer.parseInt(arguments[2]);
        int connections = Integer.parseInt(arguments[3]);
        int messages = Integer.parseInt(arguments[4]);
        int perRequest = Integer.parseInt(arguments[5]);
        int seconds = Integer.parseInt(arguments[6]);
        try (Selector selector = Selector.open()) {
            ManyProducers all = new ManyProducers(selector, (double) messages / perRequest, seconds);
            InetSocketAddress broker = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
            for (int i = 0; i < connections; i++) {
                all.producers.add(new Producer(
                        SocketChannel.open(broker),
                        selector,
                        Frames.produce(topic, i % partitions, perRequest, RECORD_BYTES)));
            }
            System.out.println("CONNECTED " + connections);
            all.run();
            all.report(perRequest);
            for (Producer producer : all.producers) {
                producer.close();
            }
        } catch (IOException e) {
            System.out.println("FAILED " + e.getMessage());
            System.exit(1);
        }
    }

    private void run() throws IOException {
        Producer.Answers count = (ns, offset) -> tookNs[answered++] = ns;
        long beginNs = System.nanoTime();
        int sent = 0;
        long deadlineNs = beginNs + intervalNs * requests + PATIENCE_NS;
        while (answered < requests) {
            long nowNs = System.nanoTime();
            if (nowNs > deadlineNs) {
                throw new IOException((requests - answered) + " of " + requests + " requests were not answered");
            }
            while (sent < requests && beginNs + intervalNs * sent <= nowNs) {
                producers.get(sent % producers.size()).send(nowNs);
                sent++;
            }
            selector.select(1);
            for (SelectionKey key : selector.selectedKeys()) {
                Producer producer = (Producer) key.attachment();
                if (key.isReadable()) {
                    producer.read(count);
                }
                if (key.isWritable()) {
                    producer.write();
                }
            }
            selector.selectedKeys().clear();
        }
    }

    private void report(int perRequest) {
        long[] measured = Arrays.copyOfRange(tookNs, warmUp, requests);
        Arrays.sort(measured);
        System.out.printf(
                "requests=%d messages=%d p50-ms=%.2f p99-ms=%.2f p999-ms=%.2f max-ms=%.2f%n",
                requests,
                requests * perRequest,
                ms(measured, 0.5),
                ms(measured, 0.99),
                ms(measured, 0.999),
                measured[measured.length - 1] / 1e6);
    }

    private static double ms(long[] sortedNs, double part) {
        return sortedNs[(int) Math.min(sortedNs.length - 1L, Math.round(sortedNs.length * part))] / 1e6;
    }
}
