package io.sampo.metadatalog;

import io.sampo.metadatalog.state.Command;
import io.sampo.metadatalog.state.CommandCodec;
import io.sampo.metadatalog.state.MetadataState;
import io.sampo.metadatalog.state.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.ratis.protocol.RaftGroupId;
import org.apache.ratis.server.RaftServer;
import org.apache.ratis.server.storage.RaftStorage.StartupOption;
import org.apache.ratis.util.FileUtils;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One voter of the metadata log: owns its directory and the Raft server in it.
 *
 * <p>Open it, ask {@link #hasGroup}, let {@link Formation} decide, then call exactly one of {@link #startExisting},
 * {@link #format} and {@link #startEmpty}. All methods may be called from any thread; starting and closing block (disk),
 * the others do not.
 */
public final class MetadataLogNode implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(MetadataLogNode.class);
    private static final long STATE_FILE_TIMEOUT_MS = 60_000;

    private final MetadataLogSettings settings;
    private final LeadershipListener leadership;
    private final RaftLinkFilter filter;
    private final GroupFile groupFile;
    private final FeedWatchers watchers = new FeedWatchers();
    private final AtomicReference<@Nullable RunningRaft> running = new AtomicReference<>();
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
    /** So that the last news, when the server is gone, is not taken for an old one. */
    private final AtomicLong highestTerm = new AtomicLong();

    private volatile @Nullable GroupIdentity group;

    private MetadataLogNode(MetadataLogSettings settings, LeadershipListener leadership, RaftLinkFilter filter)
            throws IOException {
        this.settings = settings;
        this.leadership = leadership;
        this.filter = filter;
        groupFile = new GroupFile(settings.directory());
        group = groupFile.read().orElse(null);
    }

    /** Opens the directory, {@link RaftLinkFilter#ALL} heard; starts nothing. */
    public static MetadataLogNode open(MetadataLogSettings settings, LeadershipListener leadership) throws IOException {
        return open(settings, leadership, RaftLinkFilter.ALL);
    }

    /**
     * Opens the directory; starts nothing.
     *
     * @param filter a fault for tests
     * @throws IOException the directory cannot be used, or its group file is damaged
     */
    public static MetadataLogNode open(
            MetadataLogSettings settings, LeadershipListener leadership, RaftLinkFilter filter) throws IOException {
        RaftTuning.tameJvm();
        Files.createDirectories(settings.directory());
        return new MetadataLogNode(settings, leadership, filter);
    }

    /** Who this node is. */
    public Peer self() {
        return settings.self();
    }

    /** Settings it was opened with. */
    public MetadataLogSettings settings() {
        return settings;
    }

    /** Whether this directory ever took part in a group. */
    public boolean hasGroup() {
        return group != null;
    }

    /** The group on disk with the newest members this node knows of; what to answer other voters. */
    public Optional<GroupIdentity> group() {
        return Optional.ofNullable(group);
    }

    /**
     * Goes on with the group on disk.
     *
     * @throws IOException no group is on disk, its Ratis directory is lost, or the port is taken
     */
    public void startExisting() throws IOException {
        GroupIdentity known = group;
        if (known == null) {
            throw new IOException(settings.directory() + " holds no group to start");
        }
        Path meta = RaftTuning.storage(settings)
                .resolve(known.groupId().toString())
                .resolve("current")
                .resolve("raft-meta");
        // Ratis' RECOVER would start over with an empty log here, and a voter that forgot its votes would vote again.
        if (!Files.exists(meta)) {
            throw new IOException(meta + " is lost but " + settings.directory()
                    + " took part in a group: wipe the directory, and the node joins as a new voter");
        }
        start(known, StartupOption.RECOVER);
    }

    /**
     * Begins a new, empty log as one of the founders.
     *
     * @throws IOException a group is on disk already, or the port is taken
     */
    public void format(GroupIdentity founders) throws IOException {
        if (!founders.contains(settings.self().id())) {
            throw new IOException(settings.self().id() + " is not among the founders " + founders.peers());
        }
        startNew(founders);
    }

    /**
     * Begins with an empty log and no vote, waiting for the leader of a living group to add this node.
     *
     * @throws IOException a group is on disk already, or the port is taken
     */
    public void startEmpty(UUID groupId) throws IOException {
        startNew(GroupIdentity.toBeAddedTo(groupId));
    }

    private void startNew(GroupIdentity fresh) throws IOException {
        if (group != null) {
            throw new IOException(settings.directory() + " belongs to group "
                    + group().orElseThrow().groupId());
        }
        // What lies here without a group file was never used: it is the rest of a start that did not get far.
        FileUtils.deleteFully(RaftTuning.storage(settings).toFile());
        start(fresh, StartupOption.FORMAT);
    }

    private void start(GroupIdentity identity, StartupOption option) throws IOException {
        if (running.get() != null) {
            throw new IOException(settings.self().id() + " is started already");
        }
        Files.createDirectories(RaftTuning.storage(settings));
        var machine =
                new MetadataStateMachine(new Events(identity), settings.sizes().stateFileEveryBytes());
        var links = new InboundLinks(settings.self().id(), filter);
        RaftServer server = RaftLaunch.build(settings, identity, option, machine, links);
        RaftGroupId groupId = RaftGroupId.valueOf(identity.groupId());
        var raft = new LocalRaft(server, groupId, settings.times());
        running.set(new RunningRaft(server, server.getDivision(groupId), machine, raft, links));
        try {
            RaftLaunch.start(server, settings.self());
        } catch (IOException e) {
            close();
            throw e;
        }
    }

    /** Whether this node leads and has applied everything committed before its term, so that it can append. */
    public boolean isLeader() {
        RunningRaft now = alive();
        return now != null && now.leads();
    }

    /** Who leads as far as this node knows. */
    public @Nullable String leaderPeerId() {
        RunningRaft now = alive();
        return now == null ? null : now.leaderPeerId();
    }

    /** The voters by the newest configuration this node has seen; empty before it belongs to a group. */
    public List<Peer> groupPeers() {
        RunningRaft now = running.get();
        return now == null ? group().map(GroupIdentity::peers).orElse(List.of()) : now.peers();
    }

    /**
     * Committed entries that each voter is not known to have, by peer id. Of use on the leader; nothing is known of a voter
     * that is absent from it.
     */
    public Map<String, Long> lags() {
        return Optional.ofNullable(alive()).map(RunningRaft::lags).orElse(Map.of());
    }

    /** The other voters that have answered this leader within so many ms, by peer id. */
    public Set<String> heardWithin(long ms) {
        return Optional.ofNullable(alive()).map(now -> now.heardWithin(ms)).orElse(Set.of());
    }

    /**
     * Appends a command of the journal. Completes with what the group decided once the entry is on the disks of a
     * majority and applied here; fails with {@link MetadataLogException}, at once when this node does not lead.
     */
    public CompletableFuture<Outcome> append(Command command) {
        RunningRaft now = alive();
        if (now == null) {
            return CompletableFuture.failedFuture(unavailable());
        }
        if (!now.leads()) {
            return notLeader("append");
        }
        return now.raft().append(CommandCodec.encode(command));
    }

    /**
     * The state after everything that was committed when the call was made, this node's own appends among it.
     *
     * <p>On the leader the question is an entry of the log, so the answer is linearizable without condition. A follower
     * asks the leader it knows (Ratis' read index). Ratis 3.3.0 answers that from memory while no new entry was committed,
     * so a follower cut off together with a leader that was just deposed may see a past state until that leader steps
     * down, at most one election timeout. Recovery happens on the leader.
     */
    public CompletableFuture<MetadataState> read() {
        RunningRaft now = alive();
        if (now == null) {
            return CompletableFuture.failedFuture(unavailable());
        }
        CompletableFuture<?> caughtUp = now.leads()
                ? now.raft().append(CommandCodec.encode(new Command.Barrier()))
                : now.raft().askLeader();
        return caughtUp.thenApply(done -> now.machine().state());
    }

    /** What this node has applied so far: committed, but maybe behind the leader. */
    public MetadataState applied() {
        RunningRaft now = running.get();
        if (now == null) {
            throw unavailable();
        }
        return now.machine().state();
    }

    /**
     * Calls back after each change of a journal on this node, and when the node stops, from a thread that must not be
     * held. Close to end it.
     */
    public Registration watch(String persistenceId, Runnable wake) {
        return watchers.add(persistenceId, wake);
    }

    /** Ends a {@link #watch}. */
    public interface Registration extends AutoCloseable {
        @Override
        void close();
    }

    /** Whether the node was started and is neither closed, broken, nor removed from the group. */
    public boolean isRunning() {
        return alive() != null;
    }

    private @Nullable RunningRaft alive() {
        RunningRaft now = running.get();
        return now != null && failure.get() == null && now.alive() ? now : null;
    }

    /**
     * Adds a voter; only on the leader. Completes when it has copied the log and the new configuration is committed.
     * Remove a lost voter before its successor is added, else the group counts on a dead member.
     */
    public CompletableFuture<Void> addPeer(Peer peer) {
        RunningRaft now = alive();
        return now == null || !now.leads() ? notLeader("change of voters") : now.add(peer);
    }

    /** Removes a voter; only on the leader. Completes when the new configuration is committed. */
    public CompletableFuture<Void> removePeer(String peerId) {
        RunningRaft now = alive();
        return now == null || !now.leads() ? notLeader("change of voters") : now.remove(peerId);
    }

    private <T> CompletableFuture<T> notLeader(String what) {
        return CompletableFuture.failedFuture(
                LocalRaft.notLeader(what, settings.self().id()));
    }

    /** Hands the leadership to another voter, for a planned stop; only on the leader. */
    public CompletableFuture<Void> transferLeadership(String peerId) {
        RunningRaft now = alive();
        return now == null || !now.leads()
                ? notLeader("transfer of the leadership")
                : now.raft().transferTo(peerId, settings.times().requestMs());
    }

    private MetadataLogException unavailable() {
        String why = failure().isEmpty() ? "not started, closed, or removed from the group" : failure();
        return LocalRaft.unavailable(settings.self().id(), "does not run: " + why);
    }

    /** Writing to the Raft log has failed. Ratis goes on: it would lead, and keep others from it, without a log. */
    void diskFailed(Throwable cause) {
        if (failure.compareAndSet(null, cause)) {
            LOG.error("{}; this voter is out", failure(), cause);
            tellLeader(null, false);
            watchers.wakeAll();
            Optional.ofNullable(running.get()).ifPresent(RunningRaft::stopSoon);
        }
    }

    /** Why this voter is out until its process starts again; empty if it is not. */
    public String failure() {
        Throwable cause = failure.get();
        return cause == null ? "" : "the disk of the metadata log failed: " + cause.getMessage();
    }

    /** Stops the Raft server; what was acknowledged stays on the disk. */
    @Override
    public void close() {
        Optional.ofNullable(running.getAndSet(null)).ifPresent(RunningRaft::stop);
        watchers.wakeAll();
    }

    private void tellLeader(@Nullable String leaderPeerId, boolean ready) {
        RunningRaft now = running.get();
        long term = highestTerm.accumulateAndGet(now == null ? 0 : now.term(), Math::max);
        // The news of an election may arrive after the loss of it, on another thread.
        boolean leads = ready && now != null && failure.get() == null && now.leads();
        try {
            leadership.leaderChanged(leaderPeerId, term, leads);
        } catch (RuntimeException e) {
            LOG.error("{}: the leadership listener failed", settings.self().id(), e);
        }
    }

    /** What the state machine tells. */
    private final class Events implements MetadataStateMachine.Listener {
        private final GroupIdentity starting;

        Events(GroupIdentity starting) {
            this.starting = starting;
        }

        @Override
        public void storageOpened() throws IOException {
            if (group == null) {
                groupFile.write(starting);
                group = starting;
            }
        }

        @Override
        public void leaderChanged(@Nullable String leaderPeerId, boolean ready) {
            tellLeader(leaderPeerId, ready);
        }

        @Override
        public void peersChanged(List<Peer> peers) {
            GroupIdentity changed = new GroupIdentity(starting.groupId(), peers);
            if (changed.equals(group)) {
                return;
            }
            try {
                groupFile.write(changed);
                group = changed;
            } catch (IOException e) {
                // The Raft log knows the members; the file only helps those who ask before it is open.
                LOG.warn("{}: group file not renewed", settings.self().id(), e);
            }
        }

        @Override
        public void applied(@Nullable String persistenceId) {
            if (persistenceId == null) {
                watchers.wakeAll();
            } else {
                watchers.wake(persistenceId);
            }
        }

        @Override
        public void stateFileDue() {
            RunningRaft now = alive();
            if (now != null) {
                now.raft().writeStateFile(STATE_FILE_TIMEOUT_MS).whenComplete((done, refused) -> {
                    if (refused != null) {
                        LOG.warn(
                                "{}: no state file now; the next is due later",
                                settings.self().id(),
                                refused);
                    }
                });
            }
        }

        @Override
        public void logFailed(Throwable cause) {
            diskFailed(cause);
        }
    }
}
