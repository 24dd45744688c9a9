package io.sampo.systemtests.tools;

import static org.assertj.core.api.Assertions.assertThat;

import io.sampo.systemtests.kafka.KafkaTool.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every tool of Kafka 4.3.1 that administers or moves records does against Sampo what it does against Kafka. Here five of them
 * against one broker; {@code -Dsampo.tools=all} takes all of them and three brokers, {@code -Dsampo.tools=A,B} those two.
 */
class KafkaToolsTest {
    private static final Set<String> IN_CI =
            Set.of("TopicCommand", "ConsoleConsumer", "ConfigCommand", "GetOffsetShell", "BrokerApiVersionsCommand");
    private static final String CHOSEN = System.getProperty("sampo.tools", "");

    @TempDir
    private static Path directory;

    private static Clusters clusters;

    @BeforeAll
    static void start() throws IOException {
        clusters = Clusters.start(brokers(), directory);
    }

    @AfterAll
    static void stop() {
        clusters.close();
    }

    private static int brokers() {
        return CHOSEN.isEmpty() ? 1 : 3;
    }

    static Stream<Scene> scenes() {
        Set<String> chosen = CHOSEN.isEmpty() ? IN_CI : Set.of(CHOSEN.split(","));
        return Scenes.all(brokers()).filter(scene -> chosen.contains(scene.tool()) || chosen.contains("all"));
    }

    @ParameterizedTest
    @MethodSource("scenes")
    void whatAToolPrintsIsWhatItPrintsOfKafka(Scene scene) {
        SoftAssertions all = new SoftAssertions();
        int same = 0;
        int differences = 0;
        for (Call call : scene.calls()) {
            Side kafka = clusters.kafka();
            CompletableFuture<Outcome> made = CompletableFuture.supplyAsync(() -> kafka.make(call));
            Outcome ours = clusters.sampo().make(call);
            Outcome theirs = made.join();
            boolean isSame = told(call, ours).equals(told(call, theirs));
            if (call.difference() == null) {
                same += isSame ? 1 : 0;
                all.assertThat(told(call, ours))
                        .as(call + "\nSampo on standard error: " + String.join("\n", ours.stderr())
                                + "\nKafka on standard error: " + String.join("\n", theirs.stderr()))
                        .isEqualTo(told(call, theirs));
            } else {
                differences += isSame ? 0 : 1;
                all.assertThat(told(call, ours))
                        .as(call + " is listed as different: " + call.difference())
                        .isNotEqualTo(told(call, theirs));
            }
        }
        System.out.printf(
                "%-28s %2d of %2d calls print the same, %d differ as listed%n",
                scene, same, scene.calls().size(), differences);
        all.assertAll();
    }

    @Test
    void everyDifferenceIsListedWithItsReason() throws IOException {
        String readme = Files.readString(Path.of(System.getProperty("sampo.root", "."), "modules/gateway/README.md"));
        assertThat(Scenes.all(3)
                        .flatMap(scene -> scene.calls().stream())
                        .flatMap(call -> Stream.ofNullable(call.difference())))
                .isNotEmpty()
                .allSatisfy(difference -> assertThat(readme).contains("| " + difference + " |"));
    }

    /** How it ended, which exceptions it met, and what it printed. */
    private static List<Object> told(Call call, Outcome outcome) {
        return List.of(outcome.exitCode(), Call.exceptions(outcome.stderr()), call.comparable(outcome.stdout()));
    }
}
