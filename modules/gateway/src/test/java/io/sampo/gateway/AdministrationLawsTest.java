package io.sampo.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.sampo.gateway.fake.Served;
import io.sampo.gateway.fake.WireClient;
import io.sampo.messages.AdminRequest;
import io.sampo.messages.PartitionMessage.DeleteRecords;
import io.sampo.messages.PartitionMessage.FindEpochEnd;
import io.sampo.messages.PartitionReply;
import io.sampo.model.ErrorCode;
import io.sampo.model.TopicConfigKey;
import io.sampo.model.TopicId;
import io.sampo.model.TopicIdPartition;
import io.sampo.protocol.message.AlterConfigsRequest;
import io.sampo.protocol.message.AlterConfigsResponse;
import io.sampo.protocol.message.AlterReplicaLogDirsRequest;
import io.sampo.protocol.message.AlterReplicaLogDirsRequest.AlterReplicaLogDir;
import io.sampo.protocol.message.AlterReplicaLogDirsRequest.AlterReplicaLogDirTopic;
import io.sampo.protocol.message.AlterReplicaLogDirsResponse;
import io.sampo.protocol.message.ApiKey;
import io.sampo.protocol.message.CreatePartitionsRequest;
import io.sampo.protocol.message.CreatePartitionsRequest.CreatePartitionsAssignment;
import io.sampo.protocol.message.CreatePartitionsRequest.CreatePartitionsTopic;
import io.sampo.protocol.message.CreatePartitionsResponse;
import io.sampo.protocol.message.CreateTopicsRequest;
import io.sampo.protocol.message.CreateTopicsRequest.CreatableReplicaAssignment;
import io.sampo.protocol.message.CreateTopicsRequest.CreatableTopic;
import io.sampo.protocol.message.CreateTopicsRequest.CreatableTopicConfig;
import io.sampo.protocol.message.CreateTopicsResponse;
import io.sampo.protocol.message.DeleteRecordsRequest;
import io.sampo.protocol.message.DeleteRecordsRequest.DeleteRecordsPartition;
import io.sampo.protocol.message.DeleteRecordsRequest.DeleteRecordsTopic;
import io.sampo.protocol.message.DeleteRecordsResponse;
import io.sampo.protocol.message.DeleteTopicsRequest;
import io.sampo.protocol.message.DeleteTopicsRequest.DeleteTopicState;
import io.sampo.protocol.message.DeleteTopicsResponse;
import io.sampo.protocol.message.DescribeClusterRequest;
import io.sampo.protocol.message.DescribeClusterResponse;
import io.sampo.protocol.message.DescribeConfigsRequest;
import io.sampo.protocol.message.DescribeConfigsRequest.DescribeConfigsResource;
import io.sampo.protocol.message.DescribeConfigsResponse;
import io.sampo.protocol.message.DescribeConfigsResponse.DescribeConfigsResourceResult;
import io.sampo.protocol.message.DescribeConfigsResponse.DescribeConfigsSynonym;
import io.sampo.protocol.message.DescribeLogDirsRequest;
import io.sampo.protocol.message.DescribeLogDirsResponse;
import io.sampo.protocol.message.DescribeTopicPartitionsRequest;
import io.sampo.protocol.message.DescribeTopicPartitionsRequest.Cursor;
import io.sampo.protocol.message.DescribeTopicPartitionsResponse;
import io.sampo.protocol.message.ElectLeadersRequest;
import io.sampo.protocol.message.ElectLeadersRequest.TopicPartitions;
import io.sampo.protocol.message.ElectLeadersResponse;
import io.sampo.protocol.message.IncrementalAlterConfigsRequest;
import io.sampo.protocol.message.IncrementalAlterConfigsRequest.AlterConfigsResource;
import io.sampo.protocol.message.IncrementalAlterConfigsRequest.AlterableConfig;
import io.sampo.protocol.message.IncrementalAlterConfigsResponse;
import io.sampo.protocol.message.OffsetForLeaderEpochRequest;
import io.sampo.protocol.message.OffsetForLeaderEpochRequest.OffsetForLeaderPartition;
import io.sampo.protocol.message.OffsetForLeaderEpochRequest.OffsetForLeaderTopic;
import io.sampo.protocol.message.OffsetForLeaderEpochResponse;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AdministrationLawsTest {
    private static final byte TOPIC = 2;
    private static final byte BROKER = 4;

    private final Served served = new Served();
    private WireClient client;

    @BeforeEach
    void connect() throws IOException {
        client = served.client();
    }

    @AfterEach
    void close() throws IOException {
        client.close();
        served.close();
    }

    private static ErrorCode error(short code) {
        return ErrorCode.of(code);
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 4, 5, 7})
    void aTopicIsCreatedAsAskedAndTheAnswerTellsWhatItHasBecome(int version) throws IOException {
        // when
        CreateTopicsResponse response = client.ask(
                new CreateTopicsRequest()
                        .topics(List.of(new CreatableTopic()
                                .name("new")
                                .numPartitions(-1)
                                .replicationFactor((short) -1)
                                .assignments(List.of(
                                        new CreatableReplicaAssignment()
                                                .partitionIndex(1)
                                                .brokerIds(new int[] {2, 1}),
                                        new CreatableReplicaAssignment()
                                                .partitionIndex(0)
                                                .brokerIds(new int[] {1, 2})))
                                .configs(List.of(new CreatableTopicConfig()
                                        .name("flush.ms")
                                        .value("7"))))),
                version,
                CreateTopicsResponse.class);
        // then
        assertThat(served.broker().asked())
                .containsExactly(new AdminRequest.CreateTopic(
                        "new", -1, -1, List.of(List.of(1, 2), List.of(2, 1)), Map.of("flush.ms", "7"), false));
        assertThat(response.topics()).singleElement().satisfies(topic -> {
            assertThat(topic.errorCode()).isZero();
            if (version >= 5) {
                assertThat(topic.numPartitions()).isEqualTo(1);
                assertThat(topic.configs()).hasSize(TopicConfigKey.values().length);
            }
            if (version >= 7) {
                assertThat(topic.topicId())
                        .isEqualTo(served.broker().image().topicId("new").uuid());
            }
        });
    }

    @Test
    void aTopicThatIsNamedTwiceOrRefusedIsNotCreated() throws IOException {
        served.broker().refuses(AdminRequest.CreateTopic.class, ErrorCode.TOPIC_ALREADY_EXISTS, "it exists");
        CreateTopicsResponse response = client.ask(
                new CreateTopicsRequest()
                        .topics(List.of(
                                new CreatableTopic().name("twice").numPartitions(1),
                                new CreatableTopic().name("twice").numPartitions(2),
                                new CreatableTopic().name("there").numPartitions(1))),
                5,
                CreateTopicsResponse.class);
        assertThat(response.topics())
                .extracting(topic -> error(topic.errorCode()))
                .containsExactly(ErrorCode.INVALID_REQUEST, ErrorCode.TOPIC_ALREADY_EXISTS);
        assertThat(response.topics().get(1).errorMessage()).isEqualTo("it exists");
        assertThat(served.broker().asked()).hasSize(1);
    }

    @Test
    void topicsAreDeletedByNameOrById() throws IOException {
        // given
        TopicId id = served.topic("t", 1);
        // when
        client.ask(new DeleteTopicsRequest().topicNames(List.of("t")), 3, DeleteTopicsResponse.class);
        DeleteTopicsResponse byId = client.ask(
                new DeleteTopicsRequest()
                        .topics(List.of(
                                new DeleteTopicState().topicId(id.uuid()),
                                new DeleteTopicState().topicId(TopicId.random().uuid()))),
                6,
                DeleteTopicsResponse.class);
        // then
        assertThat(served.broker().asked())
                .containsExactly(new AdminRequest.DeleteTopic("t"), new AdminRequest.DeleteTopic("t"));
        assertThat(byId.responses())
                .extracting(one -> error(one.errorCode()))
                .containsExactly(ErrorCode.NONE, ErrorCode.UNKNOWN_TOPIC_ID);
        assertThat(byId.responses().get(0).name()).isEqualTo("t");
    }

    @Test
    void partitionsAreAddedWhereSomebodyWantsThemOrJudgedOnly() throws IOException {
        client.ask(
                new CreatePartitionsRequest()
                        .validateOnly(true)
                        .topics(List.of(new CreatePartitionsTopic()
                                .name("t")
                                .count(3)
                                .assignments(List.of(new CreatePartitionsAssignment().brokerIds(new int[] {2, 3}))))),
                3,
                CreatePartitionsResponse.class);
        assertThat(served.broker().asked())
                .containsExactly(new AdminRequest.CreatePartitions("t", 3, List.of(List.of(2, 3)), true));
    }

    @Test
    void everyConfigurationOfATopicIsDescribedWithWhereItComesFrom() throws IOException {
        // given
        served.topic("t", 1);
        // when
        DescribeConfigsResponse response = client.ask(
                new DescribeConfigsRequest()
                        .includeSynonyms(true)
                        .resources(List.of(new DescribeConfigsResource()
                                .resourceType(TOPIC)
                                .resourceName("t")
                                .configurationKeys(null))),
                4,
                DescribeConfigsResponse.class);
        // then: the broker's own default of retention.ms is another one than Kafka's
        List<DescribeConfigsResourceResult> configs = response.results().get(0).configs();
        assertThat(configs).hasSize(TopicConfigKey.values().length);
        assertThat(configs)
                .filteredOn(one -> one.name().equals("retention.ms"))
                .singleElement()
                .satisfies(one -> {
                    assertThat(one.value()).isEqualTo("60000");
                    assertThat(one.configSource()).isEqualTo((byte) 4);
                    assertThat(one.configType()).isEqualTo((byte) 5);
                    // by its name there, which has no default in ms
                    assertThat(one.synonyms())
                            .extracting(DescribeConfigsSynonym::name)
                            .containsExactly("log.retention.ms");
                });
        assertThat(configs)
                .filteredOn(one -> one.name().equals("cleanup.policy"))
                .singleElement()
                .satisfies(one -> {
                    assertThat(one.configSource()).isEqualTo((byte) 5);
                    assertThat(one.configType()).isEqualTo((byte) 7);
                    assertThat(one.synonyms())
                            .extracting(DescribeConfigsSynonym::name)
                            .containsExactly("log.cleanup.policy");
                });
    }

    @Test
    void theConfigurationOfThisBrokerIsDescribedAndOfNoOther() throws IOException {
        DescribeConfigsResponse response = client.ask(
                new DescribeConfigsRequest()
                        .resources(List.of(
                                new DescribeConfigsResource()
                                        .resourceType(BROKER)
                                        .resourceName("1")
                                        .configurationKeys(null),
                                new DescribeConfigsResource()
                                        .resourceType(BROKER)
                                        .resourceName("2"),
                                new DescribeConfigsResource()
                                        .resourceType((byte) 16)
                                        .resourceName("x"))),
                4,
                DescribeConfigsResponse.class);
        assertThat(response.results().get(0).configs()).anySatisfy(one -> {
            assertThat(one.name()).isEqualTo("auto.create.topics.enable");
            assertThat(one.value()).isEqualTo("true");
            assertThat(one.readOnly()).isTrue();
        });
        // Not what was configured, which may be "any free port", but what actor clients are to dial.
        assertThat(response.results().get(0).configs())
                .filteredOn(one -> one.name().equals("artery.port"))
                .singleElement()
                .extracting(DescribeConfigsResourceResult::value)
                .isEqualTo("1");
        assertThat(response.results())
                .extracting(one -> error(one.errorCode()))
                .containsExactly(ErrorCode.NONE, ErrorCode.INVALID_REQUEST, ErrorCode.INVALID_REQUEST);
    }

    @Test
    void configurationsAreSetRemovedAndTheirListsChangedInOneRequest() throws IOException {
        // given
        served.topic("t", 1);
        // when
        IncrementalAlterConfigsResponse response = client.ask(
                new IncrementalAlterConfigsRequest()
                        .validateOnly(true)
                        .resources(List.of(
                                new AlterConfigsResource()
                                        .resourceType(TOPIC)
                                        .resourceName("t")
                                        .configs(List.of(
                                                config("flush.ms", 0, "5"),
                                                config("retention.ms", 1, null),
                                                config("cleanup.policy", 2, "compact"))),
                                new AlterConfigsResource()
                                        .resourceType(TOPIC)
                                        .resourceName("t")
                                        .configs(List.of(config("flush.ms", 2, "5"))),
                                new AlterConfigsResource()
                                        .resourceType(BROKER)
                                        .resourceName("1")
                                        .configs(List.of(config("num.partitions", 0, "5"))),
                                new AlterConfigsResource()
                                        .resourceType(BROKER)
                                        .resourceName("1")
                                        .configs(List.of(config("leader.replication.throttled.rate", 1, null))))),
                1,
                IncrementalAlterConfigsResponse.class);
        // then
        assertThat(served.broker().asked())
                .containsExactly(new AdminRequest.AlterTopicConfig(
                        "t",
                        Map.of("flush.ms", "5", "cleanup.policy", "delete,compact"),
                        List.of("retention.ms"),
                        true));
        assertThat(response.responses())
                .extracting(one -> error(one.errorCode()))
                .containsExactly(ErrorCode.NONE, ErrorCode.INVALID_CONFIG, ErrorCode.INVALID_REQUEST, ErrorCode.NONE);
    }

    private static AlterableConfig config(String name, int operation, String value) {
        return new AlterableConfig()
                .name(name)
                .configOperation((byte) operation)
                .value(value);
    }

    @Test
    void oldClientsReplaceTheWholeConfiguration() throws IOException {
        served.topic("t", 1);
        client.ask(
                new AlterConfigsRequest()
                        .resources(List.of(new AlterConfigsRequest.AlterConfigsResource()
                                .resourceType(TOPIC)
                                .resourceName("t")
                                .configs(List.of(new AlterConfigsRequest.AlterableConfig()
                                        .name("flush.ms")
                                        .value("5"))))),
                1,
                AlterConfigsResponse.class);
        assertThat(served.broker().asked())
                .containsExactly(new AdminRequest.AlterTopicConfig("t", Map.of("flush.ms", "5"), List.of()));
    }

    @Test
    void partitionsAreDescribedSoManyAtATime() throws IOException {
        // given
        served.topic("a", 2);
        served.topic("b", 3);
        // when
        DescribeTopicPartitionsResponse first = client.ask(
                new DescribeTopicPartitionsRequest().responsePartitionLimit(3),
                0,
                DescribeTopicPartitionsResponse.class);
        // then
        assertThat(first.topics())
                .extracting(topic -> topic.partitions().size())
                .containsExactly(2, 1);
        assertThat(first.nextCursor().topicName()).isEqualTo("b");
        DescribeTopicPartitionsResponse second = client.ask(
                new DescribeTopicPartitionsRequest()
                        .responsePartitionLimit(3)
                        .cursor(new Cursor()
                                .topicName(first.nextCursor().topicName())
                                .partitionIndex(first.nextCursor().partitionIndex())),
                0,
                DescribeTopicPartitionsResponse.class);
        assertThat(second.topics()).singleElement().satisfies(topic -> assertThat(topic.partitions())
                .extracting(partition -> partition.partitionIndex())
                .containsExactly(1, 2));
        assertThat(second.nextCursor()).isNull();
    }

    @Test
    void aLeaderIsElectedOnlyWhereThatChangesSomething() throws IOException {
        served.topic("t", 2);
        ElectLeadersResponse response = client.ask(
                new ElectLeadersRequest()
                        .topicPartitions(
                                List.of(new TopicPartitions().topic("t").partitions(new int[] {0, 7}))),
                2,
                ElectLeadersResponse.class);
        assertThat(response.replicaElectionResults().get(0).partitionResult())
                .extracting(one -> error(one.errorCode()))
                .containsExactly(ErrorCode.ELECTION_NOT_NEEDED, ErrorCode.UNKNOWN_TOPIC_OR_PARTITION);
        assertThat(served.broker().asked()).isEmpty();
    }

    @Test
    void brokersAreDescribedAndFencedOnesIfAskedFor() throws IOException {
        assertThat(client.ask(new DescribeClusterRequest(), 0, DescribeClusterResponse.class)
                        .brokers())
                .extracting(broker -> broker.brokerId())
                .containsExactly(1, 2);
        assertThat(client.ask(new DescribeClusterRequest().includeFencedBrokers(true), 2, DescribeClusterResponse.class)
                        .brokers())
                .extracting(broker -> broker.isFenced())
                .containsExactly(false, false, true);
        assertThat(error(client.ask(
                                new DescribeClusterRequest().endpointType((byte) 2), 1, DescribeClusterResponse.class)
                        .errorCode()))
                .isEqualTo(ErrorCode.UNSUPPORTED_ENDPOINT_TYPE);
    }

    @Test
    void replicasAreSentToOtherLogDirectoriesAndEachIsAnswered() throws IOException {
        served.topic("t", 2);
        AlterReplicaLogDirsResponse response = client.ask(
                new AlterReplicaLogDirsRequest()
                        .dirs(List.of(
                                directory("/logs2", "t", 0),
                                directory("/elsewhere", "t", 1),
                                directory("/logs2", "t", 99))),
                2,
                AlterReplicaLogDirsResponse.class);
        assertThat(response.results()).singleElement().satisfies(topic -> {
            assertThat(topic.topicName()).isEqualTo("t");
            assertThat(topic.partitions())
                    .extracting(partition -> error(partition.errorCode()))
                    .containsExactly(ErrorCode.NONE, ErrorCode.LOG_DIR_NOT_FOUND, ErrorCode.UNKNOWN_TOPIC_OR_PARTITION);
        });
    }

    private static AlterReplicaLogDir directory(String path, String topic, int... partitions) {
        return new AlterReplicaLogDir()
                .path(path)
                .topics(List.of(new AlterReplicaLogDirTopic().name(topic).partitions(partitions)));
    }

    @Test
    void whatLiesInTheLogDirectoriesIsDescribed() throws IOException {
        DescribeLogDirsResponse response =
                client.ask(new DescribeLogDirsRequest().topics(null), 4, DescribeLogDirsResponse.class);
        assertThat(response.results()).singleElement().satisfies(directory -> {
            assertThat(directory.logDir()).isEqualTo("/logs");
            assertThat(directory.usableBytes()).isEqualTo(40);
            assertThat(directory.topics().get(0).partitions().get(0).partitionSize())
                    .isEqualTo(7);
        });
        assertThat(client.ask(new DescribeLogDirsRequest().topics(List.of()), 4, DescribeLogDirsResponse.class)
                        .results()
                        .get(0)
                        .topics())
                .isEmpty();
    }

    @Test
    void theEndOfAnEpochAndANewLogStartComeFromTheLeader() throws IOException {
        // given
        TopicId topic = served.topic("t", 1);
        TopicIdPartition partition = new TopicIdPartition(topic, 0);
        client.send(
                new OffsetForLeaderEpochRequest()
                        .replicaId(-1)
                        .topics(List.of(new OffsetForLeaderTopic()
                                .topic("t")
                                .partitions(List.of(new OffsetForLeaderPartition()
                                        .partition(0)
                                        .currentLeaderEpoch(4)
                                        .leaderEpoch(2))))),
                4);
        client.send(
                new DeleteRecordsRequest()
                        .topics(List.of(new DeleteRecordsTopic()
                                .name("t")
                                .partitions(List.of(
                                        new DeleteRecordsPartition()
                                                .partitionIndex(0)
                                                .offset(-1),
                                        new DeleteRecordsPartition()
                                                .partitionIndex(5)
                                                .offset(3))))),
                2);
        // when
        FindEpochEnd find = served.broker().told(FindEpochEnd.class);
        assertThat(find.epoch()).isEqualTo(2);
        find.replyTo().tell(new PartitionReply.EpochEndFound(partition, find.requestId(), ErrorCode.NONE, 1, 33));
        DeleteRecords delete = served.broker().told(DeleteRecords.class);
        assertThat(delete.offset()).isEqualTo(-1);
        delete.replyTo()
                .tell(new PartitionReply.OffsetListed(partition, delete.requestId(), ErrorCode.NONE, 44, -1, 1, 4));
        // then
        OffsetForLeaderEpochResponse ends = (OffsetForLeaderEpochResponse)
                client.read(ApiKey.OFFSET_FOR_LEADER_EPOCH, 4).body();
        assertThat(ends.topics().get(0).partitions().get(0).endOffset()).isEqualTo(33);
        assertThat(ends.topics().get(0).partitions().get(0).leaderEpoch()).isEqualTo(1);
        DeleteRecordsResponse deleted =
                (DeleteRecordsResponse) client.read(ApiKey.DELETE_RECORDS, 2).body();
        assertThat(deleted.topics().get(0).partitions())
                .extracting(one -> one.lowWatermark())
                .containsExactly(44L, -1L);
        assertThat(error(deleted.topics().get(0).partitions().get(1).errorCode()))
                .isEqualTo(ErrorCode.UNKNOWN_TOPIC_OR_PARTITION);
    }

    @Test
    void nobodyGivesUpRecordsOfATopicOfTheCluster() throws IOException {
        // given
        served.topic("__consumer_offsets", 1);

        // when
        client.send(
                new DeleteRecordsRequest()
                        .topics(List.of(new DeleteRecordsTopic()
                                .name("__consumer_offsets")
                                .partitions(List.of(new DeleteRecordsPartition()
                                        .partitionIndex(0)
                                        .offset(-1))))),
                2);

        // then: nobody was told, or this would wait
        DeleteRecordsResponse refused =
                (DeleteRecordsResponse) client.read(ApiKey.DELETE_RECORDS, 2).body();
        assertThat(error(refused.topics().get(0).partitions().get(0).errorCode()))
                .isEqualTo(ErrorCode.INVALID_TOPIC_EXCEPTION);
    }
}
