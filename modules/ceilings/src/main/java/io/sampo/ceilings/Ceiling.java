package io.sampo.ceilings;

import java.io.IOException;
import java.nio.file.Path;

/** Work that every broker has to have done, by the least that does it. The keys stand in the ledger and never change. */
public enum Ceiling {
    /** 128 KiB at a time into a new file, which stays in the page cache; CPU of the writer. */
    APPEND("append") {
        @Override
        Spent run(Path directory, long bytes) throws IOException {
            return FileWork.append(directory, bytes);
        }
    },
    /** CRC32C of 128 KiB at a time, out of 16 MiB that no cache of a core holds. */
    CRC32C("crc32c") {
        @Override
        Spent run(Path directory, long bytes) {
            return ChecksumWork.run(bytes);
        }
    },
    /** TCP over the loopback into direct memory, 128 KiB at a time; CPU of the receiver. */
    LOOPBACK("loopback") {
        @Override
        Spent run(Path directory, long bytes) throws IOException, InterruptedException {
            return SocketWork.receive(bytes);
        }
    },
    /** A file of the page cache over the loopback, 1 MiB at a time; CPU of the sender. */
    SENDFILE("sendfile") {
        @Override
        Spent run(Path directory, long bytes) throws IOException, InterruptedException {
            return FileWork.sendfile(directory, bytes);
        }
    },
    /** Aeron over UDP on the loopback, messages of 128 KiB in the largest datagrams; CPU of both sides and the driver. */
    AERON_UDP("aeron-udp") {
        @Override
        Spent run(Path directory, long bytes) throws IOException, InterruptedException {
            return AeronWork.run("aeron:udp?endpoint=127.0.0.1:0|mtu=65504", bytes);
        }
    },
    /** Aeron through shared memory, messages of 128 KiB; CPU of both sides and the driver. */
    AERON_IPC("aeron-ipc") {
        @Override
        Spent run(Path directory, long bytes) throws IOException, InterruptedException {
            return AeronWork.run("aeron:ipc?mtu=65504", bytes);
        }
    },
    /** Blocks of LZ4 in memory; of packed bytes. Whoever looks at packed records has to unpack them. */
    UNPACK_LZ4("unpack-lz4", 8) {
        @Override
        Spent run(Path directory, long bytes) {
            return UnpackWork.lz4(bytes);
        }
    },
    /** Zstandard in memory, at the usual level; of packed bytes. */
    UNPACK_ZSTD("unpack-zstd", 32) {
        @Override
        Spent run(Path directory, long bytes) {
            return UnpackWork.zstd(bytes);
        }
    };

    private final String key;
    private final int slowness;

    Ceiling(String key) {
        this(key, 1);
    }

    /** @param slowness so many times fewer bytes say the same in the same time */
    Ceiling(String key, int slowness) {
        this.key = key;
        this.slowness = slowness;
    }

    /** Its name in the ledger. */
    public String key() {
        return key;
    }

    /** How many bytes are moved where the fastest move {@code bytes}. */
    long share(long bytes) {
        return bytes / slowness;
    }

    /** Moves {@code bytes} or a little more, once. Files are made in {@code directory} and removed again. */
    abstract Spent run(Path directory, long bytes) throws IOException, InterruptedException;
}
