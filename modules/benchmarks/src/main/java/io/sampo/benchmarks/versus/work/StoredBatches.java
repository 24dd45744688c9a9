package io.sampo.benchmarks.versus.work;

import io.sampo.benchmarks.versus.work.Workload.WorkFailed;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Stream;
import java.util.zip.CRC32C;

/**
 * What a broker has left on disk, read with nothing of either contender: segments of Kafka's format, batch after batch
 * (magic 2). Each must begin where the one before ended, and its bytes must have the CRC32C that it tells: what is stored is
 * whole, whether or not it is what was sent. One thread.
 */
final class StoredBatches {
    private static final int LENGTH_AT = 8;
    private static final int BEHIND_LENGTH = 12;
    private static final int MAGIC_AT = 16;
    private static final int CRC_AT = 17;
    private static final int CRC_FROM = 21;
    private static final int LAST_DELTA_AT = 23;
    private static final int COUNT_AT = 57;
    private static final int HEADER_BYTES = 61;
    private static final int READ_BYTES = 8 << 20;
    /** Nobody sends such a batch: it is a length that is none. */
    private static final int BATCH_BYTES_MAX = 64 << 20;

    private static final long POLL_MS = 500;

    private final CRC32C crc = new CRC32C();
    private ByteBuffer bytes = ByteBuffer.allocateDirect(READ_BYTES);
    private long records;
    private long looseBytes;
    private long nextOffset;

    /**
     * What was found.
     *
     * @param looseBytes at the ends of segments, that are no whole batch: somebody still writes there, or has died
     */
    record Found(long records, long looseBytes) {}

    /**
     * Waits until every broker holds so many records of {@code topic}, all of them in whole batches: a follower may lack, or be just
     * writing, what others have acknowledged.
     *
     * @param brokerDirectories {@code log.dirs} of each: a directory for each partition, {@code TOPIC-NUMBER}
     * @throws WorkFailed if one does not within {@code withinMs}, telling of what it holds then
     */
    static void await(List<Path> brokerDirectories, String topic, long records, long withinMs)
            throws WorkFailed, IOException, InterruptedException {
        long deadlineNs = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(withinMs);
        for (Path broker : brokerDirectories) {
            String lack = lack(broker, topic, records);
            while (!lack.isEmpty() && System.nanoTime() < deadlineNs) {
                TimeUnit.MILLISECONDS.sleep(POLL_MS);
                lack = lack(broker, topic, records);
            }
            if (!lack.isEmpty()) {
                throw new WorkFailed("the files of " + broker.getFileName() + ": " + lack);
            }
        }
    }

    /** What is not as it should be, empty where nothing is. */
    private static String lack(Path broker, String topic, long records) throws IOException {
        try {
            Found found = find(broker, topic);
            return found.equals(new Found(records, 0))
                    ? ""
                    : found.records() + " records of " + records + " acknowledged, and " + found.looseBytes()
                            + " bytes that are no whole batch";
        } catch (WorkFailed broken) {
            return broken.getMessage();
        }
    }

    /**
     * Records of a topic in the directory of one broker: of all partitions that lie there.
     *
     * @throws WorkFailed if a batch is not what it says, or not where it belongs
     */
    static Found find(Path brokerDirectory, String topic) throws WorkFailed, IOException {
        StoredBatches stored = new StoredBatches();
        Predicate<Path> ofTopic =
                directory -> directory.getFileName().toString().matches(topic + "-[0-9]+");
        for (Path partition : sorted(brokerDirectory, ofTopic)) {
            stored.partition(partition);
        }
        return new Found(stored.records, stored.looseBytes);
    }

    private static List<Path> sorted(Path directory, Predicate<Path> wanted) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(wanted).sorted().toList();
        }
    }

    private void partition(Path directory) throws WorkFailed, IOException {
        nextOffset = 0;
        for (Path segment : sorted(directory, file -> file.toString().endsWith(".log"))) {
            try (FileChannel channel = FileChannel.open(segment, StandardOpenOption.READ)) {
                segment(channel, directory.getFileName() + "/" + segment.getFileName());
            }
        }
    }

    private void segment(FileChannel channel, String name) throws WorkFailed, IOException {
        bytes.clear();
        while (channel.read(bytes) >= 0) {
            bytes.flip();
            while (bytes.remaining() >= HEADER_BYTES && bytes.remaining() >= size(bytes.position(), name)) {
                batch(bytes.position(), size(bytes.position(), name), name);
            }
            boolean isLarger = bytes.remaining() >= HEADER_BYTES && size(bytes.position(), name) > bytes.capacity();
            bytes = isLarger
                    ? ByteBuffer.allocateDirect(size(bytes.position(), name)).put(bytes)
                    : bytes.compact();
        }
        looseBytes += bytes.position();
    }

    private int size(int at, String name) throws WorkFailed {
        int behind = bytes.getInt(at + LENGTH_AT);
        if (behind < HEADER_BYTES - BEHIND_LENGTH || behind > BATCH_BYTES_MAX) {
            throw new WorkFailed(name + ": a batch of " + behind + " bytes at offset " + nextOffset);
        }
        return BEHIND_LENGTH + behind;
    }

    private void batch(int at, int size, String name) throws WorkFailed {
        long base = bytes.getLong(at);
        if (base != nextOffset) {
            throw new WorkFailed(name + ": a batch begins at offset " + base + " and not at " + nextOffset);
        }
        crc.reset();
        crc.update(bytes.duplicate().limit(at + size).position(at + CRC_FROM));
        if ((int) crc.getValue() != bytes.getInt(at + CRC_AT)) {
            throw new WorkFailed(name + ": the batch at offset " + base + " has another CRC than it tells");
        }
        int count = bytes.getInt(at + COUNT_AT);
        if (bytes.get(at + MAGIC_AT) != 2 || bytes.getInt(at + LAST_DELTA_AT) != count - 1) {
            throw new WorkFailed(name + ": the batch at offset " + base + " has magic " + bytes.get(at + MAGIC_AT)
                    + ", " + count + " records and a last offset delta of " + bytes.getInt(at + LAST_DELTA_AT));
        }
        records += count;
        nextOffset = base + count;
        bytes.position(at + size);
    }
}
