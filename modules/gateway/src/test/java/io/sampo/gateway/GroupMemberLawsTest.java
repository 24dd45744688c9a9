package io.sampo.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.sampo.gateway.fake.FakeCoordinators.Asked;
import io.sampo.gateway.fake.Served;
import io.sampo.gateway.fake.WireClient;
import io.sampo.groups.Blob;
import io.sampo.groups.GroupRequest;
import io.sampo.groups.GroupRequest.Join;
import io.sampo.groups.GroupRequest.Leave;
import io.sampo.groups.GroupRequest.MemberHeartbeat;
import io.sampo.groups.GroupRequest.Sync;
import io.sampo.groups.GroupResponse.Alive;
import io.sampo.groups.GroupResponse.Joined;
import io.sampo.groups.GroupResponse.JoinedMember;
import io.sampo.groups.GroupResponse.Left;
import io.sampo.groups.GroupResponse.MemberAlive;
import io.sampo.groups.GroupResponse.Synced;
import io.sampo.model.ErrorCode;
import io.sampo.model.TopicId;
import io.sampo.model.TopicIdPartition;
import io.sampo.protocol.message.ApiKey;
import io.sampo.protocol.message.ConsumerGroupHeartbeatRequest;
import io.sampo.protocol.message.ConsumerGroupHeartbeatResponse;
import io.sampo.protocol.message.FindCoordinatorRequest;
import io.sampo.protocol.message.FindCoordinatorResponse;
import io.sampo.protocol.message.HeartbeatRequest;
import io.sampo.protocol.message.HeartbeatResponse;
import io.sampo.protocol.message.JoinGroupRequest;
import io.sampo.protocol.message.JoinGroupRequest.JoinGroupRequestProtocol;
import io.sampo.protocol.message.JoinGroupResponse;
import io.sampo.protocol.message.LeaveGroupRequest;
import io.sampo.protocol.message.LeaveGroupRequest.MemberIdentity;
import io.sampo.protocol.message.LeaveGroupResponse;
import io.sampo.protocol.message.SyncGroupRequest;
import io.sampo.protocol.message.SyncGroupRequest.SyncGroupRequestAssignment;
import io.sampo.protocol.message.SyncGroupResponse;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Laws of members of groups, over the wire: every version, before groups that put down what they are asked. */
class GroupMemberLawsTest {
    private static final Blob METADATA = Blob.of((byte) 1, (byte) 2);

    private static Served served;

    @BeforeAll
    static void start() {
        served = new Served("sampo.gateway.patience.ms = 1");
    }

    @AfterAll
    static void stop() {
        served.close();
    }

    private static JoinGroupRequest join() {
        return new JoinGroupRequest()
                .groupId("g")
                .memberId("m")
                .protocolType("consumer")
                .sessionTimeoutMs(10_000)
                .protocols(List.of(new JoinGroupRequestProtocol().name("range").metadata(METADATA.toBytes())));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3})
    void oneCoordinatorIsFoundWithItsAddress(int version) throws IOException {
        served.coordinators().coordinates(2, "elsewhere");
        try (WireClient client = served.client()) {
            FindCoordinatorResponse found =
                    client.ask(new FindCoordinatorRequest().key("elsewhere"), version, FindCoordinatorResponse.class);
            assertThat(found.errorCode()).isZero();
            assertThat(found.nodeId()).isEqualTo(2);
            assertThat(found.host()).isEqualTo("10.0.0.2");
            assertThat(found.port()).isEqualTo(9093);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {4, 5, 6})
    void eachOfSeveralGroupsHasItsCoordinatorOrItsError(int version) throws IOException {
        // broker 3 is fenced
        served.coordinators().coordinates(3, "fenced");
        served.coordinators().coordinatesNobody("nowhere");
        try (WireClient client = served.client()) {
            FindCoordinatorResponse found = client.ask(
                    new FindCoordinatorRequest().coordinatorKeys(List.of("here", "nowhere", "fenced")),
                    version,
                    FindCoordinatorResponse.class);
            assertThat(found.coordinators())
                    .extracting(one -> one.key() + " " + one.nodeId() + " " + ErrorCode.of(one.errorCode()))
                    .containsExactly(
                            "here 1 NONE",
                            "nowhere -1 COORDINATOR_NOT_AVAILABLE",
                            "fenced -1 COORDINATOR_NOT_AVAILABLE");
        }
    }

    @ParameterizedTest
    @CsvSource({"1,TRANSACTIONAL_ID_AUTHORIZATION_FAILED", "2,INVALID_REQUEST", "7,INVALID_REQUEST"})
    void onlyGroupsHaveCoordinators(byte keyType, ErrorCode error) throws IOException {
        try (WireClient client = served.client()) {
            FindCoordinatorRequest find = new FindCoordinatorRequest().keyType(keyType);
            FindCoordinatorResponse alone = client.ask(find.key("tx"), 3, FindCoordinatorResponse.class);
            assertThat(ErrorCode.of(alone.errorCode())).isEqualTo(error);
            assertThat(alone.nodeId()).isEqualTo(-1);
            FindCoordinatorResponse batch = client.ask(
                    new FindCoordinatorRequest().keyType(keyType).coordinatorKeys(List.of("tx")),
                    6,
                    FindCoordinatorResponse.class);
            assertThat(ErrorCode.of(batch.coordinators().get(0).errorCode())).isEqualTo(error);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9})
    void aJoinSaysWhatItsVersionKnows(int version) throws IOException {
        try (WireClient client = served.client()) {
            // given
            JoinGroupRequest join = join();
            if (version >= 1) {
                join.rebalanceTimeoutMs(60_000);
            }
            if (version >= 5) {
                join.groupInstanceId("i");
            }
            client.send(join, version);
            Asked<Join> asked = served.coordinators().asked(Join.class);
            assertThat(asked.groupId()).isEqualTo("g");
            assertThat(asked.caller().clientId()).isEqualTo("test");
            assertThat(asked.caller().clientHost()).isEqualTo("/127.0.0.1");
            assertThat(asked.request())
                    .isEqualTo(new Join(
                            "m",
                            version >= 5 ? "i" : null,
                            "consumer",
                            List.of(new GroupRequest.Protocol("range", METADATA)),
                            10_000,
                            version >= 1 ? 60_000 : 10_000,
                            version >= 4,
                            version >= 9));
            // when
            asked.answer(new Joined(
                    ErrorCode.NONE,
                    "m",
                    7,
                    "consumer",
                    "range",
                    "m",
                    version >= 9,
                    List.of(new JoinedMember("m", "i", METADATA))));
            // then
            JoinGroupResponse joined =
                    (JoinGroupResponse) client.read(ApiKey.JOIN_GROUP, version).body();
            assertThat(joined.errorCode()).isZero();
            assertThat(joined.generationId()).isEqualTo(7);
            assertThat(joined.protocolType()).isEqualTo(version >= 7 ? "consumer" : null);
            assertThat(joined.protocolName()).isEqualTo("range");
            assertThat(joined.leader()).isEqualTo("m");
            assertThat(joined.skipAssignment()).isEqualTo(version >= 9);
            assertThat(joined.members()).singleElement().satisfies(member -> {
                assertThat(member.groupInstanceId()).isEqualTo(version >= 5 ? "i" : null);
                assertThat(member.metadata()).isEqualTo(METADATA.toBytes());
            });
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 6, 7, 9})
    void aJoinThatIsRefusedHasNoProtocol(int version) throws IOException {
        try (WireClient client = served.client()) {
            client.send(join(), version);
            served.coordinators().asked(Join.class).answer(Joined.refused(ErrorCode.MEMBER_ID_REQUIRED, "m-1"));
            JoinGroupResponse joined =
                    (JoinGroupResponse) client.read(ApiKey.JOIN_GROUP, version).body();
            assertThat(ErrorCode.of(joined.errorCode())).isEqualTo(ErrorCode.MEMBER_ID_REQUIRED);
            assertThat(joined.memberId()).isEqualTo("m-1");
            assertThat(joined.generationId()).isEqualTo(-1);
            assertThat(joined.protocolName()).isEqualTo(version >= 7 ? null : "");
        }
    }

    @Test
    void aJoinHasNoDeadlineAndWhatComesBehindItIsWorkedOn() throws IOException {
        try (WireClient client = served.client()) {
            // given
            int first = client.send(join(), 9);
            Asked<Join> waiting = served.coordinators().asked(Join.class);
            int second = client.send(new HeartbeatRequest().groupId("g"), 4);
            // when
            served.coordinators().asked(GroupRequest.Heartbeat.class).answer(new Alive(ErrorCode.NONE));
            assertThat(client.hearsNothingFor(700)).as("beyond the patience").isTrue();
            waiting.answer(Joined.refused(ErrorCode.REBALANCE_IN_PROGRESS, "m"));
            // then
            assertThat(client.read(ApiKey.JOIN_GROUP, 9).correlationId()).isEqualTo(first);
            assertThat(client.read(ApiKey.HEARTBEAT, 4).correlationId()).isEqualTo(second);
        }
    }

    @Test
    void anAnswerToWhoIsGoneIsLostWithoutASound() throws IOException {
        // given
        try (WireClient client = served.client()) {
            client.send(join(), 9);
            client.send(new HeartbeatRequest().groupId("g"), 4);
        }
        Asked<Join> gone = served.coordinators().asked(Join.class);
        served.coordinators().asked(GroupRequest.Heartbeat.class).answer(new Alive(ErrorCode.NONE));
        // when
        gone.answer(Joined.refused(ErrorCode.REBALANCE_IN_PROGRESS, "m"));
        // then
        try (WireClient client = served.client()) {
            client.send(join(), 9);
            served.coordinators().asked(Join.class).answer(Joined.refused(ErrorCode.NOT_COORDINATOR, "m"));
            assertThat(client.read(ApiKey.JOIN_GROUP, 9)).isNotNull();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4, 5})
    void aSyncCarriesTheAssignmentsOfTheLeader(int version) throws IOException {
        try (WireClient client = served.client()) {
            // given
            SyncGroupRequest sync = new SyncGroupRequest()
                    .groupId("g")
                    .memberId("m")
                    .generationId(7)
                    .assignments(List.of(
                            new SyncGroupRequestAssignment().memberId("m").assignment(METADATA.toBytes())));
            if (version >= 5) {
                sync.protocolType("consumer").protocolName("range");
            }
            client.send(sync, version);
            Asked<Sync> asked = served.coordinators().asked(Sync.class);
            String type = version >= 5 ? "consumer" : null;
            String name = version >= 5 ? "range" : null;
            assertThat(asked.request()).isEqualTo(new Sync("m", null, 7, type, name, Map.of("m", METADATA)));
            // when
            asked.answer(new Synced(ErrorCode.NONE, "consumer", "range", METADATA));
            // then
            SyncGroupResponse synced =
                    (SyncGroupResponse) client.read(ApiKey.SYNC_GROUP, version).body();
            assertThat(synced.errorCode()).isZero();
            assertThat(synced.assignment()).isEqualTo(METADATA.toBytes());
            assertThat(synced.protocolName()).isEqualTo(name);
        }
    }

    @Test
    void sinceVersionFiveASyncNamesItsProtocol() throws IOException {
        try (WireClient client = served.client()) {
            SyncGroupResponse synced = client.ask(
                    new SyncGroupRequest().groupId("g").memberId("m").protocolType("consumer"),
                    5,
                    SyncGroupResponse.class);
            assertThat(ErrorCode.of(synced.errorCode())).isEqualTo(ErrorCode.INCONSISTENT_GROUP_PROTOCOL);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4})
    void aHeartbeatIsAnsweredAsTheGroupSays(int version) throws IOException {
        try (WireClient client = served.client()) {
            client.send(new HeartbeatRequest().groupId("g").memberId("m").generationId(7), version);
            Asked<GroupRequest.Heartbeat> asked = served.coordinators().asked(GroupRequest.Heartbeat.class);
            assertThat(asked.request()).isEqualTo(new GroupRequest.Heartbeat("m", null, 7));
            asked.answer(new Alive(ErrorCode.REBALANCE_IN_PROGRESS));
            HeartbeatResponse alive =
                    (HeartbeatResponse) client.read(ApiKey.HEARTBEAT, version).body();
            assertThat(ErrorCode.of(alive.errorCode())).isEqualTo(ErrorCode.REBALANCE_IN_PROGRESS);
        }
    }

    @Test
    void aGroupWithoutANameHasNoMembers() throws IOException {
        try (WireClient client = served.client()) {
            assertThat(client.ask(new HeartbeatRequest(), 4, HeartbeatResponse.class)
                            .errorCode())
                    .isEqualTo(ErrorCode.INVALID_GROUP_ID.code());
            assertThat(client.ask(new SyncGroupRequest(), 3, SyncGroupResponse.class)
                            .errorCode())
                    .isEqualTo(ErrorCode.INVALID_GROUP_ID.code());
            assertThat(client.ask(new LeaveGroupRequest(), 4, LeaveGroupResponse.class)
                            .errorCode())
                    .isEqualTo(ErrorCode.INVALID_GROUP_ID.code());
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2})
    void beforeVersionThreeTheErrorOfTheMemberIsThatOfTheRequest(int version) throws IOException {
        try (WireClient client = served.client()) {
            client.send(new LeaveGroupRequest().groupId("g").memberId("m"), version);
            Asked<Leave> asked = served.coordinators().asked(Leave.class);
            assertThat(asked.request()).isEqualTo(new Leave(List.of(new Leave.Leaving("m", null))));
            asked.answer(
                    new Left(ErrorCode.NONE, List.of(new Left.LeftMember("m", null, ErrorCode.UNKNOWN_MEMBER_ID))));
            LeaveGroupResponse left = (LeaveGroupResponse)
                    client.read(ApiKey.LEAVE_GROUP, version).body();
            assertThat(ErrorCode.of(left.errorCode())).isEqualTo(ErrorCode.UNKNOWN_MEMBER_ID);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 4, 5})
    void sinceVersionThreeEachMemberThatLeavesHasItsOwnError(int version) throws IOException {
        try (WireClient client = served.client()) {
            client.send(
                    new LeaveGroupRequest()
                            .groupId("g")
                            .members(List.of(
                                    new MemberIdentity().memberId("m"),
                                    new MemberIdentity().memberId("").groupInstanceId("i"))),
                    version);
            served.coordinators()
                    .asked(Leave.class)
                    .answer(new Left(
                            ErrorCode.NONE,
                            List.of(
                                    new Left.LeftMember("m", null, ErrorCode.NONE),
                                    new Left.LeftMember("", "i", ErrorCode.FENCED_INSTANCE_ID))));
            LeaveGroupResponse left = (LeaveGroupResponse)
                    client.read(ApiKey.LEAVE_GROUP, version).body();
            assertThat(left.errorCode()).isZero();
            assertThat(left.members())
                    .extracting(member -> member.memberId() + member.groupInstanceId() + member.errorCode())
                    .containsExactly("mnull0", "i82");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void aMemberOfTheConsumerProtocolSaysWhatHasChangedAndHearsWhatItShallOwn(int version) throws IOException {
        TopicId topic = TopicId.random();
        try (WireClient client = served.client()) {
            // given
            client.send(
                    new ConsumerGroupHeartbeatRequest()
                            .groupId("g")
                            .memberId("m")
                            .memberEpoch(3)
                            .subscribedTopicNames(List.of("b", "a"))
                            .topicPartitions(List.of(new ConsumerGroupHeartbeatRequest.TopicPartitions()
                                    .topicId(topic.uuid())
                                    .partitions(new int[] {1, 0}))),
                    version);
            Asked<MemberHeartbeat> asked = served.coordinators().asked(MemberHeartbeat.class);
            assertThat(asked.request())
                    .isEqualTo(new MemberHeartbeat(
                            "m",
                            3,
                            null,
                            null,
                            -1,
                            new TreeSet<>(Set.of("a", "b")),
                            null,
                            null,
                            Set.of(new TopicIdPartition(topic, 0), new TopicIdPartition(topic, 1))));
            // when
            asked.answer(new MemberAlive(
                    ErrorCode.NONE, "", "m", 4, 5_000, new TreeSet<>(Set.of(new TopicIdPartition(topic, 1)))));
            // then
            ConsumerGroupHeartbeatResponse alive = (ConsumerGroupHeartbeatResponse)
                    client.read(ApiKey.CONSUMER_GROUP_HEARTBEAT, version).body();
            assertThat(alive.errorCode()).isZero();
            assertThat(alive.memberEpoch()).isEqualTo(4);
            assertThat(alive.heartbeatIntervalMs()).isEqualTo(5_000);
            assertThat(alive.assignment().topicPartitions()).singleElement().satisfies(owned -> {
                assertThat(owned.topicId()).isEqualTo(topic.uuid());
                assertThat(owned.partitions()).containsExactly(1);
            });
        }
    }

    @Test
    void whatHasNotChangedIsNotSaidEitherWay() throws IOException {
        try (WireClient client = served.client()) {
            client.send(
                    new ConsumerGroupHeartbeatRequest()
                            .groupId("g")
                            .memberId("m")
                            .memberEpoch(3)
                            .subscribedTopicNames(null)
                            .topicPartitions(null),
                    1);
            Asked<MemberHeartbeat> asked = served.coordinators().asked(MemberHeartbeat.class);
            assertThat(asked.request()).isEqualTo(new MemberHeartbeat("m", 3, null, null, -1, null, null, null, null));
            asked.answer(new MemberAlive(ErrorCode.NONE, "", "m", 3, 5_000, null));
            ConsumerGroupHeartbeatResponse alive = (ConsumerGroupHeartbeatResponse)
                    client.read(ApiKey.CONSUMER_GROUP_HEARTBEAT, 1).body();
            assertThat(alive.assignment()).isNull();
        }
    }

    @Test
    void aMemberThatIsFencedHearsWhy() throws IOException {
        try (WireClient client = served.client()) {
            client.send(
                    new ConsumerGroupHeartbeatRequest()
                            .groupId("g")
                            .memberId("m")
                            .memberEpoch(3),
                    1);
            served.coordinators()
                    .asked(MemberHeartbeat.class)
                    .answer(new MemberAlive(ErrorCode.FENCED_MEMBER_EPOCH, "join again", "m", 3, 0, null));
            ConsumerGroupHeartbeatResponse alive = (ConsumerGroupHeartbeatResponse)
                    client.read(ApiKey.CONSUMER_GROUP_HEARTBEAT, 1).body();
            assertThat(ErrorCode.of(alive.errorCode())).isEqualTo(ErrorCode.FENCED_MEMBER_EPOCH);
            assertThat(alive.errorMessage()).isEqualTo("join again");
        }
    }

    @Test
    void sinceVersionOneAMemberMakesItsIdItself() throws IOException {
        try (WireClient client = served.client()) {
            ConsumerGroupHeartbeatResponse refused = client.ask(
                    new ConsumerGroupHeartbeatRequest().groupId("g"), 1, ConsumerGroupHeartbeatResponse.class);
            assertThat(ErrorCode.of(refused.errorCode())).isEqualTo(ErrorCode.INVALID_REQUEST);
            assertThat(refused.errorMessage()).isEqualTo("MemberId can't be empty.");
        }
    }
}
