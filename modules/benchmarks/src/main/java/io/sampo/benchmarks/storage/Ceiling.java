package io.sampo.benchmarks.storage;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.zip.CRC32C;

/** The same bytes with nothing of ours: what no append can be faster than. */
final class Ceiling implements AutoCloseable {
    private final FileChannel file;
    private long position;

    Ceiling(Path directory) throws IOException {
        this.file =
                FileChannel.open(directory.resolve("ceiling"), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    }

    long writeAndCrc(ByteBuffer batch, int times) throws IOException {
        long sum = 0;
        for (int i = 0; i < times; i++) {
            sum += crc(batch, 1);
            write(batch, 1);
        }
        return sum;
    }

    void write(ByteBuffer batch, int times) throws IOException {
        for (int i = 0; i < times; i++) {
            ByteBuffer bytes = batch.duplicate();
            while (bytes.hasRemaining()) {
                position += file.write(bytes, position);
            }
        }
    }

    long crc(ByteBuffer batch, int times) {
        long sum = 0;
        for (int i = 0; i < times; i++) {
            CRC32C crc = new CRC32C();
            crc.update(batch.duplicate());
            sum += crc.getValue();
        }
        return sum;
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
