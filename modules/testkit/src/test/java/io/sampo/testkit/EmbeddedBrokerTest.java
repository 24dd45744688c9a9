package io.sampo.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.sampo.client.Consumer;
import io.sampo.client.NewTopic;
import io.sampo.client.Producer;
import io.sampo.client.ProducerRecord;
import io.sampo.client.SampoClient;
import io.sampo.client.StartAt;
import io.sampo.model.TopicPartition;
import java.nio.file.Path;
import java.util.Map;
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
}
