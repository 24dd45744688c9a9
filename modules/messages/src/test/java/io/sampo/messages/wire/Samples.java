package io.sampo.messages.wire;

import io.sampo.messages.AdminReply;
import io.sampo.messages.AdminRequest;
import io.sampo.messages.BrokerMessage.IsrMember;
import io.sampo.messages.BrokerMessage.ProposeIsr;
import io.sampo.messages.BrokerMessage.ReplicaTail;
import io.sampo.messages.ClientMessage;
import io.sampo.messages.ClusterView;
import io.sampo.messages.ControllerMessage;
import io.sampo.messages.ControllerReply;
import io.sampo.messages.FeedMessage;
import io.sampo.messages.GroupCall;
import io.sampo.messages.GroupReply;
import io.sampo.messages.SessionMessage;
import io.sampo.messages.WireMessage;
import io.sampo.model.Acks;
import io.sampo.model.BrokerEndpoints;
import io.sampo.model.EligibleReplicas;
import io.sampo.model.ErrorCode;
import io.sampo.model.KafkaListener;
import io.sampo.model.PartitionState;
import io.sampo.model.TopicId;
import io.sampo.model.TopicIdPartition;
import io.sampo.model.TopicPartition;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.pekko.actor.typed.ActorRef;

/** One message of each type, every component different from its default. */
final class Samples {
    private static final TopicId TOPIC = new TopicId(new UUID(0x0102030405060708L, 0x1112131415161718L));
    private static final TopicIdPartition PARTITION = new TopicIdPartition(TOPIC, 7);
    private static final BrokerEndpoints FIRST_ENDPOINTS =
            new BrokerEndpoints("10.0.0.1", 25520, 9092, 40400, 9970, 9870, 8558);
    private static final BrokerEndpoints ENDPOINTS = FIRST_ENDPOINTS.withKafka(
            List.of(new KafkaListener("INSIDE", "10.0.0.1", 9092), new KafkaListener("OUTSIDE", "example.org", 19092)));

    private Samples() {}

    static List<WireMessage> all(ActorRef<?> ref) {
        List<WireMessage> all = new ArrayList<>(ofClients(ref));
        all.addAll(ofGroups());
        all.addAll(ofBrokers(ref));
        return all;
    }

    private static List<WireMessage> ofClients(ActorRef<?> ref) {
        return List.of(
                new AdminRequest.CreateTopic(
                        "book", 3, 2, List.of(List.of(1, 2), List.of(2, 3)), Map.of("retention.ms", "60000"), true),
                new AdminRequest.DeleteTopic("book"),
                new AdminRequest.CreatePartitions("book", 12, List.of(List.of(1, 2)), true),
                new AdminRequest.AlterTopicConfig("book", Map.of("b", "2", "a", "1"), List.of("flush.ms"), true),
                new AdminRequest.ElectLeaders("book", List.of(3, 200), true),
                new AdminRequest.AlterReassignments(
                        List.of(new AdminRequest.PartitionTarget("book", 3, List.of(4, 1))), 1_000_000),
                new AdminRequest.UnregisterBroker(4),
                new AdminRequest.AlterVoters(4, true),
                new AdminRequest.ListVoters(),
                new AdminReply(
                        ErrorCode.TOPIC_ALREADY_EXISTS,
                        "Topic 'book' exists",
                        4711,
                        List.of(new AdminReply.VoterView(4, "4-a", "10.0.0.4:9870", true, false, 17))),
                view(),
                new SessionMessage.Open("shop", ref.unsafeUpcast()),
                new SessionMessage.Close(),
                new SessionMessage.Ping(300),
                new SessionMessage.Subscribe(List.of("book", "words"), 99),
                new SessionMessage.Produce(1, PARTITION, Acks.ALL, 5, 30_000, bytes("batches")),
                new SessionMessage.Fetch(2, PARTITION, 5, 1L << 40, 1 << 20, 1, 500),
                new SessionMessage.CancelFetch(3, PARTITION),
                new SessionMessage.ListOffset(4, PARTITION, 5, -2),
                new SessionMessage.InitProducerId(5),
                new SessionMessage.DescribeReplica(7, PARTITION),
                new SessionMessage.DeleteRecords(9, PARTITION, 1L << 40),
                new SessionMessage.Admin(6, new AdminRequest.DeleteTopic("book")),
                new ClientMessage.Opened("cluster", 1, 17, ref.unsafeUpcast()),
                new ClientMessage.Closed(1, "stopping"),
                new ClientMessage.Pong(1, 300),
                new ClientMessage.ViewChanged(1, view()),
                new ClientMessage.Produced(
                        1, PARTITION, ErrorCode.NOT_LEADER_OR_FOLLOWER, 1L << 41, 1_700_000_000_000L, 3, 6),
                new ClientMessage.Fetched(
                        2, PARTITION, ErrorCode.OFFSET_OUT_OF_RANGE, 1L << 42, 12, 3, 6, bytes("stored")),
                new ClientMessage.OffsetListed(
                        3, PARTITION, ErrorCode.UNKNOWN_LEADER_EPOCH, 44, 1_700_000_000_001L, 3, 6),
                new ClientMessage.ReplicaDescribed(7, PARTITION, ErrorCode.REPLICA_NOT_AVAILABLE, 1, 2, 3, 1L << 40),
                new ClientMessage.ProducerIdGiven(5, ErrorCode.NOT_CONTROLLER, 9000, (short) 2),
                new ClientMessage.AdminDone(6, new AdminReply(ErrorCode.NONE, "", 100)));
    }

    private static List<WireMessage> ofGroups() {
        TopicPartition named = new TopicPartition("book", 7);
        return List.of(
                new SessionMessage.AskGroup(8, "readers", new GroupCall.Describe()),
                new ClientMessage.GroupAnswered(8, new GroupReply.Deleted(ErrorCode.NON_EMPTY_GROUP)),
                new GroupCall.FindCoordinator(),
                new GroupCall.Beat(
                        "m1", 5, "i1", 300_000, true, List.of("book"), "b.*", "range", true, List.of(PARTITION)),
                new GroupCall.Commit(
                        "m1", null, 5, List.of(new GroupCall.Position("book", PARTITION, 1L << 40, 6, "mine"))),
                new GroupCall.FetchOffsets("m1", 5, true, List.of(named)),
                new GroupCall.DeleteOffsets(List.of(named)),
                new GroupCall.Delete(),
                new GroupCall.Describe(),
                new GroupCall.ListGroups(),
                new GroupReply.CoordinatorFound(ErrorCode.COORDINATOR_NOT_AVAILABLE, 3),
                new GroupReply.Beaten(ErrorCode.FENCED_MEMBER_EPOCH, "join again", 6, 5_000, true, List.of(PARTITION)),
                new GroupReply.OffsetsCommitted(
                        ErrorCode.STALE_MEMBER_EPOCH,
                        "too old",
                        List.of(new GroupReply.PartitionOutcome(named, ErrorCode.OFFSET_METADATA_TOO_LARGE))),
                new GroupReply.OffsetsFetched(
                        ErrorCode.UNKNOWN_MEMBER_ID,
                        "who?",
                        List.of(new GroupReply.CommittedPosition(named, 1L << 40, 6, "mine", 1_700_000_000_000L))),
                new GroupReply.OffsetsDeleted(
                        ErrorCode.GROUP_ID_NOT_FOUND,
                        List.of(new GroupReply.PartitionOutcome(named, ErrorCode.GROUP_SUBSCRIBED_TO_TOPIC))),
                new GroupReply.Deleted(ErrorCode.NON_EMPTY_GROUP),
                new GroupReply.Described(
                        ErrorCode.INVALID_GROUP_ID,
                        true,
                        "Stable",
                        "consumer",
                        "uniform",
                        6,
                        7,
                        List.of(new GroupReply.Member(
                                "m1",
                                "i1",
                                "shop",
                                "/10.0.0.9",
                                6,
                                true,
                                List.of("book"),
                                "b.*",
                                List.of(named),
                                List.of(new TopicPartition("book", 8))))),
                new GroupReply.Listed(
                        ErrorCode.COORDINATOR_LOAD_IN_PROGRESS,
                        List.of(new GroupReply.Listing("readers", true, "Empty", "consumer"))));
    }

    private static List<WireMessage> ofBrokers(ActorRef<?> ref) {
        return List.of(
                new ControllerMessage.RegisterBroker(
                        2,
                        "cluster",
                        new UUID(1, 2),
                        ENDPOINTS,
                        "sampo",
                        List.of(new UUID(3, 4), new UUID(5, 6)),
                        17,
                        true,
                        ref.unsafeUpcast()),
                new ControllerMessage.FeedSubscribe(2, 18, 1000, ref.unsafeUpcast()),
                new ControllerMessage.FeedAck(2, 18, 1001),
                new ControllerMessage.AlterPartition(
                        2,
                        18,
                        1,
                        List.of(new ProposeIsr(PARTITION, 5, 9, List.of(new IsrMember(1, 17), new IsrMember(2, 18)))),
                        ref.unsafeUpcast()),
                new ControllerMessage.ResignLeadership(2, 18, Map.of(PARTITION, 5), "disk full"),
                new ControllerMessage.ReportTails(2, 18, List.of(new ReplicaTail(PARTITION, 9, 5, 1L << 40))),
                new ControllerMessage.ReplicasFailed(2, 18, Map.of(PARTITION, 9)),
                new ControllerMessage.ControlledShutdown(2, 18, ref.unsafeUpcast()),
                new ControllerMessage.AllocateProducerIds(2, 18, 3, ref.unsafeUpcast()),
                new ControllerMessage.Admin(4, new AdminRequest.CreatePartitions("book", 6), ref.unsafeUpcast()),
                new ControllerReply.NotController(3),
                new ControllerReply.Registered("cluster", 19, 16),
                new ControllerReply.RegistrationRefused(ErrorCode.INCONSISTENT_CLUSTER_ID, "another cluster"),
                new ControllerReply.PartitionsAltered(
                        1, ErrorCode.NONE, 1002, Map.of(PARTITION, ErrorCode.INVALID_UPDATE_VERSION)),
                new ControllerReply.ShutdownGranted(1003, 1),
                new ControllerReply.ProducerIds(3, ErrorCode.NONE, 5000, 1000),
                new ControllerReply.AdminDone(4, new AdminReply(ErrorCode.NONE, "", 1004)),
                new FeedMessage.Snapshot(16, 1005, 1, 3, new byte[] {1, 2, 3}),
                new FeedMessage.Events(16, 1006, List.of(new byte[] {4}, new byte[] {5, 6})));
    }

    /** What the first release wrote of {@link #view}: nobody eligible outside the ISR was known then. */
    static ClusterView viewOfTheFirstRelease() {
        ClusterView view = view();
        ClusterView.TopicView topic = view.topics().get(0);
        return new ClusterView(
                view.clusterId(),
                view.controllerId(),
                view.controllerEpoch(),
                view.metadataOffset(),
                List.of(new ClusterView.BrokerView(1, 17, true, "sampo", FIRST_ENDPOINTS)),
                List.of(new ClusterView.TopicView(
                        topic.topic(),
                        topic.topicId(),
                        topic.config(),
                        List.of(new PartitionState(-1, 5, 9, List.of(1, 2, 3), List.of(1, 2), true)))));
    }

    private static ClusterView view() {
        return new ClusterView(
                "cluster",
                2,
                16,
                1234,
                List.of(new ClusterView.BrokerView(1, 17, true, "sampo", ENDPOINTS)),
                List.of(new ClusterView.TopicView(
                        "book",
                        TOPIC,
                        Map.of("segment.bytes", "1048576"),
                        List.of(new PartitionState(
                                -1,
                                5,
                                9,
                                List.of(1, 2, 3, 4),
                                List.of(1, 2),
                                true,
                                new EligibleReplicas(List.of(3), List.of(4)))))),
                List.of(new ClusterView.ReassignmentView("book", 0, List.of(1, 2, 3), List.of(4, 2, 3))),
                1_000_000);
    }

    private static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    }
}
