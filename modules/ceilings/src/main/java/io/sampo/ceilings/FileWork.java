package io.sampo.ceilings;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** {@link Ceiling#APPEND} and {@link Ceiling#SENDFILE}. */
final class FileWork {
    private static final int BATCH_BYTES = 128 << 10;
    private static final int SLICE_BYTES = 1 << 20;
    private static final int SENT_FILE_BYTES = 64 << 20;

    private FileWork() {}

    static Spent append(Path directory, long bytes) throws IOException {
        Path path = Files.createTempFile(directory, "append", ".log");
        try (FileChannel file = FileChannel.open(path, StandardOpenOption.WRITE)) {
            ThreadCpu cpu = new ThreadCpu();
            fill(file, bytes);
            return cpu.spent(bytes);
        } finally {
            Files.delete(path);
        }
    }

    static Spent sendfile(Path directory, long bytes) throws IOException, InterruptedException {
        Path path = Files.createTempFile(directory, "sendfile", ".log");
        try (FileChannel file = FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            fill(file, SENT_FILE_BYTES);
            return SocketWork.send(socket -> send(file, socket, bytes));
        } finally {
            Files.delete(path);
        }
    }

    private static Spent send(FileChannel file, SocketChannel socket, long bytes) throws IOException {
        ThreadCpu cpu = new ThreadCpu();
        long sent = 0;
        while (sent < bytes) {
            long at = sent % SENT_FILE_BYTES;
            sent += file.transferTo(at, Math.min(SLICE_BYTES, Math.min(SENT_FILE_BYTES - at, bytes - sent)), socket);
        }
        return cpu.spent(sent);
    }

    private static void fill(FileChannel file, long bytes) throws IOException {
        ByteBuffer batch = ByteBuffer.allocateDirect(BATCH_BYTES);
        for (long left = bytes; left > 0; left -= batch.position()) {
            batch.clear().limit((int) Math.min(BATCH_BYTES, left));
            while (batch.hasRemaining()) {
                file.write(batch);
            }
        }
    }
}
