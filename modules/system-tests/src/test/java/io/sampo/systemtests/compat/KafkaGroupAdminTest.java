package io.sampo.systemtests.compat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sampo.systemtests.compat.GroupMembers.Member;
import io.sampo.systemtests.compat.GroupMembers.Protocol;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.clients.admin.GroupListing;
import org.apache.kafka.clients.admin.ListGroupsOptions;
import org.apache.kafka.clients.admin.MemberDescription;
import org.apache.kafka.clients.admin.MemberToRemove;
import org.apache.kafka.clients.admin.RemoveMembersFromConsumerGroupOptions;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.GroupState;
import org.apache.kafka.common.GroupType;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.apache.kafka.common.errors.GroupNotEmptyException;
import org.apache.kafka.common.errors.GroupSubscribedToTopicException;
import org.apache.kafka.common.errors.UnknownMemberIdException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Groups as Apache Kafka's own administrator finds and changes them. */
class KafkaGroupAdminTest {
    @TempDir
    private static Path directory;

    private static OneBroker broker;
    private static Admin admin;

    @BeforeAll
    static void start() {
        broker = OneBroker.start(directory);
        admin = broker.admin();
    }

    @AfterAll
    static void stop() {
        admin.close();
        broker.close();
    }

    private static ConsumerGroupDescription described(String groupId) throws Exception {
        return admin.describeConsumerGroups(List.of(groupId)).all().get().get(groupId);
    }

    private static Map<TopicPartition, OffsetAndMetadata> offsets(String groupId) throws Exception {
        return admin.listConsumerGroupOffsets(groupId)
                .partitionsToOffsetAndMetadata()
                .get();
    }

    @ParameterizedTest
    @EnumSource
    void aGroupIsListedAndDescribedWithItsMembers(Protocol protocol) throws Exception {
        String topic = broker.topic("described", 3, 1);
        try (GroupMembers group = broker.group(topic, protocol)) {
            // given
            Member member =
                    group.member("client.id", "one", "group.instance.id", "i").subscribe(topic);
            group.until("it has read all", () -> member.values().size() == 3);
            group.until("its owning is known", () -> isStable(topic));
            // when
            GroupListing listing = admin.listGroups(ListGroupsOptions.forConsumerGroups()).all().get().stream()
                    .filter(one -> one.groupId().equals(topic))
                    .findFirst()
                    .orElseThrow();
            ConsumerGroupDescription seen = described(topic);
            // then
            GroupType type = protocol == Protocol.CONSUMER ? GroupType.CONSUMER : GroupType.CLASSIC;
            assertThat(listing.type()).contains(type);
            assertThat(listing.groupState()).contains(GroupState.STABLE);
            assertThat(seen.type()).isEqualTo(type);
            assertThat(seen.groupState()).isEqualTo(GroupState.STABLE);
            assertThat(seen.partitionAssignor())
                    .isEqualTo(
                            switch (protocol) {
                                case EAGER -> "range";
                                case COOPERATIVE -> "cooperative-sticky";
                                case CONSUMER -> "uniform";
                            });
            assertThat(seen.coordinator().port()).isPositive();
            MemberDescription one = seen.members().iterator().next();
            assertThat(one.clientId()).isEqualTo("one");
            assertThat(one.host()).isEqualTo("/127.0.0.1");
            assertThat(one.groupInstanceId()).contains("i");
            assertThat(one.assignment().topicPartitions()).isEqualTo(member.owned());
        }
    }

    private static boolean isStable(String groupId) {
        try {
            return described(groupId).groupState() == GroupState.STABLE;
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void groupsAreListedByStateAndType() throws Exception {
        // given
        String topic = broker.topic("listed", 1, 1);
        admin.alterConsumerGroupOffsets(topic, Map.of(new TopicPartition(topic, 0), new OffsetAndMetadata(1)))
                .all()
                .get();
        // then
        assertThat(admin.listGroups(new ListGroupsOptions().inGroupStates(Set.of(GroupState.EMPTY)))
                        .all()
                        .get())
                .extracting(GroupListing::groupId)
                .contains(topic);
        assertThat(admin.listGroups(new ListGroupsOptions().inGroupStates(Set.of(GroupState.STABLE)))
                        .all()
                        .get())
                .extracting(GroupListing::groupId)
                .doesNotContain(topic);
        assertThat(admin.listGroups(new ListGroupsOptions().withTypes(Set.of(GroupType.CONSUMER)))
                        .all()
                        .get())
                .extracting(GroupListing::groupId)
                .doesNotContain(topic);
        assertThat(described(topic).groupState()).isEqualTo(GroupState.EMPTY);
    }

    @Test
    void offsetsOfAGroupWithoutMembersAreSetShownAndDeleted() throws Exception {
        // given
        String topic = broker.topic("offsets", 2, 5);
        TopicPartition first = new TopicPartition(topic, 0);
        TopicPartition second = new TopicPartition(topic, 1);
        // when
        admin.alterConsumerGroupOffsets(
                        topic, Map.of(first, new OffsetAndMetadata(3, "m"), second, new OffsetAndMetadata(4)))
                .all()
                .get();
        // then
        assertThat(offsets(topic))
                .isEqualTo(Map.of(first, new OffsetAndMetadata(3, "m"), second, new OffsetAndMetadata(4)));
        // when
        admin.deleteConsumerGroupOffsets(topic, Set.of(first)).all().get();
        // then
        assertThat(offsets(topic)).containsOnlyKeys(second);
        // when
        admin.deleteConsumerGroups(List.of(topic)).all().get();
        // then
        assertThatThrownBy(() -> described(topic)).hasRootCauseInstanceOf(GroupIdNotFoundException.class);
        assertThat(admin.listGroups().all().get())
                .extracting(GroupListing::groupId)
                .doesNotContain(topic);
        assertThatThrownBy(
                        () -> admin.deleteConsumerGroups(List.of(topic)).all().get())
                .hasRootCauseInstanceOf(GroupIdNotFoundException.class);
    }

    @ParameterizedTest
    @EnumSource
    void whatMembersReadIsNotTakenFromUnderThem(Protocol protocol) throws Exception {
        String topic = broker.topic("read", 1, 1);
        String unread = broker.topic("unread", 1, 1);
        TopicPartition partition = new TopicPartition(topic, 0);
        try (GroupMembers group = broker.group(topic, protocol)) {
            // given
            Member member = group.member("group.instance.id", "i").subscribe(topic);
            group.until("it reads", () -> !member.values().isEmpty());
            group.until("its owning is known", () -> isStable(topic));
            member.consumer()
                    .commitSync(Map.of(
                            partition,
                            new OffsetAndMetadata(1),
                            new TopicPartition(unread, 0),
                            new OffsetAndMetadata(1)));
            // then
            assertThatThrownBy(() ->
                            admin.deleteConsumerGroups(List.of(topic)).all().get())
                    .hasRootCauseInstanceOf(GroupNotEmptyException.class);
            assertThatThrownBy(() -> admin.deleteConsumerGroupOffsets(topic, Set.of(partition))
                            .all()
                            .get())
                    .hasRootCauseInstanceOf(GroupSubscribedToTopicException.class);
            assertThatThrownBy(() -> admin.alterConsumerGroupOffsets(topic, Map.of(partition, new OffsetAndMetadata(0)))
                            .all()
                            .get())
                    .hasRootCauseInstanceOf(UnknownMemberIdException.class);
            // when
            admin.deleteConsumerGroupOffsets(topic, Set.of(new TopicPartition(unread, 0)))
                    .all()
                    .get();
            // then
            assertThat(offsets(topic)).containsOnlyKeys(partition);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aStaticMemberThatIsGoneIsTakenOutByTheAdministrator(Protocol protocol) throws Exception {
        String topic = broker.topic("removed", 1, 1);
        try (GroupMembers group = broker.group(topic, protocol)) {
            // given
            Member member = group.member("group.instance.id", "i").subscribe(topic);
            group.until("it reads", () -> !member.values().isEmpty());
            member.vanish();
            assertThat(described(topic).members()).hasSize(1);
            // when
            admin.removeMembersFromConsumerGroup(
                            topic, new RemoveMembersFromConsumerGroupOptions(Set.of(new MemberToRemove("i"))))
                    .all()
                    .get();
            // then
            assertThat(described(topic).members()).isEmpty();
        }
    }
}
