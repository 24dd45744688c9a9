package io.sampo.client;

import static io.sampo.client.ClientFixture.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sampo.messages.ClusterView.TopicView;
import io.sampo.model.ErrorCode;
import io.sampo.model.SampoException;
import io.sampo.model.TopicPartition;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AdminTest {
    private ClientFixture fixture;
    private Admin admin;

    @BeforeEach
    void open() {
        fixture = new ClientFixture(Map.of());
        admin = fixture.client.admin();
    }

    @AfterEach
    void close() {
        fixture.close();
    }

    @Test
    void aChangeIsVisibleWhenItsStageIsDone() {
        // when
        get(admin.createTopic(NewTopic.of("book", 3, 1).withConfig(Map.of("retention.ms", "1000"))));
        // then
        TopicView topic = get(admin.describeTopics(List.of("book"))).get(0);
        assertThat(topic.partitions()).hasSize(3);
        assertThat(topic.config()).containsEntry("retention.ms", "1000");
        // and when
        get(admin.createPartitions("book", 5));
        get(admin.alterTopicConfig("book", Map.of("retention.ms", "2000"), List.of()));
        // then
        TopicView altered = get(admin.describeTopics(List.of())).get(0);
        assertThat(altered.partitions()).hasSize(5);
        assertThat(altered.config()).containsEntry("retention.ms", "2000");
        // and when
        get(admin.deleteTopic("book"));
        // then
        assertThat(get(admin.listTopics())).isEmpty();
    }

    @Test
    void aRefusalComesWithTheControllersWords() {
        get(admin.createTopic(NewTopic.of("book", 1, 1)));
        assertThatThrownBy(() -> get(admin.createTopic(NewTopic.of("book", 1, 1))))
                .isInstanceOfSatisfying(
                        SampoException.class, e -> assertThat(e.error()).isEqualTo(ErrorCode.TOPIC_ALREADY_EXISTS))
                .hasMessage("Topic 'book' exists");
    }

    @Test
    void anUnknownTopicIsNamed() {
        assertThatThrownBy(() -> admin.describeTopics(List.of("nowhere"))
                        .toCompletableFuture()
                        .join())
                .hasMessageContaining("Topic 'nowhere' does not exist");
    }

    @Test
    void deletingWhatIsNotThereIsToldAtOnce() {
        // Were it asked again until default.api.timeout.ms, the words would be other ones.
        assertThatThrownBy(() -> get(admin.deleteTopic("nowhere")))
                .isInstanceOf(SampoException.class)
                .hasMessageContaining("Topic 'nowhere' does not exist");
    }

    @Test
    void offsetsOfManyPartitionsComeTogether() {
        // given
        fixture.cluster.topic("book", 2);
        Producer producer = fixture.client.producer();
        for (int i = 0; i < 7; i++) {
            get(producer.send(ProducerRecord.of("book", "v" + i).toPartition(0).withTimestamp(100L + i)));
        }
        TopicPartition first = new TopicPartition("book", 0);
        TopicPartition second = new TopicPartition("book", 1);
        // when, then
        assertThat(get(admin.offsets(Set.of(first, second), StartAt.END)))
                .containsEntry(first, new Admin.OffsetAndTimestamp(7, -1))
                .containsEntry(second, new Admin.OffsetAndTimestamp(0, -1));
        assertThat(get(admin.offsets(Set.of(first), StartAt.timestamp(103)))
                        .get(first)
                        .offset())
                .isEqualTo(3);
    }

    @Test
    void recordsBelowAnOffsetAreDeletedWhoeverLeads_eachPartitionForItself() {
        // given: the client has not heard that the leader of the first has moved
        fixture.cluster.topic("book", 2);
        Producer producer = fixture.client.producer();
        for (int i = 0; i < 7; i++) {
            get(producer.send(ProducerRecord.of("book", "v").toPartition(0)));
            get(producer.send(ProducerRecord.of("book", "v").toPartition(1)));
        }
        TopicPartition first = new TopicPartition("book", 0);
        TopicPartition second = new TopicPartition("book", 1);
        fixture.cluster.silentAboutLeaders = true;
        fixture.cluster.moveLeader(first, 3);

        // when
        Map<TopicPartition, CompletionStage<Long>> starts =
                admin.deleteRecords(Map.of(first, 3L, second, 8L, new TopicPartition("nowhere", 0), 1L));

        // then
        assertThatThrownBy(() -> get(starts.get(second)))
                .isInstanceOfSatisfying(SampoException.class, refused -> assertThat(refused.error())
                        .isEqualTo(ErrorCode.OFFSET_OUT_OF_RANGE));
        assertThatThrownBy(() -> get(starts.get(new TopicPartition("nowhere", 0))))
                .isInstanceOfSatisfying(SampoException.class, refused -> assertThat(refused.error())
                        .isEqualTo(ErrorCode.UNKNOWN_TOPIC_OR_PARTITION));
        assertThat(starts.get(first).toCompletableFuture()).isNotDone();
        fixture.cluster.silentAboutLeaders = false;
        fixture.cluster.moveLeader(second, 3);
        assertThat(get(starts.get(first))).isEqualTo(3);
        assertThat(get(admin.offsets(Set.of(first), StartAt.BEGINNING))
                        .get(first)
                        .offset())
                .isEqualTo(3);
    }

    @Test
    void minusOneDeletesEverythingThatIsCommitted_andLessIsRefused() {
        // given
        fixture.cluster.topic("book", 1);
        TopicPartition partition = new TopicPartition("book", 0);
        get(fixture.client.producer().send(ProducerRecord.of("book", "v")));
        // when, then
        assertThat(get(admin.deleteRecords(Map.of(partition, -1L)).get(partition)))
                .isEqualTo(1);
        assertThatThrownBy(() -> admin.deleteRecords(Map.of(partition, -2L)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("-2");
    }

    @Test
    void aSilentBootstrapIsOneLine() {
        // given
        fixture.cluster.kill(1);
        fixture.cluster.kill(2);
        fixture.cluster.kill(3);
        ActorSystem<Void> system = ActorSystem.create(Behaviors.empty(), "nobody");
        // when, then
        assertThatThrownBy(() -> SampoClient.through(
                        system, fixture.cluster, ClientSettings.of(Map.of("connect.timeout.ms", 100))))
                .isInstanceOf(SampoException.class)
                .hasMessageContaining("No broker answers at")
                .hasMessageContaining("127.0.0.1:25520")
                .hasMessageNotContaining("\n");
        system.terminate();
    }
}
