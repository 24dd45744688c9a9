package io.sampo.systemtests.traffic;

import static org.assertj.core.api.Assertions.assertThat;

import io.sampo.client.Consumer;
import io.sampo.client.ConsumerRecord;
import io.sampo.client.ConsumerSettings;
import io.sampo.client.SampoClient;
import io.sampo.client.StartAt;
import io.sampo.model.TopicPartition;
import io.sampo.testkit.Await;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A partition as a client reads it from the beginning to the high watermark, and the laws that it has to keep. */
public record ReadBack(List<ConsumerRecord> records) {
    private static final Duration WITHIN = Duration.ofSeconds(30);

    public ReadBack {
        records = List.copyOf(records);
    }

    /** Reads everything that is committed now. */
    public static ReadBack of(SampoClient client, TopicPartition partition) {
        long end = Await.result(client.admin().offsets(Set.of(partition), StartAt.END))
                .get(partition)
                .offset();
        List<ConsumerRecord> read = new ArrayList<>();
        try (Consumer consumer = client.consumer(ConsumerSettings.load())) {
            consumer.assign(Map.of(partition, StartAt.BEGINNING));
            while (read.isEmpty() ? end > 0 : read.get(read.size() - 1).offset() < end - 1) {
                List<ConsumerRecord> next = Await.result(consumer.receive(WITHIN));
                assertThat(next).as("records after %d of %d", read.size(), end).isNotEmpty();
                read.addAll(next);
            }
        }
        return new ReadBack(read);
    }

    /** Every acknowledged number is there once, at the offset that its acknowledgement named. */
    public ReadBack holdsEachOnce(Map<Long, Long> acknowledged) {
        Map<Long, Long> offsetOf = new HashMap<>();
        for (ConsumerRecord record : records) {
            String value = String.valueOf(record.valueText());
            if (value.chars().allMatch(Character::isDigit)) {
                Long before = offsetOf.put(Long.valueOf(value), record.offset());
                assertThat(before)
                        .as("first offset of %s, read again at %d", value, record.offset())
                        .isNull();
            }
        }
        assertThat(offsetOf).containsAllEntriesOf(acknowledged);
        return this;
    }

    /** Offsets rise, and the numbers of one producer with them; the leader epoch never falls. */
    public ReadBack isInOrder() {
        for (int i = 1; i < records.size(); i++) {
            ConsumerRecord before = records.get(i - 1);
            ConsumerRecord record = records.get(i);
            assertThat(record.offset()).isGreaterThan(before.offset());
            assertThat(record.leaderEpoch())
                    .as("leader epoch at offset %d", record.offset())
                    .isGreaterThanOrEqualTo(before.leaderEpoch());
        }
        List<Long> numbers = records.stream()
                .map(record -> String.valueOf(record.valueText()))
                .filter(value -> value.chars().allMatch(Character::isDigit))
                .map(Long::valueOf)
                .toList();
        assertThat(numbers).isSorted();
        return this;
    }
}
