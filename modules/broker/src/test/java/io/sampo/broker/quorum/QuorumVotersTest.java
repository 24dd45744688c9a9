package io.sampo.broker.quorum;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.ConfigFactory;
import io.sampo.metadatalog.GroupIdentity;
import io.sampo.metadatalog.MetadataLogNode;
import io.sampo.metadatalog.MetadataLogSettings;
import io.sampo.metadatalog.Peer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who comes with an empty log under the id of a voter: three real voters on loopback in one JVM. */
class QuorumVotersTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    Path root;

    private final List<MetadataLogNode> nodes = new ArrayList<>();
    private MetadataLogNode leader;
    private MetadataLogNode follower;
    private QuorumVoters voters;

    @BeforeEach
    void aGroup() throws IOException {
        List<Peer> founders = List.of(peer("1-a"), peer("2-b"), peer("3-c"));
        for (Peer founder : founders) {
            open(founder).format(GroupIdentity.ofFirstFormation(founders));
        }
        await(() -> nodes.stream().anyMatch(MetadataLogNode::isLeader));
        leader = one(MetadataLogNode::isLeader);
        follower = one(node -> !node.isLeader());
        voters = new QuorumVoters(leader, Set.of(1, 2, 3));
        await(() -> leader.heardWithin(1_000)
                .containsAll(idsOf(founders.stream()
                        .filter(peer -> !peer.equals(leader.self()))
                        .toList())));
    }

    @AfterEach
    void close() {
        nodes.forEach(MetadataLogNode::close);
    }

    @Test
    void aVoterThatAnswersIsNotReplacedByAnotherProcessOfItsId() throws Exception {
        // given
        int broker = MetadataQuorum.brokerId(follower.self().id());

        // when
        voters.asked(peer(broker + "-empty"));

        // then: no change is under way, for one may begin
        int third = 6 - broker - MetadataQuorum.brokerId(leader.self().id());
        voters.remove(third).get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        assertThat(idsOf(leader.groupPeers())).contains(follower.self().id()).doesNotContain(broker + "-empty");
    }

    @Test
    void whoDoesNotLeadSendsToTheLeaderAndJudgesNobody() {
        // given: it hears of no other voter
        QuorumVoters elsewhere = new QuorumVoters(follower, Set.of(1, 2, 3));

        // when, then
        int broker = MetadataQuorum.brokerId(leader.self().id());
        assertThatThrownBy(() -> elsewhere.remove(broker).join()).hasMessageContaining("leads no more");
        assertThatThrownBy(() -> elsewhere.add(77).join()).hasMessageContaining("leads no more");
    }

    @Test
    void whatIsAskedAgainIsDoneAlready_ButNotForABrokerThatNobodyKnows() throws Exception {
        // given
        int broker = MetadataQuorum.brokerId(follower.self().id());
        voters.remove(broker).get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);

        // when, then: the answer was lost on its way
        assertThat(voters.remove(broker)).isCompleted();
        assertThat(voters.add(MetadataQuorum.brokerId(leader.self().id()))).isCompleted();
        assertThatThrownBy(() -> voters.remove(77).join()).hasMessageContaining("Broker 77 is no voter");
        assertThatThrownBy(() -> voters.add(77).join()).hasMessageContaining("77");
    }

    @Test
    void whoIsRemovedWaitsForNothingUntilItAsksAnew() throws Exception {
        // given: it asked once, before it was a member
        int broker = MetadataQuorum.brokerId(follower.self().id());
        voters.remove(broker).get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        voters.asked(follower.self());
        assertThat(voters.list()).anyMatch(voter -> voter.brokerId() == broker && !voter.voter());
        restart(follower);
        voters.add(broker).get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);

        // when
        voters.remove(broker).get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);

        // then
        assertThat(voters.list()).noneMatch(voter -> voter.brokerId() == broker);
        assertThatThrownBy(() -> voters.add(broker).join()).hasMessageContaining("restart it if it was removed");
    }

    @Test
    void aVoterThatWasWipedTakesTheFormersPlaceOnceThatIsSilent() throws IOException {
        // given
        int broker = MetadataQuorum.brokerId(follower.self().id());
        follower.close();
        nodes.remove(follower);

        // when: it asks again and again, as who has an empty log does
        MetadataLogNode fresh = open(peer(broker + "-fresh"));
        fresh.startEmpty(leader.group().orElseThrow().groupId());
        await(() -> {
            voters.asked(fresh.self());
            return idsOf(leader.groupPeers()).contains(fresh.self().id());
        });

        // then
        assertThat(idsOf(leader.groupPeers())).doesNotContain(follower.self().id());
        await(() -> leader.heardWithin(1_000).contains(fresh.self().id()));
    }

    /** Its process starts again. */
    private void restart(MetadataLogNode node) throws IOException {
        node.close();
        node.startExisting();
    }

    private MetadataLogNode one(Predicate<MetadataLogNode> is) {
        return nodes.stream().filter(is).findFirst().orElseThrow();
    }

    private static List<String> idsOf(List<Peer> peers) {
        return peers.stream().map(Peer::id).toList();
    }

    private MetadataLogNode open(Peer peer) throws IOException {
        MetadataLogNode node = MetadataLogNode.open(
                MetadataLogSettings.of(ConfigFactory.load(), peer, root.resolve(peer.id())),
                (leads, term, self) -> {},
                from -> true);
        nodes.add(node);
        return node;
    }

    private static Peer peer(String id) throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return new Peer(id, "127.0.0.1:" + socket.getLocalPort());
        }
    }

    private static void await(BooleanSupplier condition) {
        long deadlineNs = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("patience").isLessThan(deadlineNs);
            LockSupport.parkNanos(20_000_000);
        }
    }
}
