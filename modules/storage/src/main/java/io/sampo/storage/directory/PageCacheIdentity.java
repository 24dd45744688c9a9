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
 * <p>The kernel gives the id of a mount that is gone to the next one, so a disk that was lost and mounted again looks the
 * same by it. What a file system shows of itself below {@code /sys/fs} is made anew at each mount, under a number that does
 * not come again (decision 0051).
 *
 * @param bootId {@code /proc/sys/kernel/random/boot_id}
 * @param mountId first field of the mount's line in {@code /proc/self/mountinfo}
 * @param device its third field, {@code major:minor}
 * @param superblock inode of {@code /sys/fs/<type>/<device>}; {@code -} where the file system shows nothing there
 */
record PageCacheIdentity(String bootId, String mountId, String device, String superblock) {
    private static final String NOTHING_SHOWN = "-";
    private static final Logger LOG = LoggerFactory.getLogger(PageCacheIdentity.class);
    private static final int MOUNT_ID = 0;
    private static final int DEVICE = 2;
    private static final int MOUNT_POINT = 4;
    /** The type stands behind a lone dash; before it come as many optional fields as there are. */
    private static final String END_OF_OPTIONAL = "-";

    /**
     * The identity for {@code directory}; empty where the system does not tell, which counts as no proof.
     *
     * @param proc the system's {@code /proc}
     * @param sys the system's {@code /sys}
     */
    static Optional<PageCacheIdentity> of(Path directory, Path proc, Path sys) {
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
                    : Optional.of(new PageCacheIdentity(
                            bootId, best[MOUNT_ID], best[DEVICE], superblock(sys, best[DEVICE], type(best))));
        } catch (IOException | RuntimeException e) {
            LOG.info("No proof of an unharmed page cache for {} on this system: {}", directory, e.toString());
            return Optional.empty();
        }
    }

    private static String type(String[] mount) {
        int end = List.of(mount).indexOf(END_OF_OPTIONAL);
        // One driver mounts all three, under its own name.
        String type = end < 0 || end + 1 >= mount.length ? "" : mount[end + 1];
        return type.equals("ext2") || type.equals("ext3") ? "ext4" : type;
    }

    private static String superblock(Path sys, String device, String type) throws IOException {
        Path block = sys.resolve("dev/block").resolve(device);
        if (type.isEmpty() || Files.notExists(block)) {
            return NOTHING_SHOWN;
        }
        Path shown = sys.resolve("fs").resolve(type).resolve(block.toRealPath().getFileName());
        return Files.isDirectory(shown) ? String.valueOf(Files.getAttribute(shown, "unix:ino")) : NOTHING_SHOWN;
    }

    /** Reads what {@link #toString()} writes; empty for anything else. */
    static Optional<PageCacheIdentity> parse(String text) {
        String[] fields = text.split(" ");
        return fields.length == 4
                ? Optional.of(new PageCacheIdentity(fields[0], fields[1], fields[2], fields[3]))
                : Optional.empty();
    }

    @Override
    public String toString() {
        return String.join(" ", List.of(bootId, mountId, device, superblock));
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
