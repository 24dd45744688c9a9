package io.sampo.messages.wire;

import io.sampo.messages.AdminReply;
import io.sampo.messages.AdminRequest;
import io.sampo.messages.BrokerMessage;
import io.sampo.messages.ClientMessage;
import io.sampo.messages.ClusterView;
import io.sampo.messages.ControllerMessage;
import io.sampo.messages.ControllerReply;
import io.sampo.messages.FeedMessage;
import io.sampo.messages.GroupCall;
import io.sampo.messages.GroupReply;
import io.sampo.messages.SessionMessage;
import io.sampo.model.BrokerEndpoints;
import io.sampo.model.EligibleReplicas;
import io.sampo.model.KafkaListener;
import io.sampo.model.PartitionState;
import io.sampo.model.TopicId;
import io.sampo.model.TopicIdPartition;
import io.sampo.model.TopicPartition;

/**
 * The one table of everything that Kryo may write, with its id on the wire. An id is never changed and never used again;
 * a new type takes the next free one. Ids below 10 are Kryo's own.
 */
enum WireType {
    TOPIC_ID(10, TopicId.class),
    TOPIC_ID_PARTITION(11, TopicIdPartition.class),
    BROKER_ENDPOINTS(12, BrokerEndpoints.class),
    PARTITION_STATE(13, PartitionState.class),
    CLUSTER_VIEW(14, ClusterView.class),
    BROKER_VIEW(15, ClusterView.BrokerView.class),
    TOPIC_VIEW(16, ClusterView.TopicView.class),
    PROPOSE_ISR(17, BrokerMessage.ProposeIsr.class),
    ISR_MEMBER(18, BrokerMessage.IsrMember.class),
    ELIGIBLE_REPLICAS(19, EligibleReplicas.class),
    REPLICA_TAIL(20, BrokerMessage.ReplicaTail.class),
    TOPIC_PARTITION(21, TopicPartition.class),
    PARTITION_TARGET(24, AdminRequest.PartitionTarget.class),
    REASSIGNMENT_VIEW(25, ClusterView.ReassignmentView.class),
    VOTER_VIEW(26, AdminReply.VoterView.class),

    CREATE_TOPIC(30, AdminRequest.CreateTopic.class),
    DELETE_TOPIC(31, AdminRequest.DeleteTopic.class),
    CREATE_PARTITIONS(32, AdminRequest.CreatePartitions.class),
    ALTER_TOPIC_CONFIG(33, AdminRequest.AlterTopicConfig.class),
    ADMIN_REPLY(34, AdminReply.class),
    ELECT_LEADERS(35, AdminRequest.ElectLeaders.class),
    ALTER_REASSIGNMENTS(40, AdminRequest.AlterReassignments.class),
    UNREGISTER_BROKER(41, AdminRequest.UnregisterBroker.class),
    ALTER_VOTERS(42, AdminRequest.AlterVoters.class),
    LIST_VOTERS(43, AdminRequest.ListVoters.class),

    OPEN(50, SessionMessage.Open.class),
    CLOSE(51, SessionMessage.Close.class),
    PING(52, SessionMessage.Ping.class),
    SUBSCRIBE(53, SessionMessage.Subscribe.class),
    FETCH(54, SessionMessage.Fetch.class),
    CANCEL_FETCH(55, SessionMessage.CancelFetch.class),
    LIST_OFFSET(56, SessionMessage.ListOffset.class),
    INIT_PRODUCER_ID(57, SessionMessage.InitProducerId.class),
    SESSION_ADMIN(58, SessionMessage.Admin.class),
    DESCRIBE_REPLICA(64, SessionMessage.DescribeReplica.class),
    ASK_GROUP(65, SessionMessage.AskGroup.class),
    DELETE_RECORDS(66, SessionMessage.DeleteRecords.class),

    OPENED(70, ClientMessage.Opened.class),
    CLOSED(71, ClientMessage.Closed.class),
    PONG(72, ClientMessage.Pong.class),
    VIEW_CHANGED(73, ClientMessage.ViewChanged.class),
    OFFSET_LISTED(74, ClientMessage.OffsetListed.class),
    PRODUCER_ID_GIVEN(75, ClientMessage.ProducerIdGiven.class),
    CLIENT_ADMIN_DONE(76, ClientMessage.AdminDone.class),
    REPLICA_DESCRIBED(84, ClientMessage.ReplicaDescribed.class),
    GROUP_ANSWERED(85, ClientMessage.GroupAnswered.class),

    REGISTER_BROKER(90, ControllerMessage.RegisterBroker.class),
    FEED_SUBSCRIBE(91, ControllerMessage.FeedSubscribe.class),
    FEED_ACK(92, ControllerMessage.FeedAck.class),
    ALTER_PARTITION(93, ControllerMessage.AlterPartition.class),
    RESIGN_LEADERSHIP(94, ControllerMessage.ResignLeadership.class),
    CONTROLLED_SHUTDOWN(95, ControllerMessage.ControlledShutdown.class),
    ALLOCATE_PRODUCER_IDS(96, ControllerMessage.AllocateProducerIds.class),
    CONTROLLER_ADMIN(97, ControllerMessage.Admin.class),
    REPORT_TAILS(98, ControllerMessage.ReportTails.class),
    REPLICAS_FAILED(99, ControllerMessage.ReplicasFailed.class),

    NOT_CONTROLLER(110, ControllerReply.NotController.class),
    REGISTERED(111, ControllerReply.Registered.class),
    REGISTRATION_REFUSED(112, ControllerReply.RegistrationRefused.class),
    PARTITIONS_ALTERED(113, ControllerReply.PartitionsAltered.class),
    SHUTDOWN_GRANTED(114, ControllerReply.ShutdownGranted.class),
    PRODUCER_IDS(115, ControllerReply.ProducerIds.class),
    CONTROLLER_ADMIN_DONE(116, ControllerReply.AdminDone.class),

    FEED_SNAPSHOT(130, FeedMessage.Snapshot.class),
    FEED_EVENTS(131, FeedMessage.Events.class),

    KAFKA_LISTENER(140, KafkaListener.class),

    GROUP_BEAT(141, GroupCall.Beat.class),
    COMMIT_OFFSETS(142, GroupCall.Commit.class),
    FETCH_OFFSETS(143, GroupCall.FetchOffsets.class),
    DELETE_OFFSETS(144, GroupCall.DeleteOffsets.class),
    DELETE_GROUP(145, GroupCall.Delete.class),
    DESCRIBE_GROUP(146, GroupCall.Describe.class),
    LIST_GROUPS(147, GroupCall.ListGroups.class),
    FIND_COORDINATOR(148, GroupCall.FindCoordinator.class),
    GROUP_POSITION(150, GroupCall.Position.class),

    COORDINATOR_FOUND(160, GroupReply.CoordinatorFound.class),
    GROUP_BEATEN(161, GroupReply.Beaten.class),
    OFFSETS_COMMITTED(162, GroupReply.OffsetsCommitted.class),
    OFFSETS_FETCHED(163, GroupReply.OffsetsFetched.class),
    OFFSETS_DELETED(164, GroupReply.OffsetsDeleted.class),
    GROUP_DELETED(165, GroupReply.Deleted.class),
    GROUP_DESCRIBED(166, GroupReply.Described.class),
    GROUPS_LISTED(167, GroupReply.Listed.class),
    PARTITION_OUTCOME(170, GroupReply.PartitionOutcome.class),
    COMMITTED_POSITION(171, GroupReply.CommittedPosition.class),
    GROUP_MEMBER(172, GroupReply.Member.class),
    GROUP_LISTING(173, GroupReply.Listing.class);

    private final int id;
    private final Class<? extends Record> type;

    WireType(int id, Class<? extends Record> type) {
        this.id = id;
        this.type = type;
    }

    int id() {
        return id;
    }

    Class<? extends Record> type() {
        return type;
    }
}
