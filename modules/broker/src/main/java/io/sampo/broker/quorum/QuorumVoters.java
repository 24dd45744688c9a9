package io.sampo.broker.quorum;

import io.sampo.broker.control.VoterGroup;
import io.sampo.messages.AdminReply.VoterView;
import io.sampo.metadatalog.MetadataLogNode;
import io.sampo.metadatalog.Peer;
import io.sampo.model.ErrorCode;
import io.sampo.model.SampoException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who votes in the metadata log, changed one voter at a time (H65). A voter that lost its disk is replaced without being
 * asked for; anybody else becomes a voter, or ceases to be one, because an administrator says so. Safe from any thread.
 */
public final class QuorumVoters implements VoterGroup {
    /** A request is asked again when its answer was lost, or when another one leads: what was asked for is so. */
    private static final CompletableFuture<Void> DONE = CompletableFuture.completedFuture(null);

    private static final Logger LOG = LoggerFactory.getLogger(QuorumVoters.class);

    /** A voter that was silent for so long may be gone; the leader asks each of them many times a second. */
    private static final long HEARD_MS = 10_000;

    private final MetadataLogNode node;
    /** Brokers that the configuration of this node names: every broker has a session link to them. */
    private final Set<Integer> configured;

    private final AtomicBoolean changing = new AtomicBoolean();
    /** Who has asked to be taken in, by broker id. */
    private final Map<Integer, Peer> waiting = new ConcurrentSkipListMap<>();

    /**
     * Whose old id this leader has taken out, and not yet put the new one in. What an administrator decides about a broker ends that: who
     * is removed afterwards is not a voter whose disk was lost.
     */
    private final Set<Integer> replacing = ConcurrentHashMap.newKeySet();

    QuorumVoters(MetadataLogNode node, Set<Integer> configured) {
        this.node = node;
        this.configured = Set.copyOf(configured);
    }

    /** Somebody with an empty log asks the leader to be taken in. */
    void asked(Peer peer) {
        int brokerId = MetadataQuorum.brokerId(peer.id());
        List<Peer> members = node.groupPeers();
        if (members.stream().anyMatch(member -> member.id().equals(peer.id()))) {
            forget(brokerId);
            return;
        }
        waiting.put(brokerId, peer);
        Optional<Peer> lost = member(brokerId);
        boolean replaced = lost.isPresent() || replacing.contains(brokerId);
        boolean isThere = lost.filter(voter ->
                        voter.equals(node.self()) || node.heardWithin(HEARD_MS).contains(voter.id()))
                .isPresent();
        if (isThere) {
            // Then whoever asks is a second process of its id, or is back before its silence says that it is
            // gone.
            return;
        }
        if (!replaced || !configured.contains(brokerId) || !changing.compareAndSet(false, true)) {
            return;
        }
        LOG.warn("Voter {} came back without its log: it is replaced by {}", brokerId, peer.id());
        replacing.add(brokerId);
        // The old id goes first (ARCHITECTURE 3.2): else the group counts on a dead member.
        CompletableFuture<Void> removed =
                lost.isPresent() ? node.removePeer(lost.get().id()) : CompletableFuture.completedFuture(null);
        removed.thenCompose(done -> node.addPeer(peer)).whenComplete((done, failure) -> {
            if (failure == null) {
                replacing.remove(brokerId);
            } else {
                LOG.warn("Voter {} could not be added, it will be tried again: {}", peer.id(), failure.getMessage());
            }
            changing.set(false);
        });
    }

    private Optional<Peer> member(int brokerId) {
        return node.groupPeers().stream()
                .filter(peer -> MetadataQuorum.brokerId(peer.id()) == brokerId)
                .findFirst();
    }

    @Override
    public List<VoterView> list() {
        Map<String, Long> lags = node.lags();
        List<VoterView> voters = new ArrayList<>();
        for (Peer peer : node.groupPeers()) {
            voters.add(new VoterView(
                    MetadataQuorum.brokerId(peer.id()),
                    peer.id(),
                    peer.address(),
                    true,
                    peer.id().equals(node.leaderPeerId()),
                    lags.getOrDefault(peer.id(), -1L)));
        }
        voters.sort(Comparator.comparingInt(VoterView::brokerId));
        waiting.forEach((brokerId, peer) -> {
            if (member(brokerId).isEmpty()) {
                voters.add(new VoterView(brokerId, peer.id(), peer.address(), false, false, -1));
            }
        });
        return voters;
    }

    @Override
    public CompletableFuture<Void> add(int brokerId) {
        if (!node.isLeader()) {
            return moved();
        }
        Peer peer = waiting.get(brokerId);
        if (member(brokerId).isPresent()) {
            return DONE;
        }
        if (!configured.contains(brokerId)) {
            return refused("Broker " + brokerId + " is not in sampo.controller.voters of broker "
                    + MetadataQuorum.brokerId(node.self().id())
                    + ": name it there on every broker and restart them one after the other, then add it");
        }
        if (peer == null) {
            return refused("Broker " + brokerId + " has not asked to be a voter: start it with itself in its"
                    + " sampo.controller.voters, or restart it if it was removed");
        }
        return change(() -> node.addPeer(peer).thenRun(() -> forget(brokerId)));
    }

    /** What was known of a broker before an administrator decided about it. */
    private void forget(int brokerId) {
        waiting.remove(brokerId);
        replacing.remove(brokerId);
    }

    @Override
    public CompletableFuture<Void> remove(int brokerId) {
        if (!node.isLeader()) {
            // Its view may be old, and it hears of nobody: whoever was asked again too early would refuse.
            return moved();
        }
        Optional<Peer> leaving = member(brokerId);
        if (leaving.isEmpty() && (configured.contains(brokerId) || waiting.containsKey(brokerId))) {
            replacing.remove(brokerId);
            return DONE;
        }
        if (leaving.isEmpty()) {
            return refused("Broker " + brokerId + " is no voter of the metadata log");
        }
        List<Peer> others = node.groupPeers().stream()
                .filter(peer -> !peer.equals(leaving.get()))
                .toList();
        if (others.isEmpty()) {
            return refused("Broker " + brokerId + " is the only voter of the metadata log: add another one first");
        }
        Set<String> heard = node.heardWithin(HEARD_MS);
        List<Peer> answering = others.stream()
                .filter(peer -> heard.contains(peer.id()) || peer.equals(node.self()))
                .toList();
        if (answering.size() <= others.size() / 2) {
            // It would never be decided, and nothing after it either.
            return refused("Without broker " + brokerId + " the voters are " + ids(others) + ", of which only "
                    + ids(answering) + " answer, which is no majority: start the others first, or add a voter");
        }
        if (leaving.get().id().equals(node.self().id())) {
            // Another one leads first, and is asked again: a leader that removes itself answers nobody.
            return change(() -> handOver(answering).thenCompose(done -> moved()));
        }
        return change(() -> node.removePeer(leaving.get().id()).thenRun(() -> forget(brokerId)));
    }

    /** To the first of them that takes it. */
    private CompletableFuture<Void> handOver(List<Peer> candidates) {
        CompletableFuture<Void> handed =
                node.transferLeadership(candidates.get(0).id());
        List<Peer> rest = candidates.subList(1, candidates.size());
        return rest.isEmpty() ? handed : handed.exceptionallyCompose(failure -> handOver(rest));
    }

    private static List<Integer> ids(List<Peer> peers) {
        return peers.stream().map(peer -> MetadataQuorum.brokerId(peer.id())).toList();
    }

    private static CompletableFuture<Void> moved() {
        return CompletableFuture.failedFuture(new SampoException(
                ErrorCode.NOT_CONTROLLER, "This voter leads no more; whoever leads now is to be asked"));
    }

    private CompletableFuture<Void> change(Supplier<CompletableFuture<Void>> start) {
        if (!changing.compareAndSet(false, true)) {
            return refused("Another change of voters is under way: try again when it is done");
        }
        return start.get()
                .whenComplete((done, failure) -> changing.set(false))
                .exceptionallyCompose(failure -> node.isLeader() ? CompletableFuture.failedFuture(failure) : moved());
    }

    private static CompletableFuture<Void> refused(String why) {
        return CompletableFuture.failedFuture(new SampoException(ErrorCode.INVALID_REQUEST, why));
    }
}
