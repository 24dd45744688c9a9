package io.sampo.systemtests.compat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sampo.systemtests.compat.GroupMembers.Member;
import io.sampo.systemtests.compat.GroupMembers.Protocol;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Pattern;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.SubscriptionPattern;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.FencedInstanceIdException;
import org.apache.kafka.common.errors.InconsistentGroupProtocolException;
import org.apache.kafka.common.errors.InvalidRegularExpression;
import org.apache.kafka.common.errors.InvalidSessionTimeoutException;
import org.apache.kafka.common.errors.OffsetMetadataTooLarge;
import org.apache.kafka.common.errors.UnreleasedInstanceIdException;
import org.apache.kafka.common.errors.UnsupportedAssignorException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

/** Apache Kafka's own consumers in groups, unchanged, in one JVM with an embedded broker. */
class KafkaGroupsTest {
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
    void twoMembersShareTheTopicAndOneTakesOverWhatTheOtherLeaves(Protocol protocol) throws Exception {
        String topic = broker.topic("shared", 4, 10);
        try (GroupMembers group = broker.group(topic, protocol)) {
            // given
            Member first = group.member().subscribe(topic);
            group.until("the first has read all", () -> first.values().size() == 40);
            first.consumer().commitSync();
            // when
            Member second = group.member().subscribe(topic);
            // then
            group.untilShared(topic, 4);
            assertThat(first.owned()).hasSize(2);
            broker.produce(topic, 4, 10, 11);
            group.until("both read", () -> newOnes(first) + newOnes(second) >= 4);
            assertThat(newOnes(second)).isEqualTo(2);
            // when
            second.consumer().commitSync();
            second.close();
            broker.produce(topic, 4, 11, 12);
            // then
            group.until(
                    "the first reads on",
                    () -> first.owned().size() == 4
                            && first.values().containsAll(List.of("0:11", "1:11", "2:11", "3:11")));
        }
    }

    /** Records that were sent after the first ten of each partition. */
    private static long newOnes(Member member) {
        return member.values().stream().filter(value -> value.endsWith(":10")).count();
    }

    @ParameterizedTest
    @EnumSource
    void aGroupGoesOnWhereItHasCommitted(Protocol protocol) throws Exception {
        String topic = broker.topic("resumed", 1, 10);
        TopicPartition partition = new TopicPartition(topic, 0);
        // given
        try (GroupMembers group = broker.group(topic, protocol)) {
            Member member = group.member().subscribe(topic);
            group.until("it has read all", () -> member.values().size() == 10);
            member.consumer().commitSync(Map.of(partition, new OffsetAndMetadata(4, "by four")));
            assertThat(member.consumer().committed(Set.of(partition)))
                    .containsEntry(partition, new OffsetAndMetadata(4, "by four"));
        }
        // when
        try (GroupMembers group = broker.group(topic, protocol)) {
            Member member = group.member().subscribe(topic);
            group.until("it has read on", () -> member.values().size() >= 6);
            // then
            assertThat(member.values()).containsExactly("0:4", "0:5", "0:6", "0:7", "0:8", "0:9");
        }
    }

    @ParameterizedTest
    @EnumSource
    void whoAsksBehindACommitThatIsUnderWayIsToldOfIt(Protocol protocol) throws Exception {
        String topic = broker.topic("behind", 1, 10);
        TopicPartition partition = new TopicPartition(topic, 0);
        try (GroupMembers group = broker.group(topic, protocol)) {
            Member member = group.member().subscribe(topic);
            group.until("it has read all", () -> member.values().size() == 10);
            for (long offset = 1; offset <= 10; offset++) {
                // when: sent, and not waited for
                member.consumer().commitAsync(Map.of(partition, new OffsetAndMetadata(offset)), (offsets, error) -> {});
                // then
                assertThat(member.consumer().committed(Set.of(partition)).get(partition))
                        .extracting(OffsetAndMetadata::offset)
                        .isEqualTo(offset);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void aStaticMemberComesBackAndNothingIsMoved(Protocol protocol) throws Exception {
        String topic = broker.topic("static", 4, 1);
        try (GroupMembers group = broker.group(topic, protocol)) {
            // given
            Member stays = group.member("group.instance.id", "a").subscribe(topic);
            Member goes = group.member("group.instance.id", "b").subscribe(topic);
            group.untilShared(topic, 4);
            Set<TopicPartition> before = stays.owned();
            Set<TopicPartition> moved = goes.owned();
            int revocations = stays.revocations();
            // when
            goes.close();
            Member back = group.member("group.instance.id", "b").subscribe(topic);
            group.until("it is back", () -> back.owned().equals(moved));
            // then
            assertThat(stays.owned()).isEqualTo(before);
            assertThat(stays.revocations()).isEqualTo(revocations);
        }
    }

    @Test
    void twoClassicMembersOfOneInstanceIdCannotBothStay() throws Exception {
        String topic = broker.topic("fenced", 1, 1);
        try (GroupMembers group = broker.group(topic, Protocol.EAGER);
                GroupMembers other = broker.group(topic, Protocol.EAGER)) {
            // given
            Member first = group.member("group.instance.id", "a").subscribe(topic);
            group.until("the first is in", () -> !first.owned().isEmpty());
            // when
            Member second = other.member("group.instance.id", "a").subscribe(topic);
            other.until("the second is in", () -> !second.owned().isEmpty());
            // then
            assertThatThrownBy(() -> group.until("it is fenced", () -> false))
                    .isInstanceOf(FencedInstanceIdException.class);
        }
    }

    @Test
    void anInstanceIdThatIsHeldIsNotGivenToAnotherConsumer() throws Exception {
        String topic = broker.topic("unreleased", 1, 1);
        try (GroupMembers group = broker.group(topic, Protocol.CONSUMER);
                GroupMembers other = broker.group(topic, Protocol.CONSUMER)) {
            // given
            Member first = group.member("group.instance.id", "a").subscribe(topic);
            group.until("the first is in", () -> !first.owned().isEmpty());
            // when
            other.member("group.instance.id", "a").subscribe(topic);
            // then
            assertThatThrownBy(() -> other.until("it is refused", () -> false))
                    .isInstanceOf(UnreleasedInstanceIdException.class);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aPatternOfTheClientFindsTopicsThatComeLater(Protocol protocol) throws Exception {
        String prefix = "pattern-" + protocol.name().toLowerCase(java.util.Locale.ROOT);
        String first = broker.topic(prefix, 1, 1);
        try (GroupMembers group = broker.group(first, protocol)) {
            // given
            Member member = group.member().subscribe(Pattern.compile(prefix + "-.*"));
            group.until("it reads what is there", () -> member.values().size() == 1);
            // when
            String second = broker.topic(prefix, 2, 1);
            // then
            // an eager member begins anew with what it has not committed
            group.until("it reads what has come", () -> member.values().contains("1:0"));
            assertThat(member.owned()).extracting(TopicPartition::topic).containsOnly(first, second);
        }
    }

    @Test
    void aPatternOfTheServerFindsTopicsThatComeLater() throws Exception {
        String first = broker.topic("re2", 1, 1);
        try (GroupMembers group = broker.group(first, Protocol.CONSUMER)) {
            // given
            Member member = group.member().subscribe(new SubscriptionPattern("re2-[0-9-]+"));
            group.until("it reads what is there", () -> member.values().size() == 1);
            // when
            broker.topic("re2", 2, 1);
            broker.topic("re2-not", 2, 1);
            // then
            group.until("it reads what has come", () -> member.values().size() == 3);
            assertThat(member.owned()).hasSize(3);
        }
    }

    @Test
    void aPatternThatIsNoneIsRefused() throws Exception {
        String topic = broker.topic("re2-wrong", 1, 1);
        try (GroupMembers group = broker.group(topic, Protocol.CONSUMER)) {
            group.member().subscribe(new SubscriptionPattern("(unclosed"));
            assertThatThrownBy(() -> group.until("it is refused", () -> false))
                    .isInstanceOf(InvalidRegularExpression.class);
        }
    }

    @Test
    void anAssignorThatTheServerDoesNotHaveIsRefused() throws Exception {
        String topic = broker.topic("assignor", 1, 1);
        try (GroupMembers group = broker.group(topic, Protocol.CONSUMER)) {
            group.member("group.remote.assignor", "alphabetical").subscribe(topic);
            assertThatThrownBy(() -> group.until("it is refused", () -> false))
                    .isInstanceOf(UnsupportedAssignorException.class)
                    .hasMessageContaining("alphabetical");
        }
    }

    @Test
    void aSessionThatIsTooShortIsRefused() throws Exception {
        String topic = broker.topic("session", 1, 1);
        try (GroupMembers group = broker.group(topic, Protocol.EAGER)) {
            group.member("session.timeout.ms", 1_000).subscribe(topic);
            assertThatThrownBy(() -> group.until("it is refused", () -> false))
                    .isInstanceOf(InvalidSessionTimeoutException.class);
        }
    }

    @Test
    void membersWithoutACommonAssignorAreNotOfOneGroup() throws Exception {
        String topic = broker.topic("inconsistent", 1, 1);
        try (GroupMembers group = broker.group(topic, Protocol.EAGER);
                GroupMembers other = broker.group(topic, Protocol.COOPERATIVE)) {
            Member first = group.member().subscribe(topic);
            group.until("the first is in", () -> !first.owned().isEmpty());
            other.member().subscribe(topic);
            assertThatThrownBy(() -> other.until("it is refused", () -> false))
                    .isInstanceOf(InconsistentGroupProtocolException.class);
        }
    }

    @ParameterizedTest
    @EnumSource(mode = Mode.EXCLUDE, names = "COOPERATIVE")
    void whoIsNoMemberDoesNotCommitForAGroupThatHasSome(Protocol protocol) throws Exception {
        String topic = broker.topic("outsider", 1, 1);
        TopicPartition partition = new TopicPartition(topic, 0);
        try (GroupMembers group = broker.group(topic, protocol);
                GroupMembers outside = broker.group(topic, Protocol.EAGER)) {
            Member member = group.member().subscribe(topic);
            group.until("it is in", () -> !member.owned().isEmpty());
            KafkaConsumer<String, String> outsider = outside.member().consumer();
            outsider.assign(List.of(partition));
            assertThatThrownBy(() -> outsider.commitSync(Map.of(partition, new OffsetAndMetadata(1))))
                    .isInstanceOf(CommitFailedException.class);
        }
    }

    @Test
    void metadataThatAreTooLargeAreNotCommitted() throws Exception {
        String topic = broker.topic("large", 1, 1);
        TopicPartition partition = new TopicPartition(topic, 0);
        try (GroupMembers group = broker.group(topic, Protocol.EAGER)) {
            KafkaConsumer<String, String> alone = group.member().consumer();
            alone.assign(List.of(partition));
            alone.commitSync(Map.of(partition, new OffsetAndMetadata(1, "x".repeat(4_096))));
            assertThatThrownBy(() -> alone.commitSync(Map.of(partition, new OffsetAndMetadata(2, "x".repeat(4_097)))))
                    .isInstanceOf(OffsetMetadataTooLarge.class);
            assertThat(alone.committed(Set.of(partition)).get(partition).offset())
                    .isEqualTo(1);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aJoinThatWaitsForAnotherMemberHoldsUpNoOtherConsumer(Protocol protocol) throws Exception {
        String topic = broker.topic("held", 2, 5);
        try (GroupMembers slow = broker.group(topic + "-slow", protocol);
                GroupMembers quick = broker.group(topic + "-quick", protocol)) {
            // given: one that does not come to the rebalance that another one began
            Member absent = slow.member().subscribe(topic);
            slow.until("it is in", () -> absent.owned().size() == 2);
            AtomicReference<RuntimeException> fault = new AtomicReference<>();
            Thread joining = new Thread(() -> {
                try (KafkaConsumer<String, String> waits =
                        broker.group(topic + "-slow", protocol).member().consumer()) {
                    waits.subscribe(List.of(topic));
                    waits.poll(Duration.ofSeconds(2));
                } catch (RuntimeException e) {
                    fault.set(e);
                }
            });
            joining.start();
            // when
            Member other = quick.member().subscribe(topic);
            quick.until("the other group reads", () -> other.values().size() == 10);
            // then
            joining.join();
            assertThat(fault.get()).isNull();
            assertThat(other.owned()).hasSize(2);
        }
    }
}
