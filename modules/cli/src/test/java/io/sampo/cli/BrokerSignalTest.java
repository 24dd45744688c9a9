package io.sampo.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code sampo broker} as a process of its own. */
class BrokerSignalTest {
    @TempDir
    private Path directory;

    @Test
    @Timeout(120)
    void sigtermEndsABrokerThatWaitsForItsVotersWithZero() throws Exception {
        // given
        Path config = Files.writeString(directory.resolve("broker.conf"), """
                sampo.log.dirs = ["%s"]
                sampo.controller.voters = ["1@127.0.0.1:1:1", "2@127.0.0.1:2:2", "3@127.0.0.1:3:3"]
                sampo { artery.port = 0, kafka.port = 0, raft.port = 0, session.port = 0, aeron.port = 0, http.port = 0 }
                sampo.aeron { term.bytes = 1048576, window.bytes = 262144 }
                """.formatted(directory.resolve("data")));
        Path said = directory.resolve("said.txt");
        Process broker = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--add-opens=java.base/jdk.internal.misc=ALL-UNNAMED",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Main.class.getName(),
                        "broker",
                        "--config",
                        config.toString()))
                .redirectErrorStream(true)
                .redirectOutput(said.toFile())
                .start();
        try {
            while (!text(said).contains("waiting for 2@127.0.0.1")) {
                assertThat(broker.isAlive()).as(text(said)).isTrue();
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
            }

            // when
            broker.destroy();

            // then
            broker.waitFor();
            assertThat(broker.exitValue()).as(text(said)).isZero();
            assertThat(text(said)).doesNotContain("did not stop");
        } finally {
            broker.destroyForcibly();
        }
    }

    private static String text(Path file) throws IOException {
        return Files.exists(file) ? Files.readString(file) : "";
    }
}
