package io.sampo.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import io.sampo.broker.BrokerNode;
import io.sampo.broker.BrokerSettings;
import io.sampo.client.Consumer;
import io.sampo.client.ConsumerSettings;
import io.sampo.client.NewTopic;
import io.sampo.client.OffsetAndMetadata;
import io.sampo.client.SampoClient;
import io.sampo.console.Connection;
import io.sampo.model.TopicPartition;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code sampo groups} against a broker in this JVM, over the network. */
class GroupCommandsTest {
    private static final TopicPartition BOOK_0 = new TopicPartition("book", 0);
    private static final TopicPartition BOOK_1 = new TopicPartition("book", 1);
    private static final TopicPartition LETTERS_0 = new TopicPartition("letters", 0);

    private record Outcome(int exitCode, List<String> out, String err) {}

    @TempDir
    private static Path directory;

    private static BrokerNode broker;
    private static SampoClient client;

    @BeforeAll
    static void start() {
        broker = Connection.await(BrokerNode.start(BrokerSettings.from(ConfigFactory.parseMap(Map.of(
                "sampo.artery.port", 0,
                "sampo.kafka.port", 0,
                "sampo.raft.port", 0,
                "sampo.session.port", 0,
                "sampo.aeron.port", 0,
                "sampo.http.port", 0,
                "sampo.offsets.topic.num.partitions", 1,
                "sampo.log.dirs", List.of(directory.toString()))))));
        client = SampoClient.embedded(broker.actorSystem(), broker.sessionGate());
        Connection.await(client.admin().createTopic(NewTopic.of("book", 2, 1)));
        Connection.await(client.admin().createTopic(NewTopic.of("letters", 1, 1)));
    }

    @AfterAll
    static void stop() {
        client.close();
        Connection.await(broker.stop());
    }

    private static Outcome sampo(String... words) {
        String[] line = Arrays.copyOf(words, words.length + 2);
        line[words.length] = "--bootstrap";
        line[words.length + 1] = "127.0.0.1:" + broker.endpoints().arteryPort();
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int exitCode = Main.run(line, new PrintWriter(out, true), new PrintWriter(err, true));
        return new Outcome(exitCode, out.toString().lines().toList(), err.toString());
    }

    private static void committed(String groupId) {
        Map<TopicPartition, OffsetAndMetadata> offsets = Map.of(
                BOOK_0,
                new OffsetAndMetadata(0),
                BOOK_1,
                new OffsetAndMetadata(0),
                LETTERS_0,
                new OffsetAndMetadata(0));
        Connection.await(client.admin().groups().alterOffsets(groupId, offsets));
    }

    private static Set<TopicPartition> left(String groupId) {
        return Connection.await(client.admin().groups().offsets(groupId)).keySet();
    }

    @Test
    void thePartitionsThatAreNamedAreForgottenAndNoOthers() {
        // given
        committed("one");

        // when
        Outcome outcome = sampo("groups", "delete-offsets", "--group", "one", "--topic", "book:1");

        // then
        assertThat(outcome.err()).isEmpty();
        assertThat(outcome.exitCode()).isZero();
        assertThat(outcome.out())
                .containsExactly(
                        "GROUP           TOPIC           PARTITION  STATUS",
                        "one             book            1          Deleted");
        assertThat(left("one")).containsExactlyInAnyOrder(BOOK_0, LETTERS_0);
    }

    @Test
    void aTopicThatTheGroupReadsIsRefusedAndTheOthersAreForgotten() {
        // given
        committed("two");
        try (Consumer reader = client.consumer(ConsumerSettings.of(Map.of("group.id", "two")))) {
            reader.subscribe(List.of("book"));
            await(reader);

            // when
            Outcome outcome =
                    sampo("groups", "delete-offsets", "--group", "two", "--topic", "book", "--topic", "letters");

            // then
            assertThat(outcome.out())
                    .containsExactly(
                            "GROUP           TOPIC           PARTITION  STATUS",
                            "two             book            0          Refused: GROUP_SUBSCRIBED_TO_TOPIC",
                            "two             book            1          Refused: GROUP_SUBSCRIBED_TO_TOPIC",
                            "two             letters         0          Deleted");
            assertThat(outcome.err().lines()).hasSize(1);
            assertThat(outcome.err()).contains("book-0", "reads that topic");
            assertThat(outcome.exitCode()).isEqualTo(1);
            assertThat(left("two")).containsExactlyInAnyOrder(BOOK_0, BOOK_1);
        }
    }

    private static void await(Consumer reader) {
        long deadlineNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(180);
        while (Connection.await(reader.assignment()).isEmpty()) {
            assertThat(System.nanoTime()).as("the member has partitions").isLessThan(deadlineNs);
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
        }
    }

    @Test
    void withoutATopicNothingIsForgotten() {
        // when
        Outcome outcome = sampo("groups", "delete-offsets", "--group", "one");

        // then
        assertThat(outcome.err().lines()).hasSize(1);
        assertThat(outcome.err()).contains("--topic");
        assertThat(outcome.exitCode()).isEqualTo(2);
    }

    @Test
    void aGroupThatIsNotThereIsToldInOneLine() {
        // when
        Outcome outcome = sampo("groups", "delete-offsets", "--group", "nobody", "--topic", "book");

        // then
        assertThat(outcome.err().lines()).hasSize(1);
        assertThat(outcome.out()).isEmpty();
        assertThat(outcome.exitCode()).isEqualTo(1);
    }
}
