package io.sampo.metadatalog;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.apache.ratis.protocol.RaftPeer;
import org.apache.ratis.server.RaftServer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The Raft server of a started node and what it knows of the group. */
record RunningRaft(
        RaftServer server,
        RaftServer.Division division,
        MetadataStateMachine machine,
        LocalRaft raft,
        InboundLinks links) {
    private static final Logger LOG = LoggerFactory.getLogger(RunningRaft.class);
    /** A new voter must first copy the log. */
    private static final long MEMBERSHIP_TIMEOUT_MS = 30_000;

    /** Ratis closes itself when this voter is removed from the group or an entry is not readable. */
    boolean alive() {
        return division.getInfo().isAlive();
    }

    boolean leads() {
        return alive() && division.getInfo().isLeader() && division.getInfo().isLeaderReady();
    }

    @Nullable
    String leaderPeerId() {
        var leader = division.getInfo().getLeaderId();
        return leader == null ? null : leader.toString();
    }

    long term() {
        return division.getInfo().getCurrentTerm();
    }

    List<Peer> peers() {
        return division.getRaftConf().getCurrentPeers().stream()
                .map(peer -> new Peer(peer.getId().toString(), peer.getAddress()))
                .toList();
    }

    /** Committed entries that each voter is not known to have, by peer id; what the leader has heard last. */
    Map<String, Long> lags() {
        Map<String, Long> commits = new TreeMap<>();
        division.getCommitInfos()
                .forEach(info -> commits.put(info.getServer().getId().toStringUtf8(), info.getCommitIndex()));
        long newest = commits.values().stream().mapToLong(Long::longValue).max().orElse(0);
        commits.replaceAll((peer, commit) -> newest - commit);
        return commits;
    }

    CompletableFuture<Void> add(Peer peer) {
        return change(peers -> {
            List<Peer> next = new ArrayList<>(peers);
            if (next.stream().noneMatch(known -> known.id().equals(peer.id()))) {
                next.add(peer);
            }
            return next;
        });
    }

    CompletableFuture<Void> remove(String peerId) {
        return change(peers ->
                peers.stream().filter(peer -> !peer.id().equals(peerId)).toList());
    }

    private CompletableFuture<Void> change(UnaryOperator<List<Peer>> change) {
        List<RaftPeer> now = List.copyOf(division.getRaftConf().getCurrentPeers());
        List<Peer> known = peers();
        List<Peer> next = change.apply(known);
        if (next.equals(known)) {
            return CompletableFuture.completedFuture(null);
        }
        return raft.setPeers(now, next.stream().map(RaftLaunch::raftPeer).toList(), MEMBERSHIP_TIMEOUT_MS);
    }

    /** Voters that have answered this leader within so many ms, by peer id. */
    Set<String> heardWithin(long ms) {
        return division.getInfo().getRoleInfoProto().getLeaderInfo().getFollowerInfoList().stream()
                .filter(follower -> follower.getLastRpcElapsedTimeMs() <= ms)
                .map(follower -> follower.getId().getId().toStringUtf8())
                .collect(Collectors.toSet());
    }

    /** Stops the server; what was acknowledged stays on the disk. Blocks. */
    void stop() {
        links.shut();
        try {
            server.close();
        } catch (IOException e) {
            LOG.warn("Raft server {} did not close cleanly", server.getId(), e);
        }
    }

    /** The same, for a thread of the server's, for which the end of the server would wait. */
    void stopSoon() {
        Thread stop = new Thread(this::stop, "sampo-metadata-stop");
        stop.setDaemon(true);
        stop.start();
    }
}
