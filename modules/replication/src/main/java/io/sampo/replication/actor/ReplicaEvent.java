package io.sampo.replication.actor;

import io.sampo.messages.PartitionMessage;
import io.sampo.model.ErrorCode;
import io.sampo.replication.log.RecoveredLog;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** What comes back to a replica from the blocking executor and from its own timers. */
interface ReplicaEvent extends PartitionMessage.Internal {
    /** The log is open and was read. */
    record LogOpened(ReplicaLogs.OpenedLog opened, RecoveredLog found) implements ReplicaEvent {}

    /** The batches at the head of the {@link ProduceLine} may be appended as given here; or may not, and why. */
    record Admitted(
            ByteBuffer batches, ErrorCode error, @Nullable String why) implements ReplicaEvent {}

    /** The log was cut, and read again. */
    record LogTruncated(RecoveredLog found) implements ReplicaEvent {}

    /** The log or its directory cannot be used any more. */
    record LogFailed(String why) implements ReplicaEvent {}

    /** The log could not be opened. */
    record OpenFailed(Exception failure) implements ReplicaEvent {}

    /** A cold read for a push has ended; null if there was nothing to be had. */
    record BatchesRead(
            int follower,
            long session,
            long fromOffset,
            @Nullable ByteBuffer batches) implements ReplicaEvent {}

    /**
     * A cold read for a push has failed; whoever led in {@code leaderEpoch} had asked for it.
     *
     * @param damaged true if the bytes were to be had and are not what was written (R22)
     */
    record PushReadFailed(int leaderEpoch, String why, boolean damaged) implements ReplicaEvent {}

    /** A job has ended that the core need not hear of; {@code failure} is why the log cannot be used any more. */
    record JobEnded(@Nullable String failure) implements ReplicaEvent {}

    /** The log is closed, and its files are gone if {@code deleted}; {@code failure} says what did not go well. */
    record LogClosed(boolean deleted, @Nullable String failure) implements ReplicaEvent {}

    /** Everything below {@code offset} is forced, as asked for when the log had been cut so often. */
    record Flushed(long cuts, long offset) implements ReplicaEvent {}

    /** The executor would not take it then: try again. */
    record RetryJob(Executor threads, Runnable job) implements ReplicaEvent {}

    /** Of the writes that were under way so many are done; {@code failure} is why not all are. */
    record WritesEnded(int done, @Nullable IOException failure) implements ReplicaEvent {}

    /** The disk was full: there may be room now. */
    enum RetryWrites implements ReplicaEvent {
        RETRY
    }

    /** What was told to the replica before it acknowledged has been worked on. */
    enum AckDue implements ReplicaEvent {
        ACK_DUE
    }

    /** Time passes. */
    enum Tick implements ReplicaEvent {
        TICK
    }
}
