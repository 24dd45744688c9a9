package io.sampo.systemtests.compat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sampo.testkit.Await;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.CreateTopicsResult;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.InvalidConfigurationException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.quota.ClientQuotaFilter;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Topics as Apache Kafka's own administrator sees and changes them. */
class KafkaAdminTest {
    @TempDir
    private static Path directory;

    private static OneBroker broker;
    private static TextClients clients;

    @BeforeAll
    static void start() {
        broker = OneBroker.start(directory);
        clients = broker.clients();
    }

    @AfterAll
    static void stop() {
        broker.close();
    }

    @Test
    void anAdministratorSeesTheCluster() throws Exception {
        try (KafkaProducer<String, String> producer = clients.producer()) {
            producer.send(new ProducerRecord<>("described", "x")).get();
        }
        try (Admin admin = broker.admin()) {
            assertThat(admin.listTopics().names().get()).contains("described");
            TopicDescription topic = admin.describeTopics(List.of("described"))
                    .allTopicNames()
                    .get()
                    .get("described");
            assertThat(topic.partitions()).singleElement().satisfies(partition -> {
                assertThat(partition.leader().id()).isEqualTo(1);
                assertThat(partition.isr()).hasSize(1);
            });
            assertThat(topic.topicId().toString()).isNotEqualTo("AAAAAAAAAAAAAAAAAAAAAA");
            assertThat(admin.describeCluster().controller().get().id()).isEqualTo(1);
            assertThat(admin.describeCluster().clusterId().get()).isNotEmpty();
        }
    }

    @Test
    void anAdministratorMakesChangesAndRemovesTopics() throws Exception {
        try (Admin admin = broker.admin()) {
            // when: created
            ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, "made");
            CreateTopicsResult made = admin.createTopics(
                    List.of(new NewTopic("made", 2, (short) 1).configs(Map.of("retention.ms", "5000"))));
            assertThat(made.numPartitions("made").get()).isEqualTo(2);
            assertThat(made.config("made").get().get("retention.ms").value()).isEqualTo("5000");
            assertThat(made.config("made").get().get("segment.bytes").isDefault())
                    .isTrue();
            assertThatThrownBy(() -> admin.createTopics(List.of(new NewTopic("made", 2, (short) 1)))
                            .all()
                            .get())
                    .hasCauseInstanceOf(TopicExistsException.class);
            // changed
            admin.createPartitions(Map.of("made", NewPartitions.increaseTo(4)))
                    .all()
                    .get();
            assertThat(admin.describeTopics(List.of("made"))
                            .allTopicNames()
                            .get()
                            .get("made")
                            .partitions())
                    .hasSize(4);
            admin.incrementalAlterConfigs(Map.of(
                            resource,
                            List.of(
                                    new AlterConfigOp(
                                            new ConfigEntry("cleanup.policy", "compact"), AlterConfigOp.OpType.APPEND),
                                    new AlterConfigOp(
                                            new ConfigEntry("retention.ms", ""), AlterConfigOp.OpType.DELETE))))
                    .all()
                    .get();
            Config config = admin.describeConfigs(List.of(resource)).all().get().get(resource);
            assertThat(config.get("cleanup.policy").value()).isEqualTo("delete,compact");
            assertThat(config.get("retention.ms").source()).isEqualTo(ConfigEntry.ConfigSource.DEFAULT_CONFIG);
            assertThatThrownBy(() -> admin.incrementalAlterConfigs(Map.of(
                                    resource,
                                    List.of(new AlterConfigOp(
                                            new ConfigEntry("retention.ms", "x"), AlterConfigOp.OpType.SET))))
                            .all()
                            .get())
                    .hasCauseInstanceOf(InvalidConfigurationException.class);
            // described
            Await.until("the files of partition 3", () -> holdsPartition3(admin));
            assertThat(admin.listPartitionReassignments().reassignments().get()).isEmpty();
            assertThat(admin.describeClientQuotas(ClientQuotaFilter.all())
                            .entities()
                            .get())
                    .isEmpty();
            // removed
            admin.deleteTopics(List.of("made")).all().get();
            assertThat(admin.listTopics().names().get()).doesNotContain("made");
        }
    }

    private static boolean holdsPartition3(Admin admin) {
        try {
            return admin.describeLogDirs(List.of(1)).allDescriptions().get().get(1).values().stream()
                    .anyMatch(logs -> logs.replicaInfos().containsKey(new TopicPartition("made", 3)));
        } catch (InterruptedException | ExecutionException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void recordsAreDeletedFromTheBeginning() throws Exception {
        TopicPartition partition = new TopicPartition("shortened", 0);
        try (KafkaProducer<String, String> producer = clients.producer()) {
            for (int i = 0; i < 10; i++) {
                producer.send(new ProducerRecord<>(partition.topic(), 0, null, "v" + i))
                        .get();
            }
        }
        try (Admin admin = broker.admin()) {
            assertThat(admin.deleteRecords(Map.of(partition, RecordsToDelete.beforeOffset(6)))
                            .lowWatermarks()
                            .get(partition)
                            .get()
                            .lowWatermark())
                    .isEqualTo(6);
            assertThat(admin.listOffsets(Map.of(partition, OffsetSpec.maxTimestamp()))
                            .partitionResult(partition)
                            .get()
                            .offset())
                    .isEqualTo(9);
        }
        assertThat(clients.read(partition, 4, "auto.offset.reset", "earliest")
                        .get(0)
                        .offset())
                .isEqualTo(6);
        // Whoever comes with an offset that is gone begins where there is something.
        try (KafkaConsumer<String, String> consumer = clients.consumer("auto.offset.reset", "earliest")) {
            consumer.assign(List.of(partition));
            consumer.seek(partition, 2);
            assertThat(TextClients.read(consumer, 4).get(0).offset()).isEqualTo(6);
        }
    }
}
