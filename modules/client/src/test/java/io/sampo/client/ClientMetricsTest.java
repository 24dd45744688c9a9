package io.sampo.client;

import static io.sampo.client.ClientFixture.eventually;
import static io.sampo.client.ClientFixture.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sampo.model.TopicPartition;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is hidden from the user is counted. */
class ClientMetricsTest {
    private ClientFixture fixture;
    private Producer producer;

    @BeforeEach
    void open() {
        fixture = new ClientFixture(Map.of());
        fixture.cluster.topic("book", 1);
        producer = fixture.client.producer();
    }

    @AfterEach
    void close() {
        fixture.close();
    }

    private long count(String name) {
        return fixture.client.metrics().get(name);
    }

    @Test
    void aRecordIsCountedOnceHoweverOftenItGoesOut() {
        // given
        fixture.cluster.refusesProduces.set(2);
        // when
        get(producer.send(ProducerRecord.of("book", "a")));
        get(producer.send(ProducerRecord.of("book", "b")));
        assertThatThrownBy(() -> get(producer.send(ProducerRecord.of("nowhere", "c"))));
        // then
        assertThat(count("record-send-total")).isEqualTo(2);
        assertThat(count("record-retry-total")).isEqualTo(2);
        assertThat(count("record-error-total")).isEqualTo(1);
        assertThat(count("produce-byte-total")).isPositive();
    }

    @Test
    void whatIsReadIsCounted() {
        // given
        get(producer.send(ProducerRecord.of("book", "a")));
        Consumer consumer = fixture.client.consumer();
        consumer.assign(Map.of(new TopicPartition("book", 0), StartAt.BEGINNING));
        // when
        get(consumer.receive());
        // then
        assertThat(count("records-consumed-total")).isEqualTo(1);
        assertThat(count("fetch-total")).isPositive();
        assertThat(count("fetch-byte-total")).isPositive();
    }

    @Test
    void aLeaderThatMovesAndASessionThatBreaksAreCounted() {
        // given
        get(producer.send(ProducerRecord.of("book", "a")));
        long opened = count("connection-creation-total");
        assertThat(opened).isPositive();
        assertThat(count("leader-change-total")).isZero();
        int leader = get(fixture.client.admin().describeCluster())
                .topics()
                .get(0)
                .partitions()
                .get(0)
                .leader();
        // when
        fixture.cluster.kill(leader);
        fixture.cluster.moveLeader(new TopicPartition("book", 0), leader % 3 + 1);
        get(producer.send(ProducerRecord.of("book", "b")));
        // then
        assertThat(count("leader-change-total")).isEqualTo(1);
        eventually("the silence is noticed", () -> count("connection-close-total") == 1);
        assertThat(count("request-total")).isPositive();
    }
}
