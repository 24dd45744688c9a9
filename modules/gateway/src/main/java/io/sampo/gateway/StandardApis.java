package io.sampo.gateway;

import io.sampo.apis.ApiHandler;
import io.sampo.apis.ApiRegistry;
import io.sampo.apis.cluster.AlterClientQuotasHandler;
import io.sampo.apis.cluster.AlterConfigsHandler;
import io.sampo.apis.cluster.AlterReplicaLogDirsHandler;
import io.sampo.apis.cluster.DescribeClientQuotasHandler;
import io.sampo.apis.cluster.DescribeClusterHandler;
import io.sampo.apis.cluster.DescribeConfigsHandler;
import io.sampo.apis.cluster.DescribeLogDirsHandler;
import io.sampo.apis.cluster.IncrementalAlterConfigsHandler;
import io.sampo.apis.cluster.ListConfigResourcesHandler;
import io.sampo.apis.records.DeleteRecordsHandler;
import io.sampo.apis.records.FetchHandler;
import io.sampo.apis.records.InitProducerIdHandler;
import io.sampo.apis.records.ListOffsetsHandler;
import io.sampo.apis.records.OffsetForLeaderEpochHandler;
import io.sampo.apis.records.ProduceHandler;
import io.sampo.apis.topics.AlterPartitionReassignmentsHandler;
import io.sampo.apis.topics.CreatePartitionsHandler;
import io.sampo.apis.topics.CreateTopicsHandler;
import io.sampo.apis.topics.DeleteTopicsHandler;
import io.sampo.apis.topics.DescribeTopicPartitionsHandler;
import io.sampo.apis.topics.ElectLeadersHandler;
import io.sampo.apis.topics.ListPartitionReassignmentsHandler;
import io.sampo.apis.topics.MetadataHandler;
import io.sampo.groupapis.ConsumerGroupDescribeHandler;
import io.sampo.groupapis.ConsumerGroupHeartbeatHandler;
import io.sampo.groupapis.DeleteGroupsHandler;
import io.sampo.groupapis.DescribeGroupsHandler;
import io.sampo.groupapis.FindCoordinatorHandler;
import io.sampo.groupapis.HeartbeatHandler;
import io.sampo.groupapis.JoinGroupHandler;
import io.sampo.groupapis.LeaveGroupHandler;
import io.sampo.groupapis.ListGroupsHandler;
import io.sampo.groupapis.OffsetCommitHandler;
import io.sampo.groupapis.OffsetDeleteHandler;
import io.sampo.groupapis.OffsetFetchHandler;
import io.sampo.groupapis.SyncGroupHandler;
import java.util.List;
import java.util.stream.Stream;

/** Everything that Sampo serves. A new API is a handler, and its line here. */
final class StandardApis {
    private static final List<ApiHandler> RECORDS = List.of(
            new ProduceHandler(),
            new FetchHandler(),
            new ListOffsetsHandler(),
            new InitProducerIdHandler(),
            new OffsetForLeaderEpochHandler(),
            new DeleteRecordsHandler());

    private static final List<ApiHandler> TOPICS = List.of(
            new MetadataHandler(),
            new CreateTopicsHandler(),
            new DeleteTopicsHandler(),
            new CreatePartitionsHandler(),
            new DescribeTopicPartitionsHandler(),
            new ElectLeadersHandler(),
            new AlterPartitionReassignmentsHandler(),
            new ListPartitionReassignmentsHandler());

    private static final List<ApiHandler> CLUSTER = List.of(
            new DescribeClusterHandler(),
            new DescribeConfigsHandler(),
            new IncrementalAlterConfigsHandler(),
            new AlterConfigsHandler(),
            new ListConfigResourcesHandler(),
            new DescribeLogDirsHandler(),
            new AlterReplicaLogDirsHandler(),
            new DescribeClientQuotasHandler(),
            new AlterClientQuotasHandler());

    private static final List<ApiHandler> GROUPS = List.of(
            new FindCoordinatorHandler(),
            new JoinGroupHandler(),
            new SyncGroupHandler(),
            new HeartbeatHandler(),
            new LeaveGroupHandler(),
            new ConsumerGroupHeartbeatHandler(),
            new OffsetCommitHandler(),
            new OffsetFetchHandler(),
            new OffsetDeleteHandler(),
            new ListGroupsHandler(),
            new DescribeGroupsHandler(),
            new ConsumerGroupDescribeHandler(),
            new DeleteGroupsHandler());

    private StandardApis() {}

    static ApiRegistry registry() {
        return new ApiRegistry(Stream.of(RECORDS, TOPICS, CLUSTER, GROUPS)
                .flatMap(List::stream)
                .toList());
    }
}
