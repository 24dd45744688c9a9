package io.sampo.metadatalog;

import io.sampo.metadatalog.state.Command;
import io.sampo.metadatalog.state.CommandCodec;
import io.sampo.metadatalog.state.MetadataState;
import io.sampo.metadatalog.state.Outcome;
import io.sampo.metadatalog.state.StateFileCodec;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apache.ratis.io.MD5Hash;
import org.apache.ratis.proto.RaftProtos.LogEntryProto;
import org.apache.ratis.proto.RaftProtos.RaftConfigurationProto;
import org.apache.ratis.protocol.Message;
import org.apache.ratis.protocol.RaftGroupId;
import org.apache.ratis.protocol.RaftGroupMemberId;
import org.apache.ratis.protocol.RaftPeerId;
import org.apache.ratis.server.RaftServer;
import org.apache.ratis.server.protocol.TermIndex;
import org.apache.ratis.server.raftlog.RaftLog;
import org.apache.ratis.server.storage.FileInfo;
import org.apache.ratis.server.storage.RaftStorage;
import org.apache.ratis.statemachine.SnapshotInfo;
import org.apache.ratis.statemachine.StateMachineStorage;
import org.apache.ratis.statemachine.TransactionContext;
import org.apache.ratis.statemachine.impl.BaseStateMachine;
import org.apache.ratis.statemachine.impl.SimpleStateMachineStorage;
import org.apache.ratis.statemachine.impl.SingleFileSnapshotInfo;
import org.apache.ratis.thirdparty.com.google.protobuf.UnsafeByteOperations;
import org.apache.ratis.util.LifeCycle;
import org.apache.ratis.util.MD5FileUtil;
import org.jspecify.annotations.Nullable;

/**
 * The edge between Ratis and {@link MetadataState}: decodes, applies, keeps state files, passes events on. Ratis calls
 * {@link #applyTransaction}, {@link #takeSnapshot} and {@link #reinitialize} on one thread.
 *
 * <p>An entry this node cannot read ends the Raft server on this node: skipping it would make this voter's state differ
 * from the others' for ever.
 */
final class MetadataStateMachine extends BaseStateMachine {
    /** What the node wants to hear. */
    interface Listener {
        /** The storage is open, nothing was said to other peers yet. */
        void storageOpened() throws IOException;

        void leaderChanged(@Nullable String leaderPeerId, boolean ready);

        void peersChanged(List<Peer> peers);

        void applied(@Nullable String persistenceId);

        /** The entries since the last state file are large. */
        void stateFileDue();

        void logFailed(Throwable cause);
    }

    private final SimpleStateMachineStorage storage = new SimpleStateMachineStorage();
    private final Listener listener;
    private final int stateFileEveryBytes;
    private volatile MetadataState state = new MetadataState();
    private volatile @Nullable SnapshotInfo latest;
    private long bytesSinceStateFile;

    MetadataStateMachine(Listener listener, int stateFileEveryBytes) {
        this.listener = listener;
        this.stateFileEveryBytes = stateFileEveryBytes;
    }

    /** The state as applied on this node; grows behind the reader's back. */
    MetadataState state() {
        return state;
    }

    @Override
    public void initialize(RaftServer server, RaftGroupId groupId, RaftStorage raftStorage) throws IOException {
        getLifeCycle()
                .startAndTransition(
                        () -> {
                            super.initialize(server, groupId, raftStorage);
                            storage.init(raftStorage);
                            load();
                            listener.storageOpened();
                        },
                        IOException.class);
    }

    @Override
    public void pause() {
        getLifeCycle().transition(LifeCycle.State.PAUSING);
        getLifeCycle().transition(LifeCycle.State.PAUSED);
    }

    /** Another voter's state file was put in place of ours. */
    @Override
    public void reinitialize() throws IOException {
        storage.loadLatestSnapshot();
        load();
        getLifeCycle().transition(LifeCycle.State.STARTING);
        getLifeCycle().transition(LifeCycle.State.RUNNING);
        listener.applied(null);
    }

    private void load() throws IOException {
        SingleFileSnapshotInfo found = storage.getLatestSnapshot();
        latest = found;
        if (found == null) {
            return;
        }
        Path file = found.getFile().getPath();
        try (var in = Files.newInputStream(file)) {
            state = StateFileCodec.read(in);
        } catch (IOException e) {
            throw new IOException(
                    file + " cannot be read: wipe the directory of the log, and this node joins as a new voter", e);
        }
        setLastAppliedTermIndex(found.getTermIndex());
    }

    @Override
    public StateMachineStorage getStateMachineStorage() {
        return storage;
    }

    /**
     * Kept here, because the storage of the library looks through its directory at each question as long as there is none, and Ratis
     * asks at each try to reach a voter that is gone.
     */
    @Override
    public @Nullable SnapshotInfo getLatestSnapshot() {
        return latest;
    }

    /**
     * Writes the state file: complete and on the disk under another name, then renamed, then its digest beside it. A
     * file without digest is not used, so a crash in between costs only replay.
     */
    @Override
    public long takeSnapshot() throws IOException {
        TermIndex last = getLastAppliedTermIndex();
        if (last.getIndex() < 0) {
            return RaftLog.INVALID_LOG_INDEX;
        }
        File file = storage.getSnapshotFile(last.getTerm(), last.getIndex());
        Path fresh = file.toPath().resolveSibling(file.getName() + ".tmp");
        try (var out = Files.newOutputStream(fresh)) {
            StateFileCodec.write(state, out);
        }
        GroupFile.force(fresh, StandardOpenOption.WRITE);
        Files.move(fresh, file.toPath(), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        MD5Hash digest = MD5FileUtil.computeAndSaveMd5ForFile(file);
        GroupFile.force(file.toPath().getParent(), StandardOpenOption.READ);
        SingleFileSnapshotInfo written = new SingleFileSnapshotInfo(new FileInfo(file.toPath(), digest), last);
        storage.updateLatestSnapshot(written);
        latest = written;
        bytesSinceStateFile = 0;
        return last.getIndex();
    }

    @Override
    public CompletableFuture<Message> applyTransaction(TransactionContext transaction) {
        LogEntryProto entry = transaction.getLogEntry();
        Command command;
        try {
            command = CommandCodec.decode(
                    entry.getStateMachineLogEntry().getLogData().toByteArray());
        } catch (IOException e) {
            throw new IllegalStateException("entry " + entry.getIndex() + " of the metadata log is not readable", e);
        }
        Outcome outcome = state.apply(command);
        updateLastAppliedTermIndex(entry.getTerm(), entry.getIndex());
        listener.applied(command.persistenceId());
        countBytes(entry.getStateMachineLogEntry().getLogData().size());
        byte[] answer = CommandCodec.encode(outcome);
        return CompletableFuture.completedFuture(Message.valueOf(UnsafeByteOperations.unsafeWrap(answer)));
    }

    private void countBytes(int bytes) {
        bytesSinceStateFile += bytes;
        if (bytesSinceStateFile >= stateFileEveryBytes) {
            bytesSinceStateFile = 0;
            listener.stateFileDue();
        }
    }

    /** A read is only a barrier: when Ratis calls this, everything committed before the question is applied here. */
    @Override
    public CompletableFuture<Message> query(Message request) {
        return CompletableFuture.completedFuture(Message.EMPTY);
    }

    @Override
    public void notifyLeaderChanged(RaftGroupMemberId member, RaftPeerId leader) {
        listener.leaderChanged(leader == null ? null : leader.toString(), false);
    }

    @Override
    public void notifyLeaderReady() {
        listener.leaderChanged(getId().toString(), true);
    }

    @Override
    public void notifyNotLeader(Collection<TransactionContext> pending) {
        listener.leaderChanged(null, false);
    }

    @Override
    public void notifyConfigurationChanged(long term, long index, RaftConfigurationProto configuration) {
        super.notifyConfigurationChanged(term, index, configuration);
        listener.peersChanged(configuration.getPeersList().stream()
                .map(peer -> new Peer(peer.getId().toStringUtf8(), peer.getAddress()))
                .toList());
    }

    /** Ratis stops, on its own or because it was told to: nobody may go on waiting for this node. */
    @Override
    public void close() {
        listener.leaderChanged(null, false);
        listener.applied(null);
    }

    @Override
    public void notifyLogFailed(Throwable cause, LogEntryProto failedEntry) {
        listener.logFailed(cause);
    }
}
