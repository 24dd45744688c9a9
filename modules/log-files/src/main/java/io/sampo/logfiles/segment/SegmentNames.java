package io.sampo.logfiles.segment;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/** Kafka's file names: the base offset in twenty digits, and what the file is. */
public final class SegmentNames {
    public static final String LOG = ".log";
    public static final String OFFSET_INDEX = ".index";
    public static final String TIME_INDEX = ".timeindex";
    /** Kafka's index of aborted transactions. */
    public static final String TXN_INDEX = ".txnindex";
    /** Our own: sums over the batch headers, see {@code storage.integrity}. Kafka looks at no file of that name. */
    public static final String SUMS = ".sums";
    /** Appended to the files of a segment that a cleaning is still writing: worth nothing. */
    public static final String CLEANED = ".cleaned";
    /** Appended to the files of a cleaned segment that is whole and about to take the place of others. */
    public static final String SWAP = ".swap";
    /** Appended to the name of a file that is to go. */
    public static final String DELETED = ".deleted";

    /** All files that a segment may have, its batches last: a segment without them is nothing. */
    public static final List<String> ALL = List.of(SUMS, TXN_INDEX, TIME_INDEX, OFFSET_INDEX, LOG);

    private static final int OFFSET_DIGITS = 20;

    private SegmentNames() {}

    /** The file with the batches of a segment. */
    public static Path log(Path directory, long baseOffset) {
        return file(directory, baseOffset, LOG);
    }

    /** Its offset index. */
    public static Path offsetIndex(Path directory, long baseOffset) {
        return file(directory, baseOffset, OFFSET_INDEX);
    }

    /** Its time index. */
    public static Path timeIndex(Path directory, long baseOffset) {
        return file(directory, baseOffset, TIME_INDEX);
    }

    /** The base offset that a file name of twenty digits and {@code suffix} begins with, or −1 for another name. */
    public static long baseOffset(String name, String suffix) {
        return name.length() == OFFSET_DIGITS + suffix.length()
                        && name.endsWith(suffix)
                        && name.chars().limit(OFFSET_DIGITS).allMatch(c -> c >= '0' && c <= '9')
                ? Long.parseLong(name.substring(0, OFFSET_DIGITS))
                : -1;
    }

    /** The file with the sums over the headers of a segment. */
    public static Path sums(Path directory, long baseOffset) {
        return file(directory, baseOffset, SUMS);
    }

    /**
     * The base offset that the name of a segment's file says.
     *
     * @throws IllegalArgumentException if it does not begin with twenty digits and a dot
     */
    public static long baseOffset(Path file) {
        String name = String.valueOf(file.getFileName());
        if (!name.matches("\\d{" + OFFSET_DIGITS + "}\\..+")) {
            throw new IllegalArgumentException(
                    file + " does not begin with a base offset of " + OFFSET_DIGITS + " digits");
        }
        return Long.parseLong(name.substring(0, OFFSET_DIGITS));
    }

    /** Base offsets of the segments in {@code directory}, ascending. */
    public static List<Long> baseOffsets(Path directory) throws IOException {
        List<Long> offsets = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, "*" + LOG)) {
            for (Path file : files) {
                long baseOffset = baseOffset(file.getFileName().toString(), LOG);
                if (baseOffset >= 0) {
                    offsets.add(baseOffset);
                }
            }
        }
        Collections.sort(offsets);
        return offsets;
    }

    /** The file of that suffix. */
    public static Path file(Path directory, long baseOffset, String suffix) {
        return directory.resolve(String.format(Locale.ROOT, "%020d%s", baseOffset, suffix));
    }
}
