package io.sampo.ceilings;

import com.sun.management.OperatingSystemMXBean;
import io.aeron.Aeron;
import io.aeron.ExclusivePublication;
import io.aeron.Subscription;
import io.aeron.driver.MediaDriver;
import io.aeron.driver.ThreadingMode;
import io.aeron.logbuffer.FragmentHandler;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.StandardSocketOptions;
import java.nio.channels.DatagramChannel;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.agrona.concurrent.BackoffIdleStrategy;
import org.agrona.concurrent.IdleStrategy;
import org.agrona.concurrent.UnsafeBuffer;

/** A publisher, a subscriber and a driver of one thread: {@link Ceiling#AERON_UDP}, {@link Ceiling#AERON_IPC}. */
final class AeronWork {
    private static final int STREAM = 1;
    private static final int MESSAGE_BYTES = 128 << 10;
    private static final int TERM_BYTES = 16 << 20;
    private static final int WINDOW_BYTES_MOST = 2 << 20;
    private static final int FRAGMENTS = 16;
    private static final long CONNECT_S = 20;
    private static final long DONE_S = 120;

    private AeronWork() {}

    /**
     * Sends {@code bytes} over {@code channel}.
     *
     * @throws IllegalStateException if the two do not find each other, or not everything arrives
     */
    static Spent run(String channel, long bytes) throws IOException, InterruptedException {
        int windowBytes = windowBytes();
        MediaDriver.Context context = new MediaDriver.Context()
                .threadingMode(ThreadingMode.SHARED)
                .sharedIdleStrategy(new BackoffIdleStrategy())
                .publicationTermBufferLength(TERM_BYTES)
                .ipcTermBufferLength(TERM_BYTES)
                .initialWindowLength(windowBytes)
                .socketRcvbufLength(windowBytes)
                .dirDeleteOnShutdown(true);
        try (MediaDriver driver = MediaDriver.launchEmbedded(context);
                Aeron aeron = Aeron.connect(new Aeron.Context().aeronDirectoryName(driver.aeronDirectoryName()));
                Subscription subscription = aeron.addSubscription(channel, STREAM);
                ExclusivePublication publication =
                        aeron.addExclusivePublication(resolved(channel, subscription), STREAM)) {
            within(CONNECT_S, publication::isConnected, "no subscriber at " + channel);
            return between(publication, subscription, bytes);
        }
    }

    /** What this machine gives a socket, up to what is worth having. */
    private static int windowBytes() throws IOException {
        try (DatagramChannel probe = DatagramChannel.open()) {
            probe.setOption(StandardSocketOptions.SO_RCVBUF, WINDOW_BYTES_MOST);
            return Math.min(WINDOW_BYTES_MOST, probe.getOption(StandardSocketOptions.SO_RCVBUF));
        }
    }

    /** With the port that the subscription was given. */
    private static String resolved(String channel, Subscription subscription) throws InterruptedException {
        if (channel.startsWith("aeron:ipc")) {
            return channel;
        }
        within(CONNECT_S, () -> subscription.tryResolveChannelEndpointPort() != null, "no port for " + channel);
        return subscription.tryResolveChannelEndpointPort();
    }

    private static Spent between(ExclusivePublication publication, Subscription subscription, long bytes)
            throws InterruptedException {
        long messages = (bytes + MESSAGE_BYTES - 1) / MESSAGE_BYTES;
        CountDownLatch arrived = new CountDownLatch(1);
        Thread reader = new Thread(() -> read(subscription, messages * MESSAGE_BYTES, arrived), "subscriber");
        reader.setDaemon(true);
        long fromNs = System.nanoTime();
        long cpuFromNs = processCpuNs();
        reader.start();
        UnsafeBuffer message = new UnsafeBuffer(new byte[MESSAGE_BYTES]);
        IdleStrategy idle = new BackoffIdleStrategy();
        for (long sent = 0; sent < messages; ) {
            boolean taken = publication.offer(message, 0, MESSAGE_BYTES) > 0;
            idle.idle(taken ? 1 : 0);
            sent += taken ? 1 : 0;
        }
        if (!arrived.await(DONE_S, TimeUnit.SECONDS)) {
            throw new IllegalStateException("not everything arrived within " + DONE_S + " s");
        }
        return new Spent(messages * MESSAGE_BYTES, System.nanoTime() - fromNs, processCpuNs() - cpuFromNs);
    }

    private static void read(Subscription subscription, long bytes, CountDownLatch arrived) {
        long[] read = {0};
        FragmentHandler count = (buffer, offset, length, header) -> read[0] += length;
        IdleStrategy idle = new BackoffIdleStrategy();
        while (read[0] < bytes) {
            idle.idle(subscription.poll(count, FRAGMENTS));
        }
        arrived.countDown();
    }

    private static void within(long seconds, BooleanSupplier condition, String otherwise) throws InterruptedException {
        long deadlineNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadlineNs) {
                throw new IllegalStateException(otherwise);
            }
            TimeUnit.MILLISECONDS.sleep(1);
        }
    }

    private static long processCpuNs() {
        return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getProcessCpuTime();
    }
}
