package io.sampo.chaos.cluster;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/**
 * Small file systems in memory, one for the data of each broker, that can be filled and emptied. They are mounts of the
 * run's own and go with it.
 */
public final class Disks {
    private static final String SIZE = "192m";
    private static final String FILLER = ".chaos-filler";

    private final ClusterPlan plan;

    private Disks(ClusterPlan plan) {
        this.plan = plan;
    }

    /** Mounts them, empty. */
    public static Disks mount(ClusterPlan plan) throws IOException {
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
        return new Disks(plan);
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
