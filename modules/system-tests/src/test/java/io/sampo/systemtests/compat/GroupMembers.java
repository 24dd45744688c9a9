package io.sampo.systemtests.compat;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.regex.Pattern;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.CloseOptions.GroupMembershipOperation;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.RangeAssignor;
import org.apache.kafka.clients.consumer.SubscriptionPattern;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;

/** Kafka's own consumers in one group, polled in turn on the thread of the test. */
final class GroupMembers implements AutoCloseable {
    private static final Duration WITHIN = Duration.ofMinutes(3);
    private static final Duration POLL = Duration.ofMillis(50);

    private final String bootstrap;
    private final String groupId;
    private final Protocol protocol;
    private final List<Member> members = new ArrayList<>();

    /** The three ways in which a consumer of Kafka's may be a member. */
    enum Protocol {
        EAGER(Map.of("partition.assignment.strategy", RangeAssignor.class.getName())),
        COOPERATIVE(Map.of("partition.assignment.strategy", CooperativeStickyAssignor.class.getName())),
        CONSUMER(Map.of("group.protocol", "consumer"));

        private final Map<String, String> settings;

        Protocol(Map<String, String> settings) {
            this.settings = settings;
        }
    }

    GroupMembers(String bootstrap, String groupId, Protocol protocol) {
        this.bootstrap = bootstrap;
        this.groupId = groupId;
        this.protocol = protocol;
    }

    /** One of them; it subscribes to nothing yet. */
    Member member(Object... keysAndValues) {
        Map<String, Object> settings = new HashMap<>(protocol.settings);
        settings.put("bootstrap.servers", bootstrap);
        settings.put("group.id", groupId);
        settings.put("auto.offset.reset", "earliest");
        settings.put("enable.auto.commit", false);
        settings.put("metadata.max.age.ms", 500);
        if (protocol != Protocol.CONSUMER) {
            settings.put("heartbeat.interval.ms", 200);
        }
        for (int i = 0; i < keysAndValues.length; i += 2) {
            settings.put((String) keysAndValues[i], keysAndValues[i + 1]);
        }
        Member member = new Member(new KafkaConsumer<>(settings, new StringDeserializer(), new StringDeserializer()));
        members.add(member);
        return member;
    }

    /** Polls all of them in turn until that is so. */
    void until(String what, BooleanSupplier isSo) {
        long deadlineNs = System.nanoTime() + WITHIN.toNanos();
        while (!isSo.getAsBoolean()) {
            assertThat(System.nanoTime()).as("%s; they own %s", what, members).isLessThan(deadlineNs);
            members.forEach(Member::poll);
        }
    }

    /** Polls all of them in turn until each of {@code numbers} partitions of {@code topic} has one owner, and each some. */
    void untilShared(String topic, int numbers) {
        until("all partitions have one owner, and every member some", () -> {
            List<TopicPartition> owned =
                    members.stream().flatMap(member -> member.owned().stream()).toList();
            return owned.size() == numbers
                    && owned.stream().distinct().count() == numbers
                    && owned.stream().allMatch(partition -> partition.topic().equals(topic))
                    && members.stream().noneMatch(member -> member.owned().isEmpty());
        });
    }

    @Override
    public void close() {
        List.copyOf(members).forEach(Member::close);
    }

    /** One consumer. */
    final class Member implements AutoCloseable, ConsumerRebalanceListener {
        private final KafkaConsumer<String, String> consumer;
        private final List<String> values = new ArrayList<>();
        private int revocations;

        private Member(KafkaConsumer<String, String> consumer) {
            this.consumer = consumer;
        }

        Member subscribe(String... topics) {
            consumer.subscribe(List.of(topics), this);
            return this;
        }

        Member subscribe(Pattern pattern) {
            consumer.subscribe(pattern, this);
            return this;
        }

        Member subscribe(SubscriptionPattern pattern) {
            consumer.subscribe(pattern, this);
            return this;
        }

        KafkaConsumer<String, String> consumer() {
            return consumer;
        }

        void poll() {
            for (ConsumerRecord<String, String> record : consumer.poll(POLL)) {
                values.add(record.value());
            }
        }

        /** What it has read. */
        List<String> values() {
            return values;
        }

        Set<TopicPartition> owned() {
            return Set.copyOf(consumer.assignment());
        }

        /** How often something was taken from it. */
        int revocations() {
            return revocations;
        }

        @Override
        public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
            revocations += partitions.isEmpty() ? 0 : 1;
        }

        @Override
        public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
            // The assignment itself is looked at.
        }

        /** Ends, and the group is not told. */
        void vanish() {
            members.remove(this);
            consumer.close(CloseOptions.groupMembershipOperation(GroupMembershipOperation.REMAIN_IN_GROUP));
        }

        /** Leaves: a static member only for a while. */
        @Override
        public void close() {
            members.remove(this);
            consumer.close();
        }

        @Override
        public String toString() {
            return owned().toString();
        }
    }
}
