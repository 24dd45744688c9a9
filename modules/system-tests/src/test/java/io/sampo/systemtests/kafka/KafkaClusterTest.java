package io.sampo.systemtests.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KafkaClusterTest {
    @TempDir
    private Path directory;

    @Test
    void recordsGoInAndOutAndSurviveARestart() {
        try (KafkaCluster kafka = KafkaCluster.start(1, directory, Map.of("log.index.interval.bytes", "100"))) {
            // given
            kafka.createTopic("book", 1, 1, "segment.bytes=1048576");
            KafkaTool.runWithInput(
                            "one\ntwo\n",
                            KafkaTool.CONSOLE_PRODUCER,
                            "--bootstrap-server",
                            kafka.bootstrap(),
                            "--topic",
                            "book")
                    .orFail();

            // when
            kafka.node(1).stop();
            assertThat(kafka.node(1).isRunning()).isFalse();
            kafka.node(1).start();

            // then
            KafkaTool.Outcome read = KafkaTool.run(
                            KafkaTool.CONSOLE_CONSUMER,
                            "--bootstrap-server",
                            kafka.bootstrap(),
                            "--topic",
                            "book",
                            "--from-beginning",
                            "--max-messages",
                            "2")
                    .orFail();
            assertThat(read.stdout()).containsExactly("one", "two");
            assertThat(kafka.node(1).partition("book", 0)).isDirectoryContaining("glob:**.log");
        }
    }

    @Test
    void toolThatFailsSaysWhy() {
        KafkaTool.Outcome outcome = KafkaTool.run(KafkaTool.DUMP_LOG_SEGMENTS, "--no-such-option");
        assertThat(outcome.exitCode()).isNotZero();
        assertThatThrownBy(outcome::orFail).isInstanceOf(AssertionError.class).hasMessageContaining("no-such-option");
    }
}
