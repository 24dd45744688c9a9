package io.sampo.replication.actor;

import io.sampo.logfiles.DiskFullException;
import io.sampo.messages.BrokerMessage;
import io.sampo.messages.PartitionMessage.ApplyState;
import io.sampo.model.Offsets;
import io.sampo.model.PartitionState;
import io.sampo.model.TopicIdPartition;
import io.sampo.replication.ReplicaFrame;
import io.sampo.storage.directory.LogDirectoryException;
import io.sampo.storage.recovery.CorruptLogException;
import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A replica whose log could not be opened, or was found damaged while it served (R22): it may not lead, and nobody should wait for it. Said again and again,
 * because a resignation may be lost or come while nobody else may lead. One whose log is corrupt, and lies in quarantine, or lost
 * begins anew, empty, once another broker leads and nobody counts on it any more. One that found no room on its disk has
 * lost nothing: it does not lead meanwhile, and is tried again. Confined to the actor.
 */
final class UnopenedReplica {
    static final Duration REPEAT = Duration.ofSeconds(2);
    private static final long RETRY_MS = 30_000;

    private static final Logger LOG = LoggerFactory.getLogger(UnopenedReplica.class);

    private @Nullable String why;
    private @Nullable String lastRefusal;
    private boolean corrupt;
    private boolean diskFull;
    private long failedMs;

    /** A log in which damage was found while it served, closed and moved into quarantine. */
    static final class SetAside extends IOException {
        private static final long serialVersionUID = 1L;

        SetAside(String why) {
            super("the log lies in quarantine: " + why);
        }
    }

    /** True for a log that lies in quarantine or is gone: nothing that could still be opened is lost by another. */
    private static boolean isCorrupt(Exception e) {
        return e instanceof CorruptLogException
                || e instanceof SetAside
                || (e instanceof LogDirectoryException refusal
                        && (refusal.reason() == LogDirectoryException.Reason.QUARANTINED
                                || refusal.reason() == LogDirectoryException.Reason.LOST));
    }

    /** @param anew with an empty log, beside a corrupt one in quarantine (R22) */
    void recover(ReplicaContext replica, ReplicaJobs jobs, ApplyState state, boolean anew) {
        why = null;
        long nowMs = replica.nowMs();
        jobs.runOn(replica.recovery(), () -> open(replica.logs(), state, anew, nowMs), ReplicaEvent.OpenFailed::new);
    }

    /** The log of {@code state}'s replica is damaged and nobody uses it any more: it goes into quarantine. */
    static void setAside(ReplicaContext replica, ReplicaJobs jobs, ApplyState state, String why) {
        jobs.runOn(
                replica.recovery(),
                () -> {
                    replica.logs().quarantine(state.partition(), state.topic(), why);
                    return new ReplicaEvent.OpenFailed(new SetAside(why));
                },
                ReplicaEvent.OpenFailed::new);
    }

    /** Blocks. */
    private static ReplicaEvent.LogOpened open(ReplicaLogs logs, ApplyState state, boolean anew, long nowMs)
            throws IOException {
        ReplicaLogs.OpenedLog opened = anew
                ? logs.openAnew(state.partition(), state.topic(), state.config())
                : logs.open(state.partition(), state.topic(), state.config());
        return new ReplicaEvent.LogOpened(opened, ReplicaRecovery.read(opened.log(), nowMs));
    }

    /** Says it to the broker, unless it will be tried again. */
    void failed(ReplicaContext replica, TopicIdPartition partition, Exception failure) {
        diskFull = failure instanceof DiskFullException;
        corrupt |= isCorrupt(failure);
        String now = "could not open the log: " + failure;
        if (diskFull) {
            if (!now.equals(lastRefusal)) {
                LOG.warn("{} is opened when there is room again: {}", partition, failure.getMessage());
            }
            lastRefusal = now;
        } else {
            LOG.error("{} stops serving: {}", partition, now);
            replica.broker().tell(new BrokerMessage.ReplicaFailed(partition, now));
        }
        why = now;
        failedMs = replica.nowMs();
    }

    /**
     * Once more, where that may help without news of the metadata: nobody counts on the corrupt log any more, and it has come to lie in
     * quarantine only after that was heard; there may be room again; or whatever else it was may have passed.
     */
    void tryAgain(ReplicaContext replica, ReplicaJobs jobs, ApplyState latest) {
        boolean anew = mayBeginAnew(replica.brokerId(), latest);
        boolean mayHavePassed = isFailed() && !corrupt && (diskFull || replica.nowMs() - failedMs >= RETRY_MS);
        if (anew || mayHavePassed) {
            recover(replica, jobs, latest, anew);
        }
    }

    boolean isFailed() {
        return why != null;
    }

    /**
     * R22: its copy is the only one while no other broker leads, and somebody may elect it, or count it, while ISR or ELR
     * name it. An empty log in its place would be a loss, or worse, a leader.
     */
    boolean mayBeginAnew(int self, ApplyState latest) {
        PartitionState state = latest.state();
        return isFailed()
                && corrupt
                && state.hasLeader()
                && state.leader() != self
                && state.replicas().contains(self)
                && !state.isr().contains(self)
                && !state.elr().contains(self);
    }

    void say(ReplicaContext replica, ApplyState latest) {
        PartitionState state = latest.state();
        if (state.leader() == replica.brokerId()) {
            replica.broker()
                    .tell(new BrokerMessage.Resign(latest.partition(), state.leaderEpoch(), String.valueOf(why)));
        } else if (state.hasLeader()) {
            ReplicaFrame.Nack nack = new ReplicaFrame.Nack(
                    latest.partition(),
                    state.leaderEpoch(),
                    replica.brokerEpoch(),
                    -1,
                    ReplicaFrame.Reason.STORAGE,
                    -1,
                    -1);
            replica.transport().send(state.leader(), nack);
        } else if (state.lastKnownElr().contains(replica.brokerId())) {
            // So that nobody waits for it (H25); it is not elected.
            replica.broker()
                    .tell(new BrokerMessage.ReplicaTail(
                            latest.partition(), state.partitionEpoch(), Offsets.NO_EPOCH, Offsets.UNKNOWN));
        }
    }
}
