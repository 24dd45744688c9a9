package io.sampo.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.ConfigFactory;
import io.sampo.client.ConsumerRecord;
import io.sampo.client.ConsumerSettings;
import io.sampo.client.NewTopic;
import io.sampo.client.OffsetAndMetadata;
import io.sampo.client.ProducerRecord;
import io.sampo.client.ProducerSettings;
import io.sampo.client.SampoClient;
import io.sampo.model.TopicPartition;
import io.sampo.streams.Committer;
import io.sampo.streams.CommitterSettings;
import io.sampo.streams.Consumer;
import io.sampo.streams.ConsumerMessage.CommittableMessage;
import io.sampo.streams.ConsumerMessage.CommittableOffset;
import io.sampo.streams.Producer;
import io.sampo.streams.Subscriptions;
import io.sampo.streams.Subscriptions.AutoSubscription;
import io.sampo.streams.Subscriptions.OffsetRange;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.pekko.Done;
import org.apache.pekko.stream.javadsl.Keep;
import org.apache.pekko.stream.javadsl.Sink;
import org.apache.pekko.stream.javadsl.Source;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Streams of groups against a broker in this JVM; each test has a topic and a group of its own. */
class GroupStreamTest {
    /** Commits by itself never: what is committed, is because somebody could not wait. */
    private static final CommitterSettings LAZY = new CommitterSettings(1_000_000, Duration.ofHours(1), 10);

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

    private static ConsumerSettings group(String group) {
        return ConsumerSettings.of(Map.of("group.id", group, "auto.offset.reset", "earliest"));
    }

    private static Executor executor() {
        return client.system().classicSystem().dispatcher();
    }

    /** A topic with {@code count} records in each partition, of {@code keys} keys. */
    private static void topic(String name, int partitions, int count, int keys) {
        Await.result(client.admin().createTopic(NewTopic.of(name, partitions, 1)));
        Await.result(Source.from(IntStream.range(0, partitions * count).boxed().toList())
                .map(i -> new ProducerRecord(
                                name,
                                ("k" + (i / partitions) % keys).getBytes(java.nio.charset.StandardCharsets.UTF_8),
                                Integer.toString(i).getBytes(java.nio.charset.StandardCharsets.UTF_8))
                        .toPartition(i % partitions))
                .runWith(Producer.plainSink(client, ProducerSettings.load()), client.system()));
    }

    private static String place(ConsumerRecord record) {
        return record.partition() + "@" + record.offset();
    }

    private static long committed(String group, TopicPartition partition) {
        OffsetAndMetadata offset =
                Await.result(client.admin().groups().offsets(group)).get(partition);
        return offset == null ? 0 : offset.offset();
    }

    @Test
    void aCommittableSourceGoesOnWhereItHasCommittedWithNothingSkipped() {
        // given
        topic("resumed-s", 2, 20, 5);
        List<ConsumerRecord> first =
                Await.result(Consumer.committableSource(client, group("resumed-s"), Subscriptions.topics("resumed-s"))
                        .take(25)
                        .alsoTo(committing())
                        .map(CommittableMessage::record)
                        .runWith(Sink.seq(), client.system()));
        // when
        List<ConsumerRecord> second =
                Await.result(Consumer.committableSource(client, group("resumed-s"), Subscriptions.topics("resumed-s"))
                        .take(15)
                        .alsoTo(committing())
                        .map(CommittableMessage::record)
                        .runWith(Sink.seq(), client.system()));
        // then
        List<ConsumerRecord> all = new ArrayList<>(first);
        all.addAll(second);
        assertThat(all)
                .extracting(GroupStreamTest::place)
                .doesNotHaveDuplicates()
                .hasSize(40);
    }

    private static Sink<CommittableMessage, ?> committing() {
        return org.apache.pekko.stream.javadsl.Flow.of(CommittableMessage.class)
                .map(CommittableMessage::committableOffset)
                .to(Committer.<CommittableOffset>sink(LAZY));
    }

    @Test
    void aRebalanceRepeatsNothing() {
        // given: a member that would not commit for an hour
        topic("balanced", 4, 50, 5);
        Queue<String> worked = new ConcurrentLinkedQueue<>();
        Consumer.DrainingControl<Done> first = working("balanced", worked);
        Await.until("some is worked on", () -> worked.size() > 20);
        // when: another one comes while the first is at work, and the first goes
        Consumer.DrainingControl<Done> second = working("balanced", worked);
        Await.until("more is worked on", () -> worked.size() > 120);
        Await.result(first.drainAndShutdown(executor()));
        Await.until("all is worked on", () -> new TreeSet<>(worked).size() == 200);
        Await.result(second.drainAndShutdown(executor()));
        // then
        assertThat(worked).doesNotHaveDuplicates();
        for (int partition = 0; partition < 4; partition++) {
            assertThat(committed("balanced", new TopicPartition("balanced", partition)))
                    .isEqualTo(50);
        }
    }

    @Test
    void aTopicThatIsDeletedFailsNoStreamAndKeepsNoOtherFromBeingCommitted() {
        // given: a member that would not commit for an hour
        topic("gone-1", 1, 10, 1);
        topic("gone-2", 1, 10, 1);
        Queue<String> worked = new ConcurrentLinkedQueue<>();
        Consumer.DrainingControl<Done> control = working("gone", Subscriptions.topicPattern("gone-[12]"), worked);
        Await.until("all is worked on", () -> worked.size() == 20);
        // when: it has to commit the offsets of both
        Await.result(client.admin().deleteTopic("gone-1"));
        // then
        Await.until("the other is committed", () -> committed("gone", new TopicPartition("gone-2", 0)) == 10);
        assertThat(control.isShutdown().toCompletableFuture()).isNotDone();
        Await.result(control.drainAndShutdown(executor()));
    }

    private static Consumer.DrainingControl<Done> working(String topic, Queue<String> worked) {
        return working(topic, Subscriptions.topics(topic), worked);
    }

    private static Consumer.DrainingControl<Done> working(String groupId, AutoSubscription what, Queue<String> worked) {
        return Consumer.committableSource(client, group(groupId), what)
                .mapAsync(1, message -> later(message, 5))
                .map(message -> {
                    worked.add(place(message.record()));
                    return message.committableOffset();
                })
                .toMat(Committer.sink(LAZY), Consumer::createDrainingControl)
                .run(client.system());
    }

    private static <T> CompletionStage<T> later(T value, int ms) {
        return CompletableFuture.supplyAsync(
                () -> value, CompletableFuture.delayedExecutor(ms, TimeUnit.MILLISECONDS, executor()));
    }

    @Test
    void keysAreKeptInOrderAndACrashRepeatsOnlyWhatWasNotCommitted() {
        // given
        topic("keyed", 1, 300, 20);
        TopicPartition partition = new TopicPartition("keyed", 0);
        List<ConsumerRecord> first = Collections.synchronizedList(new ArrayList<>());
        CompletionStage<Done> crashed = Consumer.keyedSource(
                        client, group("keyed"), Subscriptions.topics("keyed"), 20, record -> later(record, 2)
                                .thenAccept(done -> {
                                    if (done.offset() == 170) {
                                        throw new IllegalStateException("the process has died");
                                    }
                                    first.add(done);
                                }))
                .runWith(Committer.sink(LAZY.withMaxBatch(10)), client.system());
        assertThatThrownBy(() -> Await.result(crashed)).hasMessageContaining("the process has died");
        Await.until("the member has gone", () -> Await.result(
                        client.admin().groups().describe("keyed"))
                .members()
                .isEmpty());
        long committed = committed("keyed", partition);
        assertThat(committed).isBetween(1L, 170L);
        // when
        List<ConsumerRecord> second = Collections.synchronizedList(new ArrayList<>());
        Consumer.DrainingControl<Done> control = Consumer.keyedSource(
                        client, group("keyed"), Subscriptions.topics("keyed"), 20, record -> later(record, 2)
                                .thenAccept(second::add))
                .toMat(Committer.sink(LAZY), Consumer::createDrainingControl)
                .run(client.system());
        Await.until("the rest", () -> second.size() == 300 - committed);
        Await.result(control.drainAndShutdown(executor()));
        // then
        assertThat(second).allMatch(record -> record.offset() >= committed);
        assertThat(committed("keyed", partition)).isEqualTo(300);
        TreeSet<Long> all = new TreeSet<>();
        List.of(first, second).forEach(run -> {
            Map<String, Long> last = new HashMap<>();
            run.forEach(record -> {
                Long before = last.put(record.keyText(), record.offset());
                assertThat(record.offset()).isGreaterThan(before == null ? -1 : before);
                all.add(record.offset());
            });
        });
        assertThat(all).as("nothing is skipped").hasSize(300);
    }

    @Test
    void aPartitionedSourceGivesEachPartitionOnceAndMovesIt() {
        // given
        topic("parted", 3, 30, 5);
        Queue<String> worked = new ConcurrentLinkedQueue<>();
        Consumer.DrainingControl<Done> first = parted(worked);
        Await.until("some is worked on", () -> worked.size() > 10);
        // when
        Consumer.DrainingControl<Done> second = parted(worked);
        Await.until("all is worked on", () -> new TreeSet<>(worked).size() == 90);
        Await.result(first.drainAndShutdown(executor()));
        Await.result(second.drainAndShutdown(executor()));
        // then
        assertThat(worked).doesNotHaveDuplicates();
    }

    private static Consumer.DrainingControl<Done> parted(Queue<String> worked) {
        return Consumer.committablePartitionedSource(client, group("parted"), Subscriptions.topics("parted"))
                .mapAsyncUnordered(10, part -> part.second()
                        .mapAsync(1, message -> later(message, 3))
                        .map(message -> {
                            worked.add(place(message.record()));
                            return message.committableOffset();
                        })
                        .runWith(Committer.sink(LAZY), client.system()))
                .toMat(Sink.ignore(), Consumer::createDrainingControl)
                .run(client.system());
    }

    @Test
    void aBoundedReadCompletes() {
        topic("bounded", 2, 100, 5);
        TopicPartition zero = new TopicPartition("bounded", 0);
        TopicPartition one = new TopicPartition("bounded", 1);
        List<ConsumerRecord> records = Await.result(Consumer.plainSource(
                        client,
                        ConsumerSettings.load(),
                        Subscriptions.assignmentBetween(
                                Map.of(zero, new OffsetRange(10, 60), one, new OffsetRange(0, 100))))
                .runWith(Sink.seq(), client.system()));
        assertThat(records).hasSize(150);
        assertThat(records.stream()
                        .filter(record -> record.partition().equals(zero))
                        .map(ConsumerRecord::offset))
                .first()
                .isEqualTo(10L);
    }

    @Test
    void atMostOnceCommitsBeforeItEmits() {
        topic("once", 1, 5, 5);
        TopicPartition partition = new TopicPartition("once", 0);
        List<Long> committed =
                Await.result(Consumer.atMostOnceSource(client, group("once"), Subscriptions.topics("once"))
                        .take(5)
                        .map(record -> committed("once", partition) - record.offset())
                        .toMat(Sink.seq(), Keep.right())
                        .run(client.system()));
        assertThat(committed).allMatch(ahead -> ahead >= 1);
    }
}
