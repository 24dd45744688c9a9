package io.sampo.storage.directory;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which page cache holds what a process wrote to a directory (R11b): the system's current boot and the mount below the
 * directory. While both stay the same, nothing that reached {@code write()} can have been lost.
 *
 * @param bootId {@code /proc/sys/kernel/random/boot_id}
 * @param mountId first field of the mount's line in {@code /proc/self/mountinfo}
 * @param device its third field, {@code major:minor}
 */
record PageCacheIdentity(String bootId, String mountId, String device) {
    private static final Logger LOG = LoggerFactory.getLogger(PageCacheIdentity.class);
    private static final int MOUNT_ID = 0;
    private static final int DEVICE = 2;
    private static final int MOUNT_POINT = 4;

    /**
     * The identity for {@code directory}; empty where the system does not tell, which counts as no proof.
     *
     * @param proc the system's {@code /proc}
     */
    static Optional<PageCacheIdentity> of(Path directory, Path proc) {
        try {
            String bootId =
                    Files.readString(proc.resolve("sys/kernel/random/boot_id")).strip();
            Path real = directory.toRealPath();
            String[] best = null;
            int bestDepth = -1;
            for (String line : Files.readAllLines(proc.resolve("self/mountinfo"))) {
                String[] fields = line.split(" ");
                Path mountPoint = Path.of(unescaped(fields[MOUNT_POINT]));
                // Of two mounts on one point the later one is seen.
                if (real.startsWith(mountPoint) && mountPoint.getNameCount() >= bestDepth) {
                    best = fields;
                    bestDepth = mountPoint.getNameCount();
                }
            }
            return best == null
                    ? Optional.empty()
                    : Optional.of(new PageCacheIdentity(bootId, best[MOUNT_ID], best[DEVICE]));
        } catch (IOException | RuntimeException e) {
            LOG.info("No proof of an unharmed page cache for {} on this system: {}", directory, e.toString());
            return Optional.empty();
        }
    }

    /** Reads what {@link #toString()} writes; empty for anything else. */
    static Optional<PageCacheIdentity> parse(String text) {
        String[] fields = text.split(" ");
        return fields.length == 3
                ? Optional.of(new PageCacheIdentity(fields[0], fields[1], fields[2]))
                : Optional.empty();
    }

    @Override
    public String toString() {
        return String.join(" ", List.of(bootId, mountId, device));
    }

    /** mountinfo writes space, tab, line feed and backslash as three octal digits. */
    private static String unescaped(String mountPoint) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < mountPoint.length(); i++) {
            char next = mountPoint.charAt(i);
            if (next == '\\' && i + 3 < mountPoint.length()) {
                text.append((char) Integer.parseInt(mountPoint.substring(i + 1, i + 4), 8));
                i += 3;
            } else {
                text.append(next);
            }
        }
        return text.toString();
    }
}
