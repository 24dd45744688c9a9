package io.sampo.ceilings;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/** Two ends of a connection over the loopback, one of which is measured: {@link Ceiling#LOOPBACK}. */
final class SocketWork {
    private static final int BATCH_BYTES = 128 << 10;

    private SocketWork() {}

    /** One end. */
    @FunctionalInterface
    interface End {
        Spent run(SocketChannel socket) throws IOException;
    }

    /** What it takes to receive {@code bytes}. */
    static Spent receive(long bytes) throws IOException, InterruptedException {
        return between(SocketWork::drain, socket -> write(socket, bytes), false);
    }

    /** What {@code sender} took, while somebody reads. */
    static Spent send(End sender) throws IOException, InterruptedException {
        return between(SocketWork::drain, sender, true);
    }

    private static Spent between(End reader, End writer, boolean writerCounts)
            throws IOException, InterruptedException {
        try (ServerSocketChannel door = ServerSocketChannel.open()) {
            door.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            CompletableFuture<Spent> read = new CompletableFuture<>();
            Thread other = new Thread(() -> accept(door, reader, read), "reader");
            other.setDaemon(true);
            other.start();
            Spent written;
            try (SocketChannel socket = SocketChannel.open(door.getLocalAddress())) {
                written = writer.run(socket);
            }
            Spent whole = read.get();
            return writerCounts ? written : whole;
        } catch (ExecutionException e) {
            throw new IOException("the other end of the loopback failed", e.getCause());
        }
    }

    private static void accept(ServerSocketChannel door, End reader, CompletableFuture<Spent> read) {
        try (SocketChannel socket = door.accept()) {
            read.complete(reader.run(socket));
        } catch (IOException | RuntimeException e) {
            read.completeExceptionally(e);
        }
    }

    /** Reads to the end. */
    private static Spent drain(SocketChannel socket) throws IOException {
        ByteBuffer batch = ByteBuffer.allocateDirect(BATCH_BYTES);
        ThreadCpu cpu = new ThreadCpu();
        long bytes = 0;
        for (int count = 0; count >= 0; count = socket.read(batch.clear())) {
            bytes += count;
        }
        return cpu.spent(bytes);
    }

    private static Spent write(SocketChannel socket, long bytes) throws IOException {
        ByteBuffer batch = ByteBuffer.allocateDirect(BATCH_BYTES);
        ThreadCpu cpu = new ThreadCpu();
        for (long left = bytes; left > 0; left -= batch.position()) {
            batch.clear().limit((int) Math.min(BATCH_BYTES, left));
            while (batch.hasRemaining()) {
                socket.write(batch);
            }
        }
        return cpu.spent(bytes);
    }
}
