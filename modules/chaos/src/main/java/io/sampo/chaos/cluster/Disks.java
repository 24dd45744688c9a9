package io.sampo.chaos.cluster;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/**
 * A small file system for the data of each broker, that can be filled and emptied, and where it is an image of ext4 can lose
 * power. They are mounts of the run's own and go with it.
 */
public final class Disks {
    private static final String SIZE = "192m";
    private static final String IMAGE_SIZE = "768M";
    private static final String FILLER = ".chaos-filler";

    /**
     * EXT4_IOC_SHUTDOWN without a flush of the journal: from now on nothing reaches the image any more, and at the next mount
     * what was not forced is gone, new names of files among it.
     */
    private static final String SHUT_DOWN =
            "open(my $d, '<', $ARGV[0]) or die \"$ARGV[0]: $!\"; my $how = pack('I', 2);"
                    + " ioctl($d, 0x8004587d, $how) or die \"EXT4_IOC_SHUTDOWN: $!\"";

    private final ClusterPlan plan;
    private final boolean images;

    private Disks(ClusterPlan plan, boolean images) {
        this.plan = plan;
        this.images = images;
    }

    /** Mounts images of ext4, empty, that write nothing back by themselves for minutes. */
    public static Disks ofImages(ClusterPlan plan) throws IOException {
        Disks disks = new Disks(plan, true);
        for (int broker : plan.ids()) {
            Files.createDirectories(plan.data(broker));
            Shell.run("truncate", "-s", IMAGE_SIZE, disks.image(broker));
            Shell.run("mkfs.ext4", "-q", "-F", disks.image(broker));
            disks.mountImage(broker);
        }
        return disks;
    }

    private String image(int broker) {
        return plan.directory().resolve("disk-" + broker + ".img").toString();
    }

    private void mountImage(int broker) {
        Shell.run(
                "mount",
                "-o",
                "loop,commit=300",
                image(broker),
                plan.data(broker).toString());
    }

    /** Of brokers that were killed just now: what they had written and not forced is gone. */
    public void cutPower(List<Integer> brokers) {
        if (!images) {
            throw new IllegalStateException("disks in memory forget everything");
        }
        for (int broker : brokers) {
            Shell.run("perl", "-e", SHUT_DOWN, plan.data(broker).toString());
        }
        for (int broker : brokers) {
            Shell.run("umount", plan.data(broker).toString());
            mountImage(broker);
        }
    }

    /** Mounts file systems in memory, empty. */
    public static Disks inMemory(ClusterPlan plan) throws IOException {
        for (int broker : plan.ids()) {
            Files.createDirectories(plan.data(broker));
            Shell.run(
                    "mount",
                    "-t",
                    "tmpfs",
                    "-o",
                    "size=" + SIZE,
                    "chaos-disk",
                    plan.data(broker).toString());
        }
        return new Disks(plan, false);
    }

    private Path filler(int broker) {
        return plan.data(broker).resolve(FILLER);
    }

    /** Takes all that is free. */
    public void fill(int broker) {
        byte[] block = new byte[64 * 1024];
        for (int size = block.length; size > 0; size /= 4) {
            fill(broker, block, size);
        }
    }

    private void fill(int broker, byte[] block, int size) {
        try (OutputStream out =
                Files.newOutputStream(filler(broker), StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
            while (true) {
                out.write(block, 0, size);
            }
        } catch (IOException full) {
            // That is what it is for: no space is left for a block of this size.
            assert full.getMessage() != null;
        }
    }

    /** Copies what they hold beside them, {@code data-N.kept}: the mounts go with the run. */
    public void keep() {
        for (int broker : plan.ids()) {
            Shell.attempt(List.of("cp", "-a", plan.data(broker).toString(), plan.data(broker) + ".kept"));
        }
    }

    /** Gives it back. */
    public void free(int broker) throws IOException {
        Files.deleteIfExists(filler(broker));
    }
}
