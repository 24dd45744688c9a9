package io.sampo.storage.directory;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PageCacheIdentityTest {
    @TempDir
    Path root;

    private Path proc;
    private Path sys;
    private Path data;

    @BeforeEach
    void layOutAProc() throws IOException {
        proc = root.resolve("proc");
        sys = root.resolve("sys");
        data = Files.createDirectories(root.resolve("my disk/data")).toRealPath();
        Files.createDirectories(proc.resolve("self"));
        Files.createDirectories(proc.resolve("sys/kernel/random"));
        Files.writeString(proc.resolve("sys/kernel/random/boot_id"), "boot-1\n");
    }

    @Test
    void theDeepestMountAboveTheDirectoryCounts() throws IOException {
        mounts(
                "21 1 8:1 / / rw - ext4 /dev/sda1 rw",
                "36 21 8:2 / " + escaped(data.getParent()) + " rw - ext4 /dev/sdb1 rw",
                "37 21 8:3 / " + escaped(data) + "-other rw - ext4 /dev/sdc1 rw");

        assertThat(PageCacheIdentity.of(data, proc, sys)).contains(new PageCacheIdentity("boot-1", "36", "8:2", "-"));
    }

    @Test
    void ofTwoMountsOnOnePointTheLaterOneCounts() throws IOException {
        mounts("21 1 8:1 / / rw - ext4 /dev/sda1 rw", "44 1 8:9 / / rw - ext4 /dev/sdz1 rw");

        assertThat(PageCacheIdentity.of(data, proc, sys)).contains(new PageCacheIdentity("boot-1", "44", "8:9", "-"));
    }

    @Test
    void aDiskThatWasLostAndMountedAgainIsAnother() throws IOException {
        // given: the kernel gives the same id to the next mount
        mounts("36 1 7:0 / / rw,relatime shared:1 master:2 - ext3 /dev/loop0 rw");
        Path device = Files.createDirectories(sys.resolve("devices/virtual/block/loop0"));
        Files.createDirectories(sys.resolve("dev/block"));
        Files.createSymbolicLink(sys.resolve("dev/block/7:0"), device);
        Path shown = Files.createDirectories(sys.resolve("fs/ext4/loop0"));
        var before = PageCacheIdentity.of(data, proc, sys);
        assertThat(PageCacheIdentity.of(data, proc, sys)).isEqualTo(before).isPresent();

        // when
        Files.move(shown, sys.resolve("gone"));
        Files.createDirectories(shown);

        // then
        assertThat(PageCacheIdentity.of(data, proc, sys)).isPresent().isNotEqualTo(before);
    }

    @Test
    void withoutProcThereIsNoProof() {
        assertThat(PageCacheIdentity.of(data, root.resolve("nothing"), sys)).isEmpty();
    }

    @Test
    void garbageIsNoProof() throws IOException {
        mounts("garbage");

        assertThat(PageCacheIdentity.of(data, proc, sys)).isEmpty();
        assertThat(PageCacheIdentity.parse("a b")).isEmpty();
    }

    @Test
    void itIsReadAsItWasWritten() {
        PageCacheIdentity identity = new PageCacheIdentity("boot-1", "36", "8:2", "-");

        assertThat(PageCacheIdentity.parse(identity.toString())).contains(identity);
    }

    private void mounts(String... lines) throws IOException {
        Files.writeString(proc.resolve("self/mountinfo"), String.join("\n", lines) + "\n");
    }

    private static String escaped(Path path) {
        return path.toString().replace(" ", "\\040");
    }
}
