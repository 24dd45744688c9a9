package io.sampo.wireload;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Connections as no client has them: {@code PORT TOPIC READERS SECONDS}. One sends a byte a second; one announces a frame of 2 GB;
 * one asks for records and never reads; and so many readers take 10 KB a second. They come from 127.0.0.2, dial again when they
 * are thrown out, and say in the end how it went.
 */
public final class Strangers {
    private static final int TICKS_PER_SECOND = 10;
    private static final int READ_BYTES = 1_024;
    private static final int FETCH_BYTES = 1 << 20;
    private static final int ASKED_AT_ONCE = 100;

    private final InetSocketAddress broker;

    private Strangers(InetSocketAddress broker) {
        this.broker = broker;
    }

    public static void main(String[] arguments) throws IOException {
        Strangers strangers =
                new Strangers(new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(arguments[0])));
        ByteBuffer fetch = Frames.fetch(arguments[1], 0, FETCH_BYTES);
        List<Stranger> all = new ArrayList<>();
        all.add(strangers.new ByteASecond(Frames.produce(arguments[1], 0, 1, 10_000)));
        all.add(strangers.new Announcer());
        all.add(strangers.new NeverReads(fetch));
        int readers = Integer.parseInt(arguments[2]);
        for (int i = 0; i < readers; i++) {
            all.add(strangers.new SlowReader(fetch));
        }
        long ticks = Long.parseLong(arguments[3]) * TICKS_PER_SECOND;
        long tickNs = TimeUnit.SECONDS.toNanos(1) / TICKS_PER_SECOND;
        long beginNs = System.nanoTime();
        for (int tick = 0; tick < ticks; tick++) {
            for (Stranger stranger : all) {
                stranger.tick(tick);
            }
            if (tick == 0) {
                System.out.println("AMONG");
            }
            while (System.nanoTime() < beginNs + (tick + 1) * tickNs) {
                LockSupport.parkNanos(beginNs + (tick + 1) * tickNs - System.nanoTime());
            }
        }
        System.out.printf("a byte a second: %d bytes, thrown out %d times%n", all.get(0).bytes, all.get(0).thrownOut);
        System.out.printf("announces 2 GB: %d bytes, thrown out %d times%n", all.get(1).bytes, all.get(1).thrownOut);
        System.out.printf("never reads: %d bytes asked, thrown out %d times%n", all.get(2).bytes, all.get(2).thrownOut);
        List<Stranger> slow = all.subList(3, all.size());
        System.out.printf(
                "%d slow readers: %d bytes read, thrown out %d times%n",
                slow.size(),
                slow.stream().mapToLong(one -> one.bytes).sum(),
                slow.stream().mapToInt(one -> one.thrownOut).sum());
    }

    /** One of them, ten times a second. */
    private abstract class Stranger {
        private @Nullable SocketChannel channel;
        long bytes;
        int thrownOut;

        final void tick(int tick) throws IOException {
            try {
                if (channel == null) {
                    channel = SocketChannel.open();
                    channel.setOption(StandardSocketOptions.SO_RCVBUF, 8_192);
                    channel.bind(new InetSocketAddress("127.0.0.2", 0));
                    channel.connect(broker);
                    channel.configureBlocking(false);
                    connected();
                }
                act(channel, tick);
            } catch (IOException e) {
                thrownOut++;
                if (channel != null) {
                    channel.close();
                    channel = null;
                }
            }
        }

        /** A new connection. */
        abstract void connected();

        /** @throws IOException when the broker has closed the connection */
        abstract void act(SocketChannel to, int tick) throws IOException;

        /** @throws IOException when the broker has closed the connection */
        final void expectOpen(SocketChannel from) throws IOException {
            if (from.read(ByteBuffer.allocate(64)) < 0) {
                throw new IOException("closed");
            }
        }
    }

    /** Begins a request of ten thousand bytes. */
    private final class ByteASecond extends Stranger {
        private final ByteBuffer frame;

        ByteASecond(ByteBuffer frame) {
            this.frame = frame;
        }

        @Override
        void connected() {
            frame.clear();
        }

        @Override
        void act(SocketChannel to, int tick) throws IOException {
            expectOpen(to);
            if (tick % TICKS_PER_SECOND == 0) {
                bytes += to.write(frame.duplicate().limit(frame.position() + 1));
                frame.position(frame.position() + 1);
            }
        }
    }

    private final class Announcer extends Stranger {
        private boolean announced;

        @Override
        void connected() {
            announced = false;
        }

        @Override
        void act(SocketChannel to, int tick) throws IOException {
            if (announced) {
                expectOpen(to);
            } else {
                bytes += to.write(ByteBuffer.allocate(64).putInt(0, Integer.MAX_VALUE));
                announced = true;
            }
        }
    }

    private final class NeverReads extends Stranger {
        private final ByteBuffer frame;

        NeverReads(ByteBuffer frame) {
            this.frame = frame;
        }

        @Override
        void connected() {
            frame.clear();
        }

        @Override
        void act(SocketChannel to, int tick) throws IOException {
            for (int i = 0; i < ASKED_AT_ONCE; i++) {
                if (!frame.hasRemaining()) {
                    frame.clear();
                }
                int took = to.write(frame);
                bytes += took;
                if (took == 0) {
                    return;
                }
            }
        }
    }

    private final class SlowReader extends Stranger {
        private final ByteBuffer frame;
        private final ByteBuffer in = ByteBuffer.allocate(READ_BYTES);
        private long unread;

        SlowReader(ByteBuffer frame) {
            this.frame = frame;
        }

        @Override
        void connected() {
            unread = 0;
        }

        @Override
        void act(SocketChannel to, int tick) throws IOException {
            if (unread == 0) {
                to.write(frame.duplicate().clear());
                unread = -1;
            }
            in.clear().limit(unread < 0 ? 4 : (int) Math.min(READ_BYTES, unread));
            int got = to.read(in);
            if (got < 0) {
                throw new IOException("closed");
            }
            bytes += got;
            if (unread > 0) {
                unread -= got;
            } else if (got == 4) {
                unread = in.getInt(0);
            } else if (got > 0) {
                throw new IOException("a size in pieces");
            }
        }
    }
}
