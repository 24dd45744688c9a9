package io.sampo.systemtests.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.sampo.client.NewTopic;
import io.sampo.client.SampoClient;
import io.sampo.messages.AdminReply;
import io.sampo.messages.AdminRequest;
import io.sampo.model.Acks;
import io.sampo.model.ErrorCode;
import io.sampo.model.Offsets;
import io.sampo.model.PartitionState;
import io.sampo.model.TopicIdPartition;
import io.sampo.model.TopicPartition;
import io.sampo.systemtests.traffic.NumberedTraffic;
import io.sampo.systemtests.traffic.ReadBack;
import io.sampo.testkit.Await;
import io.sampo.testkit.MultiNodeBroker;
import io.sampo.testkit.SessionProbe;
import io.sampo.testkit.multinode.MultiNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Three brokers, one of which is going to be cut off, a topic of one partition on all of them (min.insync.replicas 2), and
 * a client beside a broker that is not cut. Every role takes the same steps; what only one of them does is said.
 */
final class CutScene implements AutoCloseable {
    static final String TOPIC = "cut";
    static final int VICTIM = 2;
    private static final Set<Integer> ALL = Set.of(1, 2, 3);
    private static final Duration WITHIN = Duration.ofSeconds(30);
    private static final TopicPartition PARTITION = new TopicPartition(TOPIC, 0);

    private final MultiNode node;
    private final MultiNodeBroker broker;
    private final int victim;
    private final List<Integer> survivors;
    private final boolean victimLeads;
    private final @Nullable SampoClient client;
    private @Nullable NumberedTraffic traffic;
    private @Nullable LeaderWitness witness;

    private CutScene(MultiNode node, MultiNodeBroker broker, int victim, boolean victimLeads) {
        this.node = node;
        this.broker = broker;
        this.victim = victim;
        this.survivors = ALL.stream().filter(id -> id != victim).sorted().toList();
        this.victimLeads = victimLeads;
        this.client = broker.brokerId() == survivors.get(0) ? broker.client() : null;
    }

    /** {@link #VICTIM} is going to be cut off, and leads the partition by preference. */
    static CutScene open(MultiNode node) {
        return new CutScene(node, MultiNodeBroker.start(node, node.directory()), VICTIM, true);
    }

    /** Whoever is the controller is going to be cut off; another broker leads the partition by preference. */
    static CutScene openAroundController(MultiNode node) {
        MultiNodeBroker broker = MultiNodeBroker.start(node, node.directory());
        return new CutScene(node, broker, agreedController(node, broker), false);
    }

    /** As the first role sees it: the others might see the next one already. */
    private static int agreedController(MultiNode node, MultiNodeBroker broker) {
        Path file = node.directory().resolveSibling("controller");
        try {
            if (node.index() == 0) {
                Files.writeString(file, Integer.toString(broker.controller()));
            }
            node.barrier("the controller is known");
            return Integer.parseInt(Files.readString(file));
        } catch (IOException e) {
            throw new UncheckedIOException("No agreement about the controller in " + file, e);
        }
    }

    MultiNodeBroker broker() {
        return broker;
    }

    boolean isVictim() {
        return broker.brokerId() == victim;
    }

    int victim() {
        return victim;
    }

    /** The client's role creates the topic; every role returns when its broker knows it. */
    void createTopic() {
        createTopic(ALL);
    }

    /** As {@link #createTopic()} while the victim is cut off and cannot know. */
    void createTopicWithoutVictim() {
        createTopic(survivors);
    }

    private void createTopic(Collection<Integer> knownTo) {
        if (client != null) {
            List<Integer> replicas = new ArrayList<>(survivors);
            replicas.add(victimLeads ? 0 : survivors.size(), victim);
            Await.result(client.admin()
                    .createTopic(new NewTopic(TOPIC, 1, 3, List.of(replicas), Map.of("min.insync.replicas", "2"))));
        }
        if (knownTo.contains(broker.brokerId())) {
            Await.until("topic at broker " + broker.brokerId(), () -> broker.topic(TOPIC)
                    .isPresent());
        }
        node.barrier("topic is there");
        witness = LeaderWitness.of(node, broker, TOPIC);
    }

    void awaitVictimFenced() {
        if (!isVictim()) {
            Await.until("fence of the victim at broker " + broker.brokerId(), () -> broker.isFenced(victim));
        }
        node.barrier("the victim is fenced");
    }

    /** Returns in every role when its broker, if it is one of those, sees such a partition. */
    void awaitPartition(String what, Collection<Integer> brokers, Predicate<PartitionState> condition) {
        if (brokers.contains(broker.brokerId())) {
            Await.until(
                    WITHIN,
                    () -> what + " at broker " + broker.brokerId() + ", which sees " + broker.partition(TOPIC, 0),
                    () -> broker.partition(TOPIC, 0).filter(condition).isPresent());
        }
        node.barrier(what);
    }

    void awaitVictimLeadsFullIsr() {
        awaitPartition(
                "the victim leads, ISR of three",
                ALL,
                state -> state.leader() == victim && state.isr().size() == 3);
    }

    void awaitVictimOut() {
        awaitPartition(
                "the victim is out of the ISR",
                survivors,
                state -> state.leader() != victim
                        && state.hasLeader()
                        && !state.isr().contains(victim));
    }

    /** The leader epoch that a survivor sees, to be handed to {@link #nobodyWasDeposedSince}. */
    int leaderEpoch() {
        return broker.partition(TOPIC, 0).orElseThrow().leaderEpoch();
    }

    /** The successor of the victim has led without a break. */
    void nobodyWasDeposedSince(int leaderEpoch) {
        if (!isVictim()) {
            assertThat(leaderEpoch())
                    .as("epoch of the successor, which nobody may disturb")
                    .isEqualTo(leaderEpoch);
        }
        node.barrier("nobody was deposed");
    }

    void awaitFullIsr() {
        awaitPartition("ISR of three", ALL, state -> state.isr().size() == 3);
    }

    void startTraffic() {
        if (client != null) {
            traffic = NumberedTraffic.to(client, PARTITION);
        }
        awaitAcknowledged(100);
    }

    /** The traffic of the client's role goes on: so many more records are acknowledged. */
    void awaitAcknowledged(int more) {
        if (traffic != null) {
            traffic.awaitAcknowledged(more, WITHIN);
        }
        node.barrier("acknowledged");
    }

    /** At the victim, in the epoch in which it led: an acks=all that is under way until {@link Pending#fails}. */
    Pending produceAtVictim(Duration timeout, String value) {
        if (!isVictim()) {
            return new Pending(null);
        }
        PartitionState state = broker.partition(TOPIC, 0).orElseThrow();
        assertThat(state.leader()).as("leader as the cut broker sees it").isEqualTo(victim);
        TopicIdPartition partition = broker.topic(TOPIC).orElseThrow().partition(0);
        SessionProbe probe = broker.probe();
        probe.produce(partition, Acks.ALL, state.leaderEpoch(), timeout, value);
        return new Pending(probe);
    }

    /** A produce whose answer is awaited; nothing where this role is not the victim. */
    final class Pending {
        private final @Nullable SessionProbe probe;

        private Pending(@Nullable SessionProbe probe) {
            this.probe = probe;
        }

        /** It is answered with an error. */
        void fails() {
            if (probe != null) {
                Optional<ErrorCode> answer = probe.produced(WITHIN);
                assertThat(answer).as("answer to acks=all at the cut broker").isPresent();
                assertThat(answer.get()).isNotEqualTo(ErrorCode.NONE);
                probe.close();
            }
            node.barrier("acks=all at the victim failed");
        }
    }

    /** Directly at the victim's broker, which passes it on to whom it takes for the controller. */
    Decision askVictimForTopic(String topic) {
        if (!isVictim()) {
            return new Decision(null);
        }
        SessionProbe probe = broker.probe();
        probe.ask(newTopic(topic));
        return new Decision(probe);
    }

    /** Decided by the controller of the others, while the victim is cut off. */
    void createTopicAtSurvivor(String topic) {
        if (broker.brokerId() == survivors.get(0)) {
            try (SessionProbe probe = broker.probe()) {
                // Nobody repeats what met a controller that was not there yet.
                Await.until("topic " + topic, () -> {
                    probe.ask(newTopic(topic));
                    return probe.answered(WITHIN)
                            .filter(reply ->
                                    reply.error() == ErrorCode.NONE || reply.error() == ErrorCode.TOPIC_ALREADY_EXISTS)
                            .isPresent();
                });
            }
        }
        node.barrier("topic " + topic + " is decided");
    }

    /** Two replicas: so many brokers are left while one is cut off. */
    private static AdminRequest.CreateTopic newTopic(String topic) {
        return new AdminRequest.CreateTopic(topic, 1, 2, List.of(), Map.of(), false);
    }

    /** The others have another one, and the victim, which hears of nothing, goes on believing in the one that it had. */
    void awaitAnotherController() {
        if (!isVictim()) {
            Await.until(
                    "another controller at broker " + broker.brokerId(),
                    () -> broker.controller() != victim && broker.controller() != Offsets.NO_BROKER);
        }
        System.out.println("broker " + broker.brokerId() + " takes " + broker.controller()
                + " for the controller; cut off is " + victim);
        node.barrier("another controller");
    }

    void awaitKnownToAll(String topic) {
        Await.until("topic " + topic + " at broker " + broker.brokerId(), () -> broker.topic(topic)
                .isPresent());
        node.barrier("all know " + topic);
    }

    /** An answer that is awaited; nothing where this role is not the victim. */
    final class Decision {
        private final @Nullable SessionProbe probe;

        private Decision(@Nullable SessionProbe probe) {
            this.probe = probe;
        }

        /**
         * It is answered, and where it was acknowledged the topic is there: the broker may have passed it on to the next
         * controller in the end.
         */
        void holdsWhereItIsAcknowledged(String topic) {
            if (probe != null) {
                Optional<ErrorCode> answer = probe.answered(WITHIN).map(AdminReply::error);
                assertThat(answer).as("answer of the cut controller").isPresent();
                if (answer.get() == ErrorCode.NONE) {
                    Await.until("topic " + topic + ", which was acknowledged", () -> broker.topic(topic)
                            .isPresent());
                }
                probe.close();
            }
            node.barrier("what was acknowledged is there");
        }
    }

    /** Ends the traffic and checks everything that was acknowledged, and that nobody shared an epoch. */
    void verify() {
        if (client != null && traffic != null) {
            traffic.close();
            ReadBack.of(client, PARTITION).holdsEachOnce(traffic.acknowledged()).isInOrder();
        }
        if (witness != null) {
            witness.oneLeaderPerEpoch();
        }
    }

    @Override
    public void close() {
        if (client != null) {
            client.close();
        }
        broker.close();
    }
}
