package io.sampo.client.fake;

import io.sampo.client.ContactPoint;
import io.sampo.client.actor.Gates;
import io.sampo.messages.AdminReply;
import io.sampo.messages.AdminRequest;
import io.sampo.messages.ClientMessage;
import io.sampo.messages.ClusterView;
import io.sampo.messages.SessionMessage;
import io.sampo.model.BrokerEndpoints;
import io.sampo.model.ErrorCode;
import io.sampo.model.PartitionState;
import io.sampo.model.TopicId;
import io.sampo.model.TopicIdPartition;
import io.sampo.model.TopicPartition;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.apache.pekko.actor.Address;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Props;
import org.jspecify.annotations.Nullable;

/**
 * Brokers in one actor system that share one memory and speak the session protocol; the test moves leaders, loses messages
 * and kills. Any thread may call it.
 */
public final class FakeCluster implements Gates {
    private final Map<Integer, ActorRef<SessionMessage>> gates = new HashMap<>();
    private final Map<TopicIdPartition, FakePartition> logs = new HashMap<>();
    private final Map<String, List<PartitionState>> topics = new TreeMap<>();
    private final Map<String, TopicId> ids = new HashMap<>();
    private final Map<String, Map<String, String>> configs = new HashMap<>();
    private final Set<Integer> dead = new HashSet<>();
    private final Set<ActorRef<SessionMessage>> sessions = new HashSet<>();
    private final int brokers;
    private final Address address;
    private final Queue<Integer> asked = new ConcurrentLinkedQueue<>();
    private long metadataOffset = 1;
    private long nextProducerId = 1000;

    /** Faults: each counts down to zero. */
    public final AtomicInteger losesProduces = new AtomicInteger();

    public final AtomicInteger losesProduceAnswers = new AtomicInteger();
    public final AtomicInteger refusesProduces = new AtomicInteger();
    /** While true, views are not shown, and answers name no leader. */
    public volatile boolean silentAboutLeaders;

    public volatile boolean holdsProduces;

    public final AtomicInteger produces = new AtomicInteger();
    public final AtomicInteger fetches = new AtomicInteger();
    public final AtomicInteger fetchCancels = new AtomicInteger();
    public final AtomicInteger opens = new AtomicInteger();
    public final AtomicLong heldBytes = new AtomicLong();

    public FakeCluster(ActorSystem<?> system, int brokers) {
        this(system, brokers, "fake-gate-" + System.nanoTime());
    }

    /** One broker at the well-known name, for clients that come over the network. */
    public static FakeCluster reachable(ActorSystem<?> system) {
        return new FakeCluster(system, 1, null);
    }

    private FakeCluster(ActorSystem<?> system, int brokers, @Nullable String gateName) {
        this.brokers = brokers;
        this.address = system.address();
        for (int broker = 1; broker <= brokers; broker++) {
            String name = gateName == null ? SessionMessage.GATE_NAME : gateName + "-" + broker;
            gates.put(broker, system.systemActorOf(FakeBroker.gate(this, broker), name, Props.empty()));
        }
    }

    public ActorRef<SessionMessage> gate(int broker) {
        return gates.get(broker);
    }

    @Override
    public void openAnywhere(SessionMessage.Open open) {
        gates.values().forEach(gate -> gate.tell(open));
    }

    @Override
    public void open(int brokerId, ContactPoint address, SessionMessage.Open open) {
        asked.add(brokerId);
        gates.get(brokerId).tell(open);
    }

    /** How often a client has asked that broker for a session, by its address. */
    public long asksOf(int broker) {
        return asked.stream().filter(id -> id == broker).count();
    }

    @Override
    public void opened(ClientMessage.Opened answer) {}

    @Override
    public List<String> contacts() {
        return List.of("fake");
    }

    public synchronized void topic(String name, int partitions) {
        ids.put(name, TopicId.random());
        configs.put(name, Map.of());
        topics.put(name, new ArrayList<>());
        addPartitions(name, partitions);
    }

    private void addPartitions(String name, int count) {
        List<PartitionState> states = topics.get(name);
        while (states.size() < count) {
            int leader = 1 + states.size() % brokers;
            logs.put(new TopicIdPartition(ids.get(name), states.size()), new FakePartition());
            states.add(new PartitionState(leader, 1, 1, List.of(leader), List.of(leader), false));
        }
        changed();
    }

    public synchronized void deleteTopic(String name) {
        topics.remove(name);
        ids.remove(name);
        changed();
    }

    public synchronized void moveLeader(TopicPartition partition, int broker) {
        PartitionState old = topics.get(partition.topic()).get(partition.partition());
        topics.get(partition.topic())
                .set(
                        partition.partition(),
                        new PartitionState(
                                broker,
                                old.leaderEpoch() + 1,
                                old.partitionEpoch() + 1,
                                old.replicas(),
                                old.isr(),
                                false));
        changed();
    }

    /** The broker falls silent: what it is told goes nowhere, what it would say is not said. */
    public synchronized void kill(int broker) {
        dead.add(broker);
    }

    /** It answers again, in the sessions that it had. */
    public synchronized void revive(int broker) {
        dead.remove(broker);
        changed();
    }

    public synchronized boolean isDead(int broker) {
        return dead.contains(broker);
    }

    public synchronized void deleteBefore(TopicPartition partition, long offset) {
        log(partition).deleteBefore(offset);
    }

    public synchronized void forgetProducers(TopicPartition partition) {
        log(partition).forgetProducers();
    }

    public synchronized List<String> values(TopicPartition partition) {
        return log(partition).values();
    }

    public synchronized int leader(TopicPartition partition) {
        return topics.get(partition.topic()).get(partition.partition()).leader();
    }

    private FakePartition log(TopicPartition partition) {
        return logs.get(new TopicIdPartition(ids.get(partition.topic()), partition.partition()));
    }

    /** Held produces go on. */
    public void release() {
        holdsProduces = false;
        wake();
    }

    public synchronized void wake() {
        sessions.forEach(session -> session.tell(FakeBroker.Wake.WAKE));
    }

    synchronized void sessionOpened(ActorRef<SessionMessage> session) {
        sessions.add(session);
    }

    private void changed() {
        metadataOffset++;
        wake();
    }

    synchronized FakePartition log(TopicIdPartition id) {
        return logs.get(id);
    }

    /** The state of a partition, or null. */
    synchronized PartitionState state(TopicIdPartition id) {
        return ids.entrySet().stream()
                .filter(entry -> entry.getValue().equals(id.topicId()))
                .map(entry -> topics.get(entry.getKey()))
                .filter(states -> id.partition() < states.size())
                .map(states -> states.get(id.partition()))
                .findFirst()
                .orElse(null);
    }

    synchronized FakePartition.Appended append(SessionMessage.Produce produce, int leaderEpoch) {
        FakePartition.Appended appended = log(produce.partition()).append(produce.batches(), leaderEpoch);
        wake();
        return appended;
    }

    synchronized long giveProducerId() {
        return nextProducerId++;
    }

    public synchronized ClusterView view() {
        List<ClusterView.BrokerView> brokerViews = IntStream.rangeClosed(1, brokers)
                .mapToObj(id -> new ClusterView.BrokerView(
                        id,
                        id,
                        dead.contains(id),
                        address.system(),
                        new BrokerEndpoints(
                                address.getHost().orElse("localhost"),
                                address.getPort().orElse(id),
                                0,
                                0,
                                0,
                                0,
                                0)))
                .toList();
        List<ClusterView.TopicView> topicViews = topics.entrySet().stream()
                .map(entry -> new ClusterView.TopicView(
                        entry.getKey(), ids.get(entry.getKey()), configs.get(entry.getKey()), entry.getValue()))
                .toList();
        return new ClusterView("fake", 1, 1, metadataOffset, brokerViews, topicViews);
    }

    synchronized AdminReply admin(AdminRequest request) {
        if (request instanceof AdminRequest.CreateTopic create) {
            if (topics.containsKey(create.topic())) {
                return new AdminReply(ErrorCode.TOPIC_ALREADY_EXISTS, "Topic '" + create.topic() + "' exists", -1);
            }
            topic(create.topic(), create.partitions());
            configs.put(create.topic(), create.config());
        } else if (request instanceof AdminRequest.DeleteTopic delete) {
            if (!topics.containsKey(delete.topic())) {
                String message = "Topic '" + delete.topic() + "' does not exist; list the topics to see which do";
                return new AdminReply(ErrorCode.UNKNOWN_TOPIC_OR_PARTITION, message, -1);
            }
            deleteTopic(delete.topic());
        } else if (request instanceof AdminRequest.CreatePartitions raise) {
            addPartitions(raise.topic(), raise.partitions());
        } else if (request instanceof AdminRequest.AlterTopicConfig alter) {
            configs.put(alter.topic(), alter.set());
            changed();
        }
        return new AdminReply(ErrorCode.NONE, "", metadataOffset);
    }
}
