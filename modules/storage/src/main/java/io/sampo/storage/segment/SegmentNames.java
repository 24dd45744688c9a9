package io.sampo.storage.segment;

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
    /** Appended to the name of a file that is to go. */
    public static final String DELETED = ".deleted";

    private static final int OFFSET_DIGITS = 20;

    private SegmentNames() {}

    /** The file with the batches of a segment. */
    public static Path log(Path directory, long baseOffset) {
        return file(directory, baseOffset, LOG);
    }

    static Path offsetIndex(Path directory, long baseOffset) {
        return file(directory, baseOffset, OFFSET_INDEX);
    }

    static Path timeIndex(Path directory, long baseOffset) {
        return file(directory, baseOffset, TIME_INDEX);
    }

    /** Base offsets of the segments in {@code directory}, ascending. */
    public static List<Long> baseOffsets(Path directory) throws IOException {
        List<Long> offsets = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, "*" + LOG)) {
            for (Path file : files) {
                String name = file.getFileName().toString();
                String digits = name.substring(0, name.length() - LOG.length());
                if (digits.length() == OFFSET_DIGITS && digits.chars().allMatch(Character::isDigit)) {
                    offsets.add(Long.parseLong(digits));
                }
            }
        }
        Collections.sort(offsets);
        return offsets;
    }

    private static Path file(Path directory, long baseOffset, String suffix) {
        return directory.resolve(String.format(Locale.ROOT, "%020d%s", baseOffset, suffix));
    }
}
