package io.sampo.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.sampo.gateway.fake.FakeCoordinators.Asked;
import io.sampo.gateway.fake.Served;
import io.sampo.gateway.fake.WireClient;
import io.sampo.groups.GroupRequest.CommitOffsets;
import io.sampo.groups.GroupRequest.CommitOffsets.Position;
import io.sampo.groups.GroupRequest.DeleteGroup;
import io.sampo.groups.GroupRequest.DeleteOffsets;
import io.sampo.groups.GroupRequest.FetchOffsets;
import io.sampo.groups.GroupResponse.Deleted;
import io.sampo.groups.GroupResponse.OffsetsCommitted;
import io.sampo.groups.GroupResponse.OffsetsDeleted;
import io.sampo.groups.GroupResponse.OffsetsFetched;
import io.sampo.groups.offsets.CommittedOffset;
import io.sampo.model.ErrorCode;
import io.sampo.model.TopicId;
import io.sampo.model.TopicPartition;
import io.sampo.protocol.message.ApiKey;
import io.sampo.protocol.message.DeleteGroupsRequest;
import io.sampo.protocol.message.DeleteGroupsResponse;
import io.sampo.protocol.message.OffsetCommitRequest;
import io.sampo.protocol.message.OffsetCommitRequest.OffsetCommitRequestPartition;
import io.sampo.protocol.message.OffsetCommitRequest.OffsetCommitRequestTopic;
import io.sampo.protocol.message.OffsetCommitResponse;
import io.sampo.protocol.message.OffsetDeleteRequest;
import io.sampo.protocol.message.OffsetDeleteRequest.OffsetDeleteRequestPartition;
import io.sampo.protocol.message.OffsetDeleteRequest.OffsetDeleteRequestTopic;
import io.sampo.protocol.message.OffsetDeleteResponse;
import io.sampo.protocol.message.OffsetFetchRequest;
import io.sampo.protocol.message.OffsetFetchRequest.OffsetFetchRequestGroup;
import io.sampo.protocol.message.OffsetFetchRequest.OffsetFetchRequestTopic;
import io.sampo.protocol.message.OffsetFetchRequest.OffsetFetchRequestTopics;
import io.sampo.protocol.message.OffsetFetchResponse;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Laws of committed offsets, over the wire: every version, before groups that put down what they are asked. */
class GroupOffsetLawsTest {
    private static final TopicPartition FIRST = new TopicPartition("t", 0);
    private static final CommittedOffset FORTY = new CommittedOffset(40, 4, "m", 1, -1, null);

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

    private static OffsetCommitRequest commit(int version, int... partitions) {
        OffsetCommitRequestTopic named = version >= 10
                ? new OffsetCommitRequestTopic().topicId(topic.uuid())
                : new OffsetCommitRequestTopic().name("t");
        return new OffsetCommitRequest()
                .groupId("g")
                .memberId("m")
                .generationIdOrMemberEpoch(7)
                .topics(List.of(named.partitions(IntStream.of(partitions)
                        .mapToObj(number -> new OffsetCommitRequestPartition()
                                .partitionIndex(number)
                                .committedOffset(40 + number)
                                .committedMetadata(null))
                        .toList())));
    }

    private static OffsetsCommitted committed(ErrorCode whole, ErrorCode first) {
        return new OffsetsCommitted(whole, "", new TreeMap<>(Map.of(FIRST, first)));
    }

    private static List<String> outcomes(OffsetCommitResponse response) {
        return response.topics().stream()
                .flatMap(one -> one.partitions().stream())
                .map(part -> part.partitionIndex() + " " + ErrorCode.of(part.errorCode()))
                .toList();
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3, 4, 5, 6, 7, 8, 9, 10})
    void aCommitIsTakenDownForWhatIsThere(int version) throws IOException {
        try (WireClient client = served.client()) {
            // given: partition 2 is not there
            client.send(commit(version, 0, 2), version);
            Asked<CommitOffsets> asked = served.coordinators().asked(CommitOffsets.class);
            Position position = new Position(40, -1, "", version >= 10 ? topic : null);
            assertThat(asked.request())
                    .isEqualTo(
                            new CommitOffsets("m", null, 7, version >= 9, -1, new TreeMap<>(Map.of(FIRST, position))));
            // when
            asked.answer(committed(ErrorCode.NONE, ErrorCode.NONE));
            // then
            OffsetCommitResponse response = (OffsetCommitResponse)
                    client.read(ApiKey.OFFSET_COMMIT, version).body();
            assertThat(outcomes(response)).containsExactly("0 NONE", "2 UNKNOWN_TOPIC_OR_PARTITION");
            assertThat(response.topics().get(0).name()).isEqualTo(version >= 10 ? "" : "t");
            assertThat(response.topics().get(0).topicId()).isEqualTo(version >= 10 ? topic.uuid() : new UUID(0, 0));
        }
    }

    @Test
    void aPartitionAndAWholeCommitMayBeRefused() throws IOException {
        try (WireClient client = served.client()) {
            client.send(commit(9, 0), 9);
            served.coordinators()
                    .asked(CommitOffsets.class)
                    .answer(committed(ErrorCode.NONE, ErrorCode.OFFSET_METADATA_TOO_LARGE));
            assertThat(outcomes((OffsetCommitResponse)
                            client.read(ApiKey.OFFSET_COMMIT, 9).body()))
                    .containsExactly("0 OFFSET_METADATA_TOO_LARGE");
            client.send(commit(9, 0, 1), 9);
            served.coordinators()
                    .asked(CommitOffsets.class)
                    .answer(new OffsetsCommitted(ErrorCode.STALE_MEMBER_EPOCH, "", new TreeMap<>()));
            assertThat(outcomes((OffsetCommitResponse)
                            client.read(ApiKey.OFFSET_COMMIT, 9).body()))
                    .containsExactly("0 STALE_MEMBER_EPOCH", "1 STALE_MEMBER_EPOCH");
        }
    }

    @Test
    void aCommitOfNothingThatIsThereAsksNobody() throws IOException {
        try (WireClient client = served.client()) {
            OffsetCommitResponse byName = client.ask(
                    new OffsetCommitRequest()
                            .groupId("g")
                            .topics(List.of(new OffsetCommitRequestTopic()
                                    .name("nowhere")
                                    .partitions(List.of(new OffsetCommitRequestPartition())))),
                    9,
                    OffsetCommitResponse.class);
            assertThat(outcomes(byName)).containsExactly("0 UNKNOWN_TOPIC_OR_PARTITION");
            OffsetCommitResponse byId = client.ask(
                    new OffsetCommitRequest()
                            .groupId("g")
                            .topics(List.of(new OffsetCommitRequestTopic()
                                    .topicId(TopicId.random().uuid())
                                    .partitions(List.of(new OffsetCommitRequestPartition())))),
                    10,
                    OffsetCommitResponse.class);
            assertThat(outcomes(byId)).containsExactly("0 UNKNOWN_TOPIC_ID");
            assertThat(served.coordinators().askedMore()).isZero();
        }
    }

    @Test
    void anOldClientMayWantItsOffsetsToExpire() throws IOException {
        try (WireClient client = served.client()) {
            client.send(commit(4, 0).retentionTimeMs(1_000), 4);
            Asked<CommitOffsets> asked = served.coordinators().asked(CommitOffsets.class);
            assertThat(asked.request().retentionMs()).isEqualTo(1_000);
            asked.answer(committed(ErrorCode.NONE, ErrorCode.NONE));
            assertThat(client.read(ApiKey.OFFSET_COMMIT, 4)).isNotNull();
        }
    }

    @Test
    void whatOneConnectionReadsComesAfterWhatItHasCommitted() throws IOException {
        try (WireClient client = served.client();
                WireClient other = served.client()) {
            // given
            client.send(commit(9, 0), 9);
            client.send(fetch(9, List.of("g")), 9);
            Asked<CommitOffsets> commit = served.coordinators().asked(CommitOffsets.class);
            // when: another one reads, and its question is the next
            other.send(fetch(9, List.of("h")), 9);
            Asked<FetchOffsets> others = served.coordinators().asked(FetchOffsets.class);
            assertThat(others.groupId()).isEqualTo("h");
            others.answer(new OffsetsFetched(ErrorCode.NONE, "", Map.of()));
            commit.answer(committed(ErrorCode.NONE, ErrorCode.NONE));
            // then
            Asked<FetchOffsets> fetch = served.coordinators().asked(FetchOffsets.class);
            assertThat(fetch.groupId()).isEqualTo("g");
            fetch.answer(new OffsetsFetched(ErrorCode.NONE, "", Map.of(FIRST, FORTY)));
            assertThat(client.read(ApiKey.OFFSET_COMMIT, 9)).isNotNull();
            assertThat(client.read(ApiKey.OFFSET_FETCH, 9)).isNotNull();
        }
    }

    private static OffsetFetchRequest fetch(int version, List<String> groups) {
        if (version < 8) {
            return new OffsetFetchRequest()
                    .groupId(groups.get(0))
                    .topics(List.of(new OffsetFetchRequestTopic().name("t").partitionIndexes(new int[] {0, 1})));
        }
        return new OffsetFetchRequest()
                .groups(groups.stream()
                        .map(group -> new OffsetFetchRequestGroup()
                                .groupId(group)
                                .topics(List.of((version >= 10
                                                ? new OffsetFetchRequestTopics().topicId(topic.uuid())
                                                : new OffsetFetchRequestTopics().name("t"))
                                        .partitionIndexes(new int[] {0, 1}))))
                        .toList());
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7})
    void ofOneGroupWhatIsCommittedIsShownAndWhatIsNotIsMinusOne(int version) throws IOException {
        try (WireClient client = served.client()) {
            // given
            client.send(fetch(version, List.of("g")), version);
            Asked<FetchOffsets> asked = served.coordinators().asked(FetchOffsets.class);
            assertThat(asked.request())
                    .isEqualTo(new FetchOffsets(null, -1, List.of(FIRST, new TopicPartition("t", 1))));
            // when
            asked.answer(new OffsetsFetched(ErrorCode.NONE, "", Map.of(FIRST, FORTY)));
            // then
            OffsetFetchResponse response = (OffsetFetchResponse)
                    client.read(ApiKey.OFFSET_FETCH, version).body();
            assertThat(response.errorCode()).isZero();
            assertThat(response.topics().get(0).partitions())
                    .extracting(part -> part.partitionIndex() + " " + part.committedOffset() + " "
                            + part.committedLeaderEpoch() + " '" + part.metadata() + "' " + part.errorCode())
                    .containsExactly("0 40 " + (version >= 5 ? 4 : -1) + " 'm' 0", "1 -1 -1 '' 0");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {8, 9, 10})
    void ofSeveralGroupsEachHasItsOffsetsOrItsError(int version) throws IOException {
        try (WireClient client = served.client()) {
            // given
            OffsetFetchRequest fetch = fetch(version, List.of("g", "h"));
            if (version >= 9) {
                fetch.groups().get(0).memberId("m").memberEpoch(7);
            }
            client.send(fetch, version);
            Asked<FetchOffsets> first = served.coordinators().asked(FetchOffsets.class);
            Asked<FetchOffsets> second = served.coordinators().asked(FetchOffsets.class);
            assertThat(first.request().memberId()).isEqualTo(version >= 9 ? "m" : null);
            assertThat(first.request().memberEpoch()).isEqualTo(version >= 9 ? 7 : -1);
            // when: in another order than they were asked
            second.answer(new OffsetsFetched(ErrorCode.NOT_COORDINATOR, "", Map.of()));
            first.answer(new OffsetsFetched(ErrorCode.NONE, "", Map.of(FIRST, FORTY)));
            // then
            OffsetFetchResponse response = (OffsetFetchResponse)
                    client.read(ApiKey.OFFSET_FETCH, version).body();
            assertThat(response.groups())
                    .extracting(group -> group.groupId() + " " + ErrorCode.of(group.errorCode()) + " "
                            + group.topics().size())
                    .containsExactly("g NONE 1", "h NOT_COORDINATOR 0");
            assertThat(response.groups().get(0).topics().get(0).partitions())
                    .extracting(part -> part.committedOffset())
                    .containsExactly(40L, -1L);
        }
    }

    @Test
    void inVersionOneEveryPartitionCarriesTheErrorOfTheGroup() throws IOException {
        try (WireClient client = served.client()) {
            for (int version : List.of(1, 2)) {
                client.send(fetch(version, List.of("g")), version);
                served.coordinators()
                        .asked(FetchOffsets.class)
                        .answer(new OffsetsFetched(ErrorCode.COORDINATOR_LOAD_IN_PROGRESS, "", Map.of()));
                OffsetFetchResponse response = (OffsetFetchResponse)
                        client.read(ApiKey.OFFSET_FETCH, version).body();
                if (version == 1) {
                    assertThat(response.topics().get(0).partitions())
                            .extracting(part -> ErrorCode.of(part.errorCode()))
                            .containsOnly(ErrorCode.COORDINATOR_LOAD_IN_PROGRESS)
                            .hasSize(2);
                } else {
                    assertThat(ErrorCode.of(response.errorCode())).isEqualTo(ErrorCode.COORDINATOR_LOAD_IN_PROGRESS);
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 7, 8, 9, 10})
    void noTopicsNamedMeansAllThatTheGroupHas(int version) throws IOException {
        try (WireClient client = served.client()) {
            // given
            OffsetFetchRequest fetch = version < 8
                    ? new OffsetFetchRequest().groupId("g").topics(null)
                    : new OffsetFetchRequest()
                            .groups(List.of(
                                    new OffsetFetchRequestGroup().groupId("g").topics(null)));
            client.send(fetch, version);
            Asked<FetchOffsets> asked = served.coordinators().asked(FetchOffsets.class);
            assertThat(asked.request().partitions()).isNull();
            // when
            asked.answer(
                    new OffsetsFetched(ErrorCode.NONE, "", Map.of(FIRST, FORTY, new TopicPartition("gone", 3), FORTY)));
            // then: a topic that is gone has a name, and no id
            OffsetFetchResponse response = (OffsetFetchResponse)
                    client.read(ApiKey.OFFSET_FETCH, version).body();
            if (version < 8) {
                assertThat(response.topics()).extracting(one -> one.name()).containsExactly("gone", "t");
            } else if (version < 10) {
                assertThat(response.groups().get(0).topics())
                        .extracting(one -> one.name())
                        .containsExactly("gone", "t");
            } else {
                assertThat(response.groups().get(0).topics())
                        .extracting(one -> one.topicId())
                        .containsExactly(topic.uuid());
            }
        }
    }

    @Test
    void offsetsOfATopicIdThatIsNotKnownAreAnErrorOfTheirOwn() throws IOException {
        try (WireClient client = served.client()) {
            client.send(
                    new OffsetFetchRequest()
                            .groups(List.of(new OffsetFetchRequestGroup()
                                    .groupId("g")
                                    .topics(List.of(new OffsetFetchRequestTopics()
                                            .topicId(TopicId.random().uuid())
                                            .partitionIndexes(new int[] {0}))))),
                    10);
            served.coordinators().asked(FetchOffsets.class).answer(new OffsetsFetched(ErrorCode.NONE, "", Map.of()));
            OffsetFetchResponse response =
                    (OffsetFetchResponse) client.read(ApiKey.OFFSET_FETCH, 10).body();
            assertThat(ErrorCode.of(response.groups()
                            .get(0)
                            .topics()
                            .get(0)
                            .partitions()
                            .get(0)
                            .errorCode()))
                    .isEqualTo(ErrorCode.UNKNOWN_TOPIC_ID);
        }
    }

    private static OffsetDeleteRequest deletion(int... partitions) {
        return new OffsetDeleteRequest()
                .groupId("g")
                .topics(List.of(new OffsetDeleteRequestTopic()
                        .name("t")
                        .partitions(IntStream.of(partitions)
                                .mapToObj(number -> new OffsetDeleteRequestPartition().partitionIndex(number))
                                .toList())));
    }

    @Test
    void offsetsOfTopicsThatAreReadAreNotDeleted() throws IOException {
        try (WireClient client = served.client()) {
            // given: partition 2 is not there
            client.send(deletion(0, 1, 2), 0);
            Asked<DeleteOffsets> asked = served.coordinators().asked(DeleteOffsets.class);
            TopicPartition second = new TopicPartition("t", 1);
            assertThat(asked.request().partitions()).containsExactly(FIRST, second);
            // when
            asked.answer(new OffsetsDeleted(
                    ErrorCode.NONE,
                    new TreeMap<>(Map.of(FIRST, ErrorCode.NONE, second, ErrorCode.GROUP_SUBSCRIBED_TO_TOPIC))));
            // then
            OffsetDeleteResponse response =
                    (OffsetDeleteResponse) client.read(ApiKey.OFFSET_DELETE, 0).body();
            assertThat(response.topics().get(0).partitions())
                    .extracting(part -> ErrorCode.of(part.errorCode()))
                    .containsExactly(
                            ErrorCode.NONE, ErrorCode.GROUP_SUBSCRIBED_TO_TOPIC, ErrorCode.UNKNOWN_TOPIC_OR_PARTITION);
        }
    }

    @Test
    void offsetsOfAGroupThatIsNotThereAreNotDeleted() throws IOException {
        try (WireClient client = served.client()) {
            client.send(deletion(0), 0);
            served.coordinators()
                    .asked(DeleteOffsets.class)
                    .answer(new OffsetsDeleted(ErrorCode.GROUP_ID_NOT_FOUND, new TreeMap<>()));
            OffsetDeleteResponse response =
                    (OffsetDeleteResponse) client.read(ApiKey.OFFSET_DELETE, 0).body();
            assertThat(ErrorCode.of(response.errorCode())).isEqualTo(ErrorCode.GROUP_ID_NOT_FOUND);
            assertThat(response.topics()).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2})
    void eachGroupIsDeletedOrNotForItself(int version) throws IOException {
        try (WireClient client = served.client()) {
            client.send(new DeleteGroupsRequest().groupsNames(List.of("empty", "full")), version);
            served.coordinators().asked(DeleteGroup.class).answer(new Deleted(ErrorCode.NONE));
            served.coordinators().asked(DeleteGroup.class).answer(new Deleted(ErrorCode.NON_EMPTY_GROUP));
            DeleteGroupsResponse response = (DeleteGroupsResponse)
                    client.read(ApiKey.DELETE_GROUPS, version).body();
            assertThat(response.results())
                    .extracting(result -> result.groupId() + " " + ErrorCode.of(result.errorCode()))
                    .containsExactly("empty NONE", "full NON_EMPTY_GROUP");
        }
    }
}
