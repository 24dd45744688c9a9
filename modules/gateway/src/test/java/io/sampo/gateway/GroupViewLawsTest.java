package io.sampo.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.sampo.gateway.fake.Served;
import io.sampo.gateway.fake.WireClient;
import io.sampo.groups.Blob;
import io.sampo.groups.Coordinators.Listed;
import io.sampo.groups.Coordinators.Listing;
import io.sampo.groups.GroupDescription;
import io.sampo.groups.GroupRequest.DescribeGroup;
import io.sampo.groups.GroupResponse.Described;
import io.sampo.model.ErrorCode;
import io.sampo.model.TopicId;
import io.sampo.model.TopicPartition;
import io.sampo.protocol.message.ApiKey;
import io.sampo.protocol.message.ConsumerGroupDescribeRequest;
import io.sampo.protocol.message.ConsumerGroupDescribeResponse;
import io.sampo.protocol.message.DescribeGroupsRequest;
import io.sampo.protocol.message.DescribeGroupsResponse;
import io.sampo.protocol.message.ListGroupsRequest;
import io.sampo.protocol.message.ListGroupsResponse;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Laws of groups as administrators get to see them. */
class GroupViewLawsTest {
    private static final Blob BYTES = Blob.of((byte) 9);

    private static Served served;
    private static TopicId topic;

    @BeforeAll
    static void start() throws IOException {
        served = new Served();
        topic = served.topic("t", 2);
    }

    @AfterAll
    static void stop() {
        served.close();
    }

    private static GroupDescription group(GroupDescription.Type type, String state) {
        TreeSet<TopicPartition> owned = new TreeSet<>(Set.of(new TopicPartition("t", 1)));
        TreeSet<TopicPartition> target =
                new TreeSet<>(Set.of(new TopicPartition("t", 1), new TopicPartition("gone", 0)));
        return new GroupDescription(
                "g",
                type,
                state,
                "consumer",
                "range",
                7,
                6,
                List.of(new GroupDescription.Member(
                        "m",
                        "i",
                        "rack",
                        "client",
                        "/host",
                        5,
                        type == GroupDescription.Type.CLASSIC,
                        new TreeSet<>(Set.of("t")),
                        "t.*",
                        owned,
                        target,
                        BYTES,
                        BYTES)));
    }

    private static void describes(Described described) {
        served.coordinators().asked(DescribeGroup.class).answer(described);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4, 5})
    void groupsAreListedAsFarAsTheyAreWanted(int version) throws IOException {
        served.coordinators()
                .lists(new Listed(
                        ErrorCode.NONE,
                        List.of(
                                new Listing("c", GroupDescription.Type.CONSUMER, "Stable", "consumer"),
                                new Listing("o", GroupDescription.Type.CLASSIC, "Empty", ""),
                                new Listing("d", GroupDescription.Type.CLASSIC, "Dead", ""))));
        try (WireClient client = served.client()) {
            ListGroupsResponse all = client.ask(new ListGroupsRequest(), version, ListGroupsResponse.class);
            assertThat(all.groups())
                    .extracting(group -> group.groupId() + " " + group.protocolType() + " " + group.groupState() + " "
                            + group.groupType())
                    .containsExactly(
                            "c consumer " + (version >= 4 ? "Stable" : "") + " " + (version >= 5 ? "consumer" : ""),
                            "o  " + (version >= 4 ? "Empty" : "") + " " + (version >= 5 ? "classic" : ""));
            if (version >= 4) {
                ListGroupsRequest stable = new ListGroupsRequest().statesFilter(List.of("STABLE", "Dead"));
                assertThat(client.ask(stable, version, ListGroupsResponse.class).groups())
                        .extracting(group -> group.groupId())
                        .containsExactly("c");
            }
            if (version >= 5) {
                ListGroupsRequest classic = new ListGroupsRequest().typesFilter(List.of("Classic"));
                assertThat(client.ask(classic, version, ListGroupsResponse.class)
                                .groups())
                        .extracting(group -> group.groupId())
                        .containsExactly("o");
            }
        }
    }

    @Test
    void aListThatWouldNotBeWholeIsAnError() throws IOException {
        served.coordinators().lists(new Listed(ErrorCode.COORDINATOR_LOAD_IN_PROGRESS, List.of()));
        try (WireClient client = served.client()) {
            ListGroupsResponse listed = client.ask(new ListGroupsRequest(), 5, ListGroupsResponse.class);
            assertThat(ErrorCode.of(listed.errorCode())).isEqualTo(ErrorCode.COORDINATOR_LOAD_IN_PROGRESS);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6})
    void aClassicGroupIsDescribedWithTheBytesOfItsMembers(int version) throws IOException {
        try (WireClient client = served.client()) {
            client.send(new DescribeGroupsRequest().groups(List.of("g")), version);
            describes(new Described(ErrorCode.NONE, group(GroupDescription.Type.CLASSIC, "Stable")));
            DescribeGroupsResponse.DescribedGroup seen = classic(client, version);
            assertThat(seen.groupState()).isEqualTo("Stable");
            assertThat(seen.protocolData()).isEqualTo("range");
            assertThat(seen.members()).singleElement().satisfies(member -> {
                assertThat(member.groupInstanceId()).isEqualTo(version >= 4 ? "i" : null);
                assertThat(member.clientHost()).isEqualTo("/host");
                assertThat(member.memberMetadata()).isEqualTo(BYTES.toBytes());
                assertThat(member.memberAssignment()).isEqualTo(BYTES.toBytes());
            });
        }
    }

    private static DescribeGroupsResponse.DescribedGroup classic(WireClient client, int version) throws IOException {
        return ((DescribeGroupsResponse)
                        client.read(ApiKey.DESCRIBE_GROUPS, version).body())
                .groups()
                .get(0);
    }

    @Test
    void whileAGroupRebalancesItHasNoProtocol() throws IOException {
        try (WireClient client = served.client()) {
            client.send(new DescribeGroupsRequest().groups(List.of("g")), 6);
            describes(new Described(ErrorCode.NONE, group(GroupDescription.Type.CLASSIC, "PreparingRebalance")));
            DescribeGroupsResponse.DescribedGroup seen = classic(client, 6);
            assertThat(seen.protocolData()).isEmpty();
            assertThat(seen.members().get(0).memberMetadata()).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 5, 6})
    void whatIsNoClassicGroupIsDeadAndLaterAlsoNotFound(int version) throws IOException {
        try (WireClient client = served.client()) {
            for (Described described : List.of(
                    new Described(ErrorCode.GROUP_ID_NOT_FOUND, null),
                    new Described(ErrorCode.NONE, group(GroupDescription.Type.CONSUMER, "Stable")))) {
                client.send(new DescribeGroupsRequest().groups(List.of("g")), version);
                describes(described);
                DescribeGroupsResponse.DescribedGroup seen = classic(client, version);
                assertThat(seen.groupState()).isEqualTo("Dead");
                assertThat(ErrorCode.of(seen.errorCode()))
                        .isEqualTo(version >= 6 ? ErrorCode.GROUP_ID_NOT_FOUND : ErrorCode.NONE);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void aConsumerGroupIsDescribedWithWhatItsMembersOwnAndShallOwn(int version) throws IOException {
        try (WireClient client = served.client()) {
            client.send(new ConsumerGroupDescribeRequest().groupIds(List.of("g")), version);
            describes(new Described(ErrorCode.NONE, group(GroupDescription.Type.CONSUMER, "Assigning")));
            ConsumerGroupDescribeResponse.DescribedGroup seen = modern(client, version);
            assertThat(seen.groupState()).isEqualTo("Assigning");
            assertThat(seen.groupEpoch()).isEqualTo(7);
            assertThat(seen.assignmentEpoch()).isEqualTo(6);
            assertThat(seen.members()).singleElement().satisfies(member -> {
                assertThat(member.rackId()).isEqualTo("rack");
                assertThat(member.memberEpoch()).isEqualTo(5);
                assertThat(member.subscribedTopicRegex()).isEqualTo("t.*");
                assertThat(member.memberType()).isEqualTo((byte) (version >= 1 ? 1 : -1));
                for (ConsumerGroupDescribeResponse.Assignment assignment :
                        List.of(member.assignment(), member.targetAssignment())) {
                    assertThat(assignment.topicPartitions()).singleElement().satisfies(one -> {
                        assertThat(one.topicId()).isEqualTo(topic.uuid());
                        assertThat(one.topicName()).isEqualTo("t");
                        assertThat(one.partitions()).containsExactly(1);
                    });
                }
            });
        }
    }

    private static ConsumerGroupDescribeResponse.DescribedGroup modern(WireClient client, int version)
            throws IOException {
        return ((ConsumerGroupDescribeResponse)
                        client.read(ApiKey.CONSUMER_GROUP_DESCRIBE, version).body())
                .groups()
                .get(0);
    }

    @Test
    void whatIsNoConsumerGroupIsNotFound() throws IOException {
        try (WireClient client = served.client()) {
            client.send(new ConsumerGroupDescribeRequest().groupIds(List.of("g")), 1);
            describes(new Described(ErrorCode.NONE, group(GroupDescription.Type.CLASSIC, "Stable")));
            ConsumerGroupDescribeResponse.DescribedGroup classic = modern(client, 1);
            assertThat(ErrorCode.of(classic.errorCode())).isEqualTo(ErrorCode.GROUP_ID_NOT_FOUND);
            assertThat(classic.errorMessage()).isEqualTo("Group g is not a consumer group.");
            client.send(new ConsumerGroupDescribeRequest().groupIds(List.of("h")), 1);
            describes(new Described(ErrorCode.GROUP_ID_NOT_FOUND, null));
            assertThat(modern(client, 1).errorMessage()).isEqualTo("Group h not found.");
        }
    }
}
