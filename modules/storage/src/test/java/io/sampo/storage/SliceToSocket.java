package io.sampo.storage;

import io.sampo.model.TopicConfig;
import io.sampo.records.LogSlice;
import io.sampo.records.RecordBatchBuilder;
import io.sampo.storage.flush.StorageHealth;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;

/** For {@code ops/bin/show storage-10}: sends a log file to a socket on loopback, while strace counts how. */
public final class SliceToSocket {
    private static final int BATCH_BYTES = 1024 * 1024;
    private static final int BATCHES = 64;

    private SliceToSocket() {}

    /** @param arguments a directory that does not exist yet */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        Path directory = Files.createDirectories(Path.of(arguments[0], "slice-0"));
        LogEnvironment environment = LogEnvironment.of(() -> 0, Runnable::run, new StorageHealth(failure -> {}));
        try (SegmentedLog log = SegmentedLog.open(
                        directory, TopicConfig.DEFAULTS, LogCheckpoints.inMemory(), environment, new DeletedFiles());
                ServerSocketChannel server =
                        ServerSocketChannel.open().bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))) {
            for (int i = 0; i < BATCHES; i++) {
                RecordBatchBuilder batch =
                        new RecordBatchBuilder().baseOffset(i).leaderEpoch(1);
                batch.append(1_000, null, ByteBuffer.allocate(BATCH_BYTES));
                log.append(batch.build());
            }
            long[] received = new long[1];
            Thread reader = new Thread(() -> received[0] = drain(server), "sampo-test-reader");
            reader.start();
            long sent = send(log, server);
            reader.join();
            System.out.println("sent=" + sent + " received=" + received[0] + " bytes of " + log.sizeInBytes());
        }
    }

    private static long send(SegmentedLog log, ServerSocketChannel server) throws IOException {
        long sent = 0;
        try (SocketChannel socket = SocketChannel.open(server.getLocalAddress());
                LogSlice slice = log.read(0, Integer.MAX_VALUE, log.logEndOffset())) {
            while (sent < slice.sizeInBytes()) {
                sent += slice.writeTo(socket, sent, slice.sizeInBytes() - sent);
            }
        }
        return sent;
    }

    private static long drain(ServerSocketChannel server) {
        ByteBuffer buffer = ByteBuffer.allocateDirect(BATCH_BYTES);
        long total = 0;
        try (SocketChannel socket = server.accept()) {
            int count = socket.read(buffer);
            while (count >= 0) {
                total += count;
                buffer.clear();
                count = socket.read(buffer);
            }
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
        return total;
    }
}
