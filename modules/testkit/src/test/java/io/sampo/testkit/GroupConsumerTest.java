package io.sampo.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.ConfigFactory;
import io.sampo.client.Consumer;
import io.sampo.client.ConsumerRecord;
import io.sampo.client.ConsumerSettings;
import io.sampo.client.NewTopic;
import io.sampo.client.OffsetAndMetadata;
import io.sampo.client.Producer;
import io.sampo.client.ProducerRecord;
import io.sampo.client.RebalanceListener;
import io.sampo.client.SampoClient;
import io.sampo.client.StartAt;
import io.sampo.model.ErrorCode;
import io.sampo.model.SampoException;
import io.sampo.model.TopicPartition;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Consumers of groups against a broker in this JVM; each test has a topic and a group of its own. */
class GroupConsumerTest {
    private static final Duration WITHIN = Duration.ofSeconds(60);

    @TempDir
    private static Path directory;

    private static EmbeddedBroker broker;
    private static SampoClient client;

    @BeforeAll
    static void start() {
        broker = EmbeddedBroker.start(
                directory,
                ConfigFactory.parseString("sampo.offsets.topic.num.partitions = 4\n"
                        + "sampo.group.consumer.heartbeat.interval.ms = 100"));
        client = broker.client();
    }

    @AfterAll
    static void stop() {
        client.close();
        broker.close();
    }

    private static Consumer member(String group, Object... more) {
        Map<String, Object> keys = new java.util.HashMap<>(Map.of("group.id", group, "auto.offset.reset", "earliest"));
        for (int i = 0; i < more.length; i += 2) {
            keys.put((String) more[i], more[i + 1]);
        }
        return client.consumer(ConsumerSettings.of(keys));
    }

    private static void topic(String name, int partitions) {
        Await.result(client.admin().createTopic(NewTopic.of(name, partitions, 1)));
    }

    /** {@code count} records to each partition. */
    private static void produce(String topic, int partitions, int count) {
        try (Producer producer = client.producer()) {
            List<CompletableFuture<?>> sent = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                for (int partition = 0; partition < partitions; partition++) {
                    sent.add(producer.send(ProducerRecord.of(topic, null, partition + ":" + i)
                                    .toPartition(partition))
                            .toCompletableFuture());
                }
            }
            sent.forEach(Await::result);
        }
    }

    private static List<ConsumerRecord> read(Consumer consumer, int count) {
        List<ConsumerRecord> records = new ArrayList<>();
        long deadlineNs = System.nanoTime() + WITHIN.toNanos();
        while (records.size() < count) {
            assertThat(System.nanoTime())
                    .as("%s of %s records", records.size(), count)
                    .isLessThan(deadlineNs);
            records.addAll(Await.result(consumer.receive(Duration.ofMillis(200))));
        }
        return records;
    }

    private static void awaitAssignment(Consumer consumer, int partitions) {
        Await.until(
                WITHIN,
                () -> "the assignment is " + Await.result(consumer.assignment()),
                () -> Await.result(consumer.assignment()).size() == partitions);
    }

    @Test
    void aGroupGoesOnWhereItHasCommitted() {
        // given
        topic("resumed", 2);
        produce("resumed", 2, 10);
        try (Consumer first = member("resumed")) {
            first.subscribe(List.of("resumed"));
            assertThat(read(first, 20)).hasSize(20);
            Await.result(first.commit());
        }

        // when
        produce("resumed", 2, 1);
        try (Consumer second = member("resumed")) {
            second.subscribe(List.of("resumed"));

            // then
            assertThat(read(second, 2)).extracting(ConsumerRecord::offset).containsExactly(10L, 10L);
            assertThat(Await.result(second.committed(List.of(new TopicPartition("resumed", 0)))))
                    .isEqualTo(Map.of(new TopicPartition("resumed", 0), new OffsetAndMetadata(10)));
        }
    }

    @Test
    void aListenerMayCommitWhileItsConsumerCloses() {
        // given
        topic("farewell", 1);
        produce("farewell", 1, 10);
        TopicPartition partition = new TopicPartition("farewell", 0);
        Consumer consumer = member("farewell");
        List<CompletionStage<Void>> commits = new ArrayList<>();
        consumer.subscribe(List.of("farewell"), new RebalanceListener() {
            @Override
            public CompletionStage<Void> onRevoked(Collection<TopicPartition> partitions) {
                commits.add(consumer.commit());
                return commits.get(0);
            }
        });
        read(consumer, 10);

        // when
        consumer.close();

        // then
        Await.result(commits.get(0));
        assertThat(Await.result(client.admin().groups().offsets("farewell")))
                .isEqualTo(Map.of(partition, new OffsetAndMetadata(10)));
        assertThatThrownBy(() -> Await.result(consumer.commit())).hasMessageContaining("closed");
    }

    @Test
    void aCommitJustBeforeTheCloseIsMade() {
        // given
        topic("last-word", 1);
        produce("last-word", 1, 10);
        TopicPartition partition = new TopicPartition("last-word", 0);
        Consumer consumer = member("last-word");
        consumer.assign(Map.of(partition, StartAt.BEGINNING));
        read(consumer, 10);

        // when
        CompletionStage<Void> commit = consumer.commit();
        consumer.close();

        // then
        Await.result(commit);
        assertThat(Await.result(client.admin().groups().offsets("last-word")))
                .isEqualTo(Map.of(partition, new OffsetAndMetadata(10)));
    }

    @Test
    void theGroupAndTheUserDoNotBothSayWhatIsRead() {
        // given
        topic("either-or", 1);
        produce("either-or", 1, 5);
        TopicPartition partition = new TopicPartition("either-or", 0);
        try (Consumer consumer = member("either-or")) {
            consumer.subscribe(List.of("either-or"));
            // when, then
            assertThatThrownBy(() -> consumer.assign(List.of(partition)))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("unsubscribe");
            assertThatThrownBy(() -> consumer.assign(List.of())).isInstanceOf(IllegalStateException.class);
            awaitAssignment(consumer, 1);
            consumer.unsubscribe();
            consumer.assign(List.of(partition));
            assertThat(read(consumer, 5)).hasSize(5);
            assertThatThrownBy(() -> consumer.subscribe(List.of("either-or")))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("unsubscribe");
        }
    }

    @Test
    void membersShareThePartitionsAndWhoLeavesLeavesThemToTheOthers() {
        // given
        topic("shared", 4);
        Consumer first = member("shared");
        Consumer second = member("shared");
        first.subscribe(List.of("shared"));
        second.subscribe(List.of("shared"));
        awaitAssignment(first, 2);
        awaitAssignment(second, 2);

        // then
        Set<TopicPartition> all = new TreeSet<>(Await.result(first.assignment()));
        assertThat(all).doesNotContainAnyElementsOf(Await.result(second.assignment()));
        produce("shared", 4, 5);
        Set<String> values = new HashSet<>();
        read(first, 10).forEach(record -> values.add(record.valueText()));
        read(second, 10).forEach(record -> values.add(record.valueText()));
        assertThat(values).hasSize(20);
        Await.result(first.commit());
        Await.result(second.commit());

        // when
        long leftNs = System.nanoTime();
        second.close();

        // then: long before its session would have ended
        awaitAssignment(first, 4);
        assertThat(Duration.ofNanos(System.nanoTime() - leftNs)).isLessThan(Duration.ofSeconds(20));
        produce("shared", 4, 1);
        assertThat(read(first, 4)).extracting(ConsumerRecord::offset).containsOnly(5L);
        first.close();
    }

    @Test
    void aListenerMayFinishAndCommitBeforeAPartitionMoves() {
        // given
        topic("finished", 2);
        produce("finished", 2, 3);
        List<Collection<TopicPartition>> revoked = java.util.Collections.synchronizedList(new ArrayList<>());
        CompletableFuture<Void> finished = new CompletableFuture<>();
        Consumer first = member("finished");
        first.subscribe(List.of("finished"), new RebalanceListener() {
            @Override
            public CompletionStage<Void> onRevoked(Collection<TopicPartition> partitions) {
                revoked.add(partitions);
                return finished.thenCompose(done -> first.commit());
            }
        });
        read(first, 6);

        // when
        Consumer second = member("finished");
        second.subscribe(List.of("finished"));
        Await.until(WITHIN, () -> "revoked " + revoked, () -> revoked.size() == 1);

        // then: nobody else reads it before the listener is done
        assertThat(Await.result(second.receive(Duration.ofMillis(500)))).isEmpty();
        assertThat(Await.result(second.assignment())).isEmpty();

        // when
        finished.complete(null);

        // then: and what it has committed is not read again
        awaitAssignment(second, 1);
        produce("finished", 2, 1);
        assertThat(read(second, 1)).extracting(ConsumerRecord::offset).containsExactly(3L);
        first.close();
        second.close();
    }

    @Test
    void aTopicThatAppearsAndMatchesIsReadFromItsStart() {
        // given
        topic("seen-1", 1);
        produce("seen-1", 1, 1);
        try (Consumer consumer = member("seen")) {
            consumer.subscribePattern("seen-.*", RebalanceListener.NONE);
            read(consumer, 1);

            // when
            topic("seen-2", 1);
            produce("seen-2", 1, 3);

            // then
            assertThat(read(consumer, 3))
                    .extracting(record -> record.partition().topic())
                    .containsOnly("seen-2");
        }
    }

    @Test
    void whatWasHandedOutBeforeTheLastReceiveIsCommittedByItself() {
        // given
        topic("auto", 1);
        produce("auto", 1, 5);
        TopicPartition partition = new TopicPartition("auto", 0);
        try (Consumer consumer = member("auto", "enable.auto.commit", true, "auto.commit.interval.ms", 50)) {
            consumer.subscribe(List.of("auto"));
            read(consumer, 5);

            // when: asked for more, so the five are done
            Await.result(consumer.receive(Duration.ofMillis(10)));

            // then
            Await.until(WITHIN, () -> "committed " + Await.result(consumer.committed(List.of(partition))), () -> Map.of(
                            partition, new OffsetAndMetadata(5))
                    .equals(Await.result(consumer.committed(List.of(partition)))));
        }
    }

    @Test
    void aPausedPartitionRestsUntilItIsResumed() {
        // given
        topic("rested", 2);
        produce("rested", 2, 2);
        TopicPartition paused = new TopicPartition("rested", 0);
        try (Consumer consumer = member("rested")) {
            consumer.subscribe(List.of("rested"), new RebalanceListener() {
                @Override
                public CompletionStage<Void> onAssigned(Collection<TopicPartition> partitions) {
                    consumer.pause(List.of(paused));
                    return CompletableFuture.completedFuture(null);
                }
            });

            // when
            List<ConsumerRecord> first = read(consumer, 2);

            // then
            assertThat(first).extracting(ConsumerRecord::partition).doesNotContain(paused);
            assertThat(Await.result(consumer.receive(Duration.ofMillis(200)))).isEmpty();

            // when
            consumer.resume(List.of(paused));

            // then
            assertThat(read(consumer, 2)).extracting(ConsumerRecord::partition).containsOnly(paused);
        }
    }

    @Test
    void aPatternThatIsNoneIsToldToWhoReceives() {
        // given
        try (Consumer consumer = member("broken")) {
            consumer.subscribePattern("(", RebalanceListener.NONE);

            // then
            assertThatThrownBy(() -> consumer.receive().toCompletableFuture().join())
                    .isInstanceOf(CompletionException.class)
                    .hasCauseInstanceOf(SampoException.class)
                    .extracting(failure -> ((SampoException) failure.getCause()).error())
                    .isEqualTo(ErrorCode.INVALID_REGULAR_EXPRESSION);
        }
    }

    @Test
    void anAdministratorSeesAndMovesAndDeletesAGroupWithoutMembers() {
        // given
        topic("moved", 1);
        TopicPartition partition = new TopicPartition("moved", 0);
        var groups = client.admin().groups();
        try (Consumer consumer = member("moved")) {
            consumer.subscribe(List.of("moved"));
            awaitAssignment(consumer, 1);
            var seen = Await.result(groups.describe("moved"));
            assertThat(seen.consumerProtocol()).isTrue();
            assertThat(seen.members()).singleElement().satisfies(member -> assertThat(member.topics())
                    .containsExactly("moved"));
            assertThatThrownBy(
                            () -> groups.delete("moved").toCompletableFuture().join())
                    .hasRootCauseMessage("The group has members");
        }

        // when
        Await.result(groups.alterOffsets("moved", Map.of(partition, new OffsetAndMetadata(0, "by hand"))));

        // then
        assertThat(Await.result(groups.offsets("moved")))
                .isEqualTo(Map.of(partition, new OffsetAndMetadata(0, "by hand")));
        assertThat(Await.result(groups.list())).anySatisfy(group -> {
            assertThat(group.groupId()).isEqualTo("moved");
            assertThat(group.state()).isEqualTo("Empty");
        });
        Await.result(groups.delete("moved"));
        assertThat(Await.result(groups.list()))
                .noneMatch(group -> group.groupId().equals("moved"));
    }
}
