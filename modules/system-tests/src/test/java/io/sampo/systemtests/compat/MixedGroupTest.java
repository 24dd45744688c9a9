package io.sampo.systemtests.compat;

import static org.assertj.core.api.Assertions.assertThat;

import io.sampo.client.Consumer;
import io.sampo.client.ConsumerRecord;
import io.sampo.client.ConsumerSettings;
import io.sampo.client.SampoClient;
import io.sampo.systemtests.compat.GroupMembers.Member;
import io.sampo.systemtests.compat.GroupMembers.Protocol;
import io.sampo.testkit.Await;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Groups that have members of Sampo's own client and of Apache Kafka's at once. */
@DisabledIfSystemProperty(
        named = "sampo.compat.contender",
        matches = "kafka",
        disabledReason = "Kafka has no members of Sampo's client")
class MixedGroupTest {
    @TempDir
    private static Path directory;

    private static OneBroker broker;

    @BeforeAll
    static void start() {
        broker = OneBroker.start(directory);
    }

    @AfterAll
    static void stop() {
        broker.close();
    }

    @ParameterizedTest
    @EnumSource
    void aMemberOfEachKindShareATopicAndTakeOverFromEachOther(Protocol protocol) throws Exception {
        String topic = broker.topic("mixed", 4, 0);
        try (SampoClient client = broker.client();
                GroupMembers group = broker.group(topic, protocol)) {
            List<String> values = new ArrayList<>();
            Consumer own =
                    client.consumer(ConsumerSettings.of(Map.of("group.id", topic, "auto.offset.reset", "earliest")));
            own.subscribe(List.of(topic));
            // given
            group.until("the first owns all", () -> owned(own, values) == 4);
            Member kafka = group.member().subscribe(topic);
            group.until(
                    "both own half",
                    () -> owned(own, values) == 2 && kafka.owned().size() == 2);
            assertOneOwnerEach(own, kafka);
            try (Admin admin = broker.admin()) {
                ConsumerGroupDescription seen =
                        admin.describeConsumerGroups(List.of(topic)).all().get().get(topic);
                assertThat(seen.members()).hasSize(2);
            }
            // when
            broker.produce(topic, 4, 0, 10);
            group.until(
                    "all is read, once",
                    () -> owned(own, values) == 2
                            && values.size() + kafka.values().size() >= 40);
            // then
            assertThat(all(values, kafka)).hasSize(40);
            assertThat(values).hasSize(20);
            // when: one leaves, after it has committed
            Await.result(own.commit());
            own.close();
            group.until("the other owns all", () -> kafka.owned().size() == 4);
            broker.produce(topic, 4, 10, 11);
            // then: nothing is missing
            group.until(
                    "the rest is read",
                    () -> kafka.values().stream()
                                    .filter(value -> value.endsWith(":10"))
                                    .count()
                            == 4);
            assertThat(all(values, kafka)).hasSize(44);
        }
    }

    private static Set<String> all(List<String> values, Member kafka) {
        Set<String> all = new TreeSet<>(values);
        all.addAll(kafka.values());
        return all;
    }

    private static void assertOneOwnerEach(Consumer own, Member kafka) {
        List<String> partitions = new ArrayList<>();
        Await.result(own.assignment()).forEach(one -> partitions.add(one.topic() + one.partition()));
        kafka.owned().forEach(one -> partitions.add(one.topic() + one.partition()));
        String topic =
                kafka.owned().stream().map(TopicPartition::topic).findFirst().orElseThrow();
        assertThat(partitions)
                .containsExactlyInAnyOrderElementsOf(
                        IntStream.range(0, 4).mapToObj(number -> topic + number).toList());
    }

    /** Lets the native member read, and says how many partitions it owns. */
    private static int owned(Consumer own, List<String> values) {
        for (ConsumerRecord record : Await.result(own.receive(Duration.ofMillis(50)))) {
            values.add(StandardCharsets.UTF_8.decode(record.value().duplicate()).toString());
        }
        return Await.result(own.assignment()).size();
    }
}
