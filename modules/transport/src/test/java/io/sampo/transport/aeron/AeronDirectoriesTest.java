package io.sampo.transport.aeron;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What lies in shared memory, and for how long. */
class AeronDirectoriesTest {
    @TempDir
    Path parent;

    private TransportSettings settings() {
        return TransportSettings.at("127.0.0.1", 40400).withDirectory(parent);
    }

    @Test
    void onlyTheDirectoriesOfDeadProcessesAreRemoved() throws Exception {
        // given
        Process ended = new ProcessBuilder("true").start();
        assertThat(ended.waitFor(20, TimeUnit.SECONDS)).isTrue();
        Path dead = filled("sampo-some-body-3-" + ended.pid());
        Path deadSecond = filled("sampo-somebody-3-" + ended.pid() + ".2");
        Path living = filled("sampo-somebody-4-" + ProcessHandle.current().pid());
        Path foreign = filled("aeron-somebody-" + ended.pid());
        // when
        AeronDirectories.of(settings()).removeThoseOfDeadProcesses();
        // then
        assertThat(dead).doesNotExist();
        assertThat(deadSecond).doesNotExist();
        assertThat(living).exists();
        assertThat(foreign).exists();
    }

    private Path filled(String name) throws IOException {
        Path directory = Files.createDirectories(parent.resolve(name).resolve("publications"));
        Files.write(directory.resolve("1.logbuffer"), new byte[10]);
        return directory.getParent();
    }

    @Test
    void transportsOfOneProcessHaveADirectoryEach() throws IOException {
        // given
        AeronDirectories directories = AeronDirectories.of(settings());
        // when
        Path first = directories.claim(1);
        Path second = directories.claim(1);
        directories.release(first);
        Path third = directories.claim(1);
        // then
        assertThat(second).isNotEqualTo(first);
        assertThat(third).isEqualTo(first);
        assertThat(first.getFileName().toString())
                .startsWith("sampo-")
                .endsWith("-1-" + ProcessHandle.current().pid());
        directories.release(second);
        directories.release(third);
    }

    @Test
    void aLackOfRoomIsSaidWithFiguresAndARemedy() {
        // given
        TransportSettings many =
                new TransportSettings("127.0.0.1", 40400, parent, 1 << 30, 64 << 10, 4 << 20, 8192, 1_000_000, 10_000);
        // when, then
        assertThatThrownBy(() -> AeronDirectories.of(many).checkRoom(many))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining(parent.toString())
                .hasMessageContaining("MiB are free")
                .hasMessageContaining("--shm-size");
    }
}
