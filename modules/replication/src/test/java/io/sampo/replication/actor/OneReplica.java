package io.sampo.replication.actor;

import io.sampo.messages.BrokerMessage;
import io.sampo.messages.PartitionMessage;
import io.sampo.messages.PartitionReply;
import io.sampo.model.Acks;
import io.sampo.model.PartitionState;
import io.sampo.model.TopicConfig;
import io.sampo.model.TopicId;
import io.sampo.model.TopicIdPartition;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;

/** One replica on a broker that is none, and whoever it talks to. */
abstract class OneReplica {
    static ActorTestKit kit;
    static ExecutorService blocking;

    final TopicIdPartition partition = new TopicIdPartition(TopicId.random(), 0);
    TestProbe<BrokerMessage> broker;
    TestProbe<PartitionReply> client;
    FakeBroker home;

    @BeforeAll
    static void start() {
        kit = ActorTestKit.create();
        blocking = Executors.newFixedThreadPool(2, task -> new Thread(task, "sampo-test-blocking"));
    }

    @AfterAll
    static void stop() {
        kit.shutdownTestKit();
        blocking.shutdownNow();
    }

    @BeforeEach
    final void freshBroker() {
        broker = kit.createTestProbe(BrokerMessage.class);
        client = kit.createTestProbe(PartitionReply.class);
        home = new FakeBroker(1, broker.getRef(), blocking);
    }

    final ActorRef<PartitionMessage> leader(int leaderEpoch) {
        ActorRef<PartitionMessage> replica = kit.spawn(PartitionActor.create(home, partition));
        replica.tell(PartitionMessage.Start.START);
        replica.tell(state(1, leaderEpoch, List.of(1), List.of(1), 1, TopicConfig.DEFAULTS));
        return replica;
    }

    final ActorRef<PartitionMessage> served(ActorRef<PartitionMessage> replica) {
        broker.expectMessageClass(BrokerMessage.ReplicaStarted.class);
        return replica;
    }

    final PartitionMessage.ApplyState state(
            int leader, int leaderEpoch, List<Integer> replicas, List<Integer> isr, int version, TopicConfig config) {
        Map<Integer, Long> epochs = new HashMap<>();
        replicas.forEach(id -> epochs.put(id, 10L + id));
        return new PartitionMessage.ApplyState(
                "t",
                partition,
                new PartitionState(leader, leaderEpoch, version, replicas, isr, false),
                config,
                epochs,
                version);
    }

    final PartitionMessage.Produce produce(long requestId, Acks acks, ByteBuffer batches) {
        return new PartitionMessage.Produce(requestId, acks, -1, batches, 30_000, client.getRef());
    }
}
