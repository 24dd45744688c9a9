package io.sampo.systemtests.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.sampo.client.NewTopic;
import io.sampo.client.SampoClient;
import io.sampo.model.Acks;
import io.sampo.model.ErrorCode;
import io.sampo.model.PartitionState;
import io.sampo.model.TopicIdPartition;
import io.sampo.model.TopicPartition;
import io.sampo.systemtests.traffic.NumberedTraffic;
import io.sampo.systemtests.traffic.ReadBack;
import io.sampo.testkit.Await;
import io.sampo.testkit.MultiNodeBroker;
import io.sampo.testkit.SessionProbe;
import io.sampo.testkit.multinode.MultiNode;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Three brokers, a topic of one partition on all of them (min.insync.replicas 2) whose preferred leader is
 * {@link #VICTIM}, and a client in the first role. Every role takes the same steps; what only one of them does is said.
 */
final class CutScene implements AutoCloseable {
    static final String TOPIC = "cut";
    static final int VICTIM = 2;
    private static final Set<Integer> SURVIVORS = Set.of(1, 3);
    private static final Duration WITHIN = Duration.ofSeconds(30);
    private static final TopicPartition PARTITION = new TopicPartition(TOPIC, 0);

    private final MultiNode node;
    private final MultiNodeBroker broker;
    private final @Nullable SampoClient client;
    private @Nullable NumberedTraffic traffic;
    private @Nullable LeaderWitness witness;

    private CutScene(MultiNode node, MultiNodeBroker broker, @Nullable SampoClient client) {
        this.node = node;
        this.broker = broker;
        this.client = client;
    }

    static CutScene open(MultiNode node) {
        MultiNodeBroker broker = MultiNodeBroker.start(node, node.directory());
        SampoClient client = node.index() == 0 ? broker.client() : null;
        return new CutScene(node, broker, client);
    }

    MultiNodeBroker broker() {
        return broker;
    }

    boolean isVictim() {
        return broker.brokerId() == VICTIM;
    }

    /** The first role creates the topic; every role returns when its broker knows it. */
    void createTopic() {
        createTopic(Set.of(1, 2, 3));
    }

    /** As {@link #createTopic()} while the victim is cut off and cannot know. */
    void createTopicWithoutVictim() {
        createTopic(SURVIVORS);
    }

    private void createTopic(Set<Integer> knownTo) {
        if (client != null) {
            Await.result(client.admin()
                    .createTopic(new NewTopic(
                            TOPIC, 1, 3, List.of(List.of(VICTIM, 1, 3)), Map.of("min.insync.replicas", "2"))));
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
            Await.until("fence of the victim at broker " + broker.brokerId(), () -> broker.isFenced(VICTIM));
        }
        node.barrier("the victim is fenced");
    }

    /** Returns in every role when its broker, if it is one of those, sees such a partition. */
    void awaitPartition(String what, Set<Integer> brokers, Predicate<PartitionState> condition) {
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
                Set.of(1, 2, 3),
                state -> state.leader() == VICTIM && state.isr().size() == 3);
    }

    void awaitVictimOut() {
        awaitPartition(
                "the victim is out of the ISR",
                SURVIVORS,
                state -> state.leader() != VICTIM
                        && state.hasLeader()
                        && !state.isr().contains(VICTIM));
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
        awaitPartition("ISR of three", Set.of(1, 2, 3), state -> state.isr().size() == 3);
    }

    void startTraffic() {
        if (client != null) {
            traffic = NumberedTraffic.to(client, PARTITION);
        }
        awaitAcknowledged(100);
    }

    /** The traffic of the first role goes on: so many more records are acknowledged. */
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
        assertThat(state.leader()).as("leader as the cut broker sees it").isEqualTo(VICTIM);
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
