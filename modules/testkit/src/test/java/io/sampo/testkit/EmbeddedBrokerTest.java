package io.sampo.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.sampo.client.Consumer;
import io.sampo.client.NewTopic;
import io.sampo.client.Producer;
import io.sampo.client.ProducerRecord;
import io.sampo.client.SampoClient;
import io.sampo.client.StartAt;
import io.sampo.model.ErrorCode;
import io.sampo.model.SampoException;
import io.sampo.model.TopicPartition;
import io.sampo.serialization.Serdes;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedBrokerTest {
    private static final TopicPartition PARTITION = new TopicPartition("embedded", 0);

    @TempDir
    private Path directory;

    @Test
    void whatWasWrittenIsThereWhenTheBrokerIsStartedAgain() {
        // given
        try (EmbeddedBroker broker = EmbeddedBroker.start(directory);
                SampoClient client = broker.client();
                Producer producer = client.producer()) {
            Await.result(client.admin().createTopic(NewTopic.of(PARTITION.topic(), 1, 1)));
            Await.result(producer.send(ProducerRecord.of(PARTITION.topic(), "kept")));
        }

        // when
        try (EmbeddedBroker broker = EmbeddedBroker.start(directory);
                SampoClient client = broker.remoteClient();
                Consumer consumer = client.consumer()) {
            consumer.assign(Map.of(PARTITION, StartAt.BEGINNING));

            // then
            assertThat(Await.result(consumer.receive()).get(0).valueText()).isEqualTo("kept");
        }
    }

    @Test
    void deletedRecordsAreNotReadAnyMore_andACompactedTopicKeepsThem() {
        try (EmbeddedBroker broker = EmbeddedBroker.start(directory);
                SampoClient client = broker.remoteClient();
                Producer producer = client.producer();
                Consumer consumer = client.consumer()) {
            // given
            TopicPartition compacted = new TopicPartition("compacted", 0);
            Await.result(client.admin().createTopic(NewTopic.of(PARTITION.topic(), 1, 1)));
            Await.result(client.admin()
                    .createTopic(NewTopic.of("compacted", 1, 1).withConfig(Map.of("cleanup.policy", "compact"))));
            for (long number = 0; number < 5; number++) {
                Await.result(producer.send(ProducerRecord.ofValue(PARTITION.topic(), number, Serdes.LONG)));
            }

            Await.result(producer.send(ProducerRecord.of("compacted", "key", "value")));

            // when
            Map<TopicPartition, CompletionStage<Long>> starts =
                    client.admin().deleteRecords(Map.of(PARTITION, 3L, compacted, 1L));

            // then
            assertThat(Await.result(starts.get(PARTITION))).isEqualTo(3);
            consumer.assign(Map.of(PARTITION, StartAt.BEGINNING));
            assertThat(Await.result(consumer.receive()).get(0).value(Serdes.LONG))
                    .isEqualTo(3);
            assertThat(starts.get(compacted))
                    .failsWithin(Duration.ofSeconds(30))
                    .withThrowableThat()
                    .havingRootCause()
                    .isInstanceOfSatisfying(SampoException.class, refused -> assertThat(refused.error())
                            .isEqualTo(ErrorCode.POLICY_VIOLATION));
            consumer.assign(Map.of(compacted, StartAt.BEGINNING));
            assertThat(Await.result(consumer.receive()).get(0).valueText()).isEqualTo("value");
        }
    }
}
