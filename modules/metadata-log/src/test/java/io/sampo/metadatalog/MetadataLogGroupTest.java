package io.sampo.metadatalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sampo.metadatalog.MetadataLogException.Reason;
import io.sampo.metadatalog.state.Outcome;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.ratis.util.FileUtils;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Three voters in one JVM. */
class MetadataLogGroupTest {
    private static final List<String> IDS = List.of("1-a", "2-b", "3-c");

    @TempDir
    Path directory;

    private Voters voters;

    @BeforeEach
    void open() {
        voters = new Voters(directory);
    }

    @AfterEach
    void close() {
        voters.close();
    }

    private MetadataLogNode found() throws IOException {
        return voters.found(Voters.peer("1-a"), Voters.peer("2-b"), Voters.peer("3-c"));
    }

    private List<MetadataLogNode> others(MetadataLogNode leader) {
        return IDS.stream()
                .map(voters::node)
                .filter(node -> node != null && node != leader)
                .toList();
    }

    /** Appends like a writer that replays after a doubt: never gives up, never writes one number twice. */
    private void appendAlways(String event) {
        Await.until("append of " + event, () -> {
            MetadataLogNode leader = voters.leader();
            try {
                List<String> known = Voters.read(leader, "p");
                return known.contains(event)
                        || Voters.append(leader, "p", known.size() + 1, event).kind() == Outcome.Kind.DONE;
            } catch (MetadataLogException doubt) {
                return false;
            }
        });
    }

    @Test
    void nothingAcknowledgedIsLostWhenTheLeaderDies() throws IOException {
        // given
        MetadataLogNode first = found();
        List<String> acknowledged = new ArrayList<>();
        IntStream.rangeClosed(1, 50).forEach(i -> {
            Voters.append(first, "p", i, "event " + i);
            acknowledged.add("event " + i);
        });

        // when
        voters.stop(first);
        MetadataLogNode second = voters.leader();
        Outcome next = Voters.append(second, "p", 51, "event 51");

        // then
        assertThat(next.kind()).isEqualTo(Outcome.Kind.DONE);
        acknowledged.add("event 51");
        assertThat(Voters.read(second, "p")).isEqualTo(acknowledged);
        assertThat(Voters.read(others(second).get(0), "p")).isEqualTo(acknowledged);
    }

    @Test
    void aLeaderWhoseDiskFailsMakesRoomForAnother() throws IOException {
        // given
        MetadataLogNode broken = found();
        appendAlways("decided by the first");

        // when
        broken.diskFailed(new IOException("No space left on device"));

        // then
        assertThat(broken.failure()).contains("No space left on device");
        Await.until("another leads", () -> others(broken).stream().anyMatch(MetadataLogNode::isLeader));
        assertThat(broken.isRunning()).isFalse();
        appendAlways("decided by the others");
    }

    @Test
    void followerRefusesToAppendAtOnceAndReadsLinearizably() throws IOException {
        // given
        MetadataLogNode leader = found();
        MetadataLogNode follower = others(leader).get(0);

        // when
        Voters.append(leader, "p", 1, "a");

        // then
        assertThat(Voters.read(follower, "p")).containsExactly("a");
        assertThatThrownBy(() -> Voters.append(follower, "p", 2, "b"))
                .isInstanceOfSatisfying(
                        MetadataLogException.class, e -> assertThat(e.reason()).isEqualTo(Reason.NOT_LEADER));
        assertThat(follower.leaderPeerId()).isEqualTo(leader.self().id());
    }

    @Test
    void deposedLeaderCannotAppend() throws IOException {
        // given a leader that hears nobody and is heard by nobody
        MetadataLogNode deposed = found();
        String id = deposed.self().id();
        Voters.append(deposed, "p", 1, "a");
        others(deposed).forEach(other -> {
            voters.cut(id, other.self().id());
            voters.cut(other.self().id(), id);
        });

        // when it writes before it knows
        assertThatThrownBy(() -> Voters.append(deposed, "p", 2, "lost"))
                .isInstanceOfSatisfying(MetadataLogException.class, e -> assertThat(e.reason())
                        .isIn(Reason.UNCERTAIN, Reason.NOT_LEADER));
        Await.until("deposed", () -> !deposed.isLeader());
        MetadataLogNode elected = voters.leader();
        Voters.append(elected, "p", 2, "b");
        assertThatThrownBy(() -> Voters.append(deposed, "p", 3, "lost"))
                .isInstanceOfSatisfying(
                        MetadataLogException.class, e -> assertThat(e.reason()).isEqualTo(Reason.NOT_LEADER));
        voters.healAll();

        // then
        Await.until("healed", () -> Voters.events(deposed.applied(), "p").equals(List.of("a", "b")));
        assertThat(voters.heardBy(id)).anyMatch(heard -> heard.leaderPeerId() == null && !heard.leads());
    }

    @Test
    void leaderThatIsCutOffShowsNoPastState() throws IOException {
        // given a leader that was read from and is cut off now
        MetadataLogNode deposed = found();
        String id = deposed.self().id();
        Voters.append(deposed, "p", 1, "a");
        IntStream.range(0, 50)
                .forEach(i -> assertThat(Voters.read(deposed, "p")).containsExactly("a"));
        others(deposed).forEach(other -> {
            voters.cut(id, other.self().id());
            voters.cut(other.self().id(), id);
        });

        // then it does not answer: it cannot know whether it still leads
        assertThatThrownBy(() -> Voters.read(deposed, "p")).isInstanceOf(MetadataLogException.class);
    }

    @Test
    void leaderHeardByNobodyIsReplacedThoughItHearsTheOthers() throws IOException {
        // given
        MetadataLogNode mute = found();
        String id = mute.self().id();

        // when only one direction is cut
        others(mute).forEach(other -> voters.cut(id, other.self().id()));

        // then
        Await.until(
                "another leader", () -> others(mute).stream().anyMatch(MetadataLogNode::isLeader) && !mute.isLeader());
        voters.healAll();
        appendAlways("after healing");
    }

    @Test
    void wipedVoterComesBackAsANewPeer() throws IOException {
        // given a follower that loses its disk
        voters.stateFileEvery(20);
        MetadataLogNode leader = found();
        IntStream.rangeClosed(1, 60).forEach(i -> Voters.append(leader, "p", i, "event " + i));
        MetadataLogNode wiped = others(leader).get(0);
        Peer old = wiped.self();
        voters.stop(wiped);
        FileUtils.deleteFully(directory.resolve(old.id()).toFile());

        // when it asks, it is told to join under its new id at the old address
        Peer fresh = new Peer(old.id() + "-again", old.address());
        List<VoterAnswer> answers =
                List.of(new VoterAnswer.HasGroup("x", leader.group().orElseThrow()));
        var decision = (FormationDecision.JoinExisting) Formation.decide(false, fresh, answers);
        MetadataLogNode back = voters.open(fresh);
        back.startEmpty(decision.group().groupId());
        Voters.get(leader.removePeer(old.id()));
        Voters.get(leader.addPeer(fresh));

        // then it has everything, by state file, and its vote counts
        Await.until("caught up", () -> Voters.events(back.applied(), "p").size() == 60);
        assertThat(leader.groupPeers())
                .extracting(Peer::id)
                .contains(fresh.id())
                .doesNotContain(old.id());
        Await.until("group file renewed", () -> back.group().orElseThrow().contains(fresh.id()));
        voters.stop(leader);
        appendAlways("event 61");
    }

    @Test
    void removedVoterIsOut() throws IOException {
        // given
        MetadataLogNode leader = found();
        MetadataLogNode removed = others(leader).get(0);

        // when
        Voters.get(leader.removePeer(removed.self().id()));

        // then two go on, and the third says so
        assertThat(leader.groupPeers()).hasSize(2);
        assertThat(Voters.append(leader, "p", 1, "a").kind()).isEqualTo(Outcome.Kind.DONE);
        Await.until("out", () -> !removed.isRunning());
        assertThatThrownBy(() -> Voters.read(removed, "p"))
                .isInstanceOfSatisfying(
                        MetadataLogException.class, e -> assertThat(e.reason()).isEqualTo(Reason.UNAVAILABLE));
    }

    @Test
    void whoWasRemovedStartsAgainOutsideAndMayBeAddedAnew() throws IOException {
        // given
        MetadataLogNode leader = found();
        Peer peer = others(leader).get(0).self();
        Voters.get(leader.removePeer(peer.id()));
        voters.stop(voters.node(peer.id()));
        // As its group file is where it heard of its removal before Ratis closed it, which is a matter of milliseconds.
        new GroupFile(voters.settings(peer).directory())
                .write(new GroupIdentity(leader.group().orElseThrow().groupId(), leader.groupPeers()));

        // when
        MetadataLogNode back = voters.open(peer);
        back.startExisting();
        assertThat(back.groupPeers()).hasSize(2).doesNotContain(peer);
        Voters.get(leader.addPeer(peer));

        // then
        assertThat(Voters.append(leader, "p", 1, "a").kind()).isEqualTo(Outcome.Kind.DONE);
        Await.until("caught up", () -> Voters.events(back.applied(), "p").equals(List.of("a")));
    }

    @Test
    void wholeGroupGoesOnAfterAFullStop() throws IOException {
        // given
        MetadataLogNode leader = found();
        Voters.append(leader, "p", 1, "a");
        List<Peer> peers = IDS.stream().map(id -> voters.node(id).self()).toList();
        peers.forEach(peer -> voters.stop(voters.node(peer.id())));

        // when only two come back
        for (Peer peer : peers.subList(1, 3)) {
            voters.open(peer).startExisting();
        }

        // then
        appendAlways("b");
        assertThat(Voters.read(voters.leader(), "p")).containsExactly("a", "b");
    }

    @Test
    void leadershipIsHandedOverForAPlannedStop() throws IOException {
        // given
        MetadataLogNode leader = found();
        String successor = others(leader).get(0).self().id();

        // when
        Voters.get(leader.transferLeadership(successor));

        // then
        Await.until("handed over", () -> voters.node(successor).isLeader());
    }
}
