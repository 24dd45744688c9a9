package io.sampo.broker.reserve;

import io.sampo.logfiles.DiskFullException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The last room on the disk of one log directory, kept for what has to go on (STORAGE §4.8): below the soft limit leaders
 * take nothing from clients, and a ballast file is given up when checkpoints find no room. Any thread.
 */
public final class DiskReserve {
    static final String BALLAST_NAME = ".sampo-ballast";
    /** Neither of both takes more of a small disk than this part of it. */
    private static final int PART_OF_DISK = 20;

    private static final int WRITE_BYTES = 1 << 20;
    private static final Logger LOG = LoggerFactory.getLogger(DiskReserve.class);

    private final Path directory;
    private final Path ballast;
    private final long minFreeBytes;
    private final long ballastBytes;
    private final Space space;
    private volatile boolean low;

    /** Asks for the room of a disk. */
    public interface Space {
        long usableBytes() throws IOException;

        long totalBytes() throws IOException;

        /** Of the file system that holds {@code directory}. */
        static Space of(Path directory) {
            return new Space() {
                @Override
                public long usableBytes() throws IOException {
                    return Files.getFileStore(directory).getUsableSpace();
                }

                @Override
                public long totalBytes() throws IOException {
                    return Files.getFileStore(directory).getTotalSpace();
                }
            };
        }
    }

    /**
     * Looks and writes nothing yet.
     *
     * @param directory that exists, or not yet: then its disk has room
     * @param minFreeBytes the soft limit; 0 = none
     * @param ballastBytes size of the ballast file; 0 = none
     */
    public DiskReserve(Path directory, long minFreeBytes, long ballastBytes, Space space) {
        this.directory = directory;
        this.ballast = directory.resolve(BALLAST_NAME);
        this.minFreeBytes = minFreeBytes;
        this.ballastBytes = ballastBytes;
        this.space = space;
    }

    /** True below the soft limit, as the last {@link #check} found it: clients have to wait. */
    public boolean isLow() {
        return low;
    }

    /** Before a start: markers and checkpoints have to find room, whatever filled the disk. */
    public void makeRoomForStart() {
        try {
            if (Files.isDirectory(directory) && space.usableBytes() < part(ballastBytes)) {
                release();
            }
        } catch (IOException e) {
            LOG.warn("The free room of {} cannot be found out", directory, e);
        }
    }

    /** Looks at the disk; to be called every second or so. Makes the ballast where there is room for it twice. */
    public void check() {
        try {
            long usable = space.usableBytes();
            long limit = part(minFreeBytes);
            boolean now = usable < limit;
            if (now != low) {
                low = now;
                if (now) {
                    LOG.warn(
                            "{} has {} bytes left, fewer than {} (sampo.log.dir.min.free.bytes): leaders take nothing from"
                                    + " clients until there is more",
                            directory,
                            usable,
                            limit);
                } else {
                    LOG.info("{} has {} bytes left: leaders take records again", directory, usable);
                }
            }
            long size = part(ballastBytes);
            if (size > 0 && usable >= limit + 2 * size && !Files.exists(ballast)) {
                lay(size);
            }
        } catch (IOException e) {
            LOG.warn("The free room of {} cannot be found out", directory, e);
        }
    }

    /** A quota of less than all of the disk is not known here; the part keeps small disks usable. */
    private long part(long bytes) throws IOException {
        return Math.min(bytes, space.totalBytes() / PART_OF_DISK);
    }

    private void lay(long size) {
        try (FileChannel file = FileChannel.open(ballast, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            // Written, not only made long: a file with holes holds no room.
            ByteBuffer zeros = ByteBuffer.allocate((int) Math.min(size, WRITE_BYTES));
            for (long left = size; left > 0; left -= zeros.limit()) {
                zeros.clear().limit((int) Math.min(left, zeros.capacity()));
                while (zeros.hasRemaining()) {
                    file.write(zeros);
                }
            }
        } catch (IOException e) {
            LOG.warn("No ballast in {}: {}", directory, e.toString());
            release();
        }
    }

    /** Gives up the ballast; true if there was one. */
    public boolean release() {
        try {
            boolean was = Files.deleteIfExists(ballast);
            if (was) {
                LOG.warn("{} has given up its ballast of {} bytes: the disk is full", directory, ballastBytes);
            }
            return was;
        } catch (IOException e) {
            LOG.warn("The ballast {} cannot be removed", ballast, e);
            return false;
        }
    }

    /** What may need the last room. */
    @FunctionalInterface
    public interface Work {
        void run() throws IOException;
    }

    /** Runs {@code work}; where it finds no room, once more in that of the ballast. */
    public void run(Work work) throws IOException {
        try {
            work.run();
        } catch (IOException e) {
            if (!DiskFullException.isMeantBy(e) || !release()) {
                throw e;
            }
            work.run();
        }
    }
}
