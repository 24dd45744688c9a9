package io.sampo.replication;

import io.sampo.model.ErrorCode;
import io.sampo.model.Offsets;
import io.sampo.replication.log.EpochHistory;
import io.sampo.replication.log.ReplicaLog;

/** What clients ask the leader about the offsets of its log. Answered at once, by number. */
public sealed interface OffsetQuestion {
    /** For {@link DeleteBefore}: everything that is committed. */
    long HIGH_WATERMARK = -1;

    long requestId();

    /** What the client believes, or -1. */
    int leaderEpoch();

    /** @param showsAll whether everything that was here when the epoch began is committed (H26) */
    void answer(ReplicaLog log, boolean showsAll, ReplicaEffects effects);

    /** Offset for a timestamp in ms or a special one; {@link ReplicaEffects#offsetListed} or {@code findTimestamp}. */
    record ForTimestamp(long requestId, int leaderEpoch, long timestampMs) implements OffsetQuestion {
        @Override
        public void answer(ReplicaLog log, boolean showsAll, ReplicaEffects effects) {
            if (timestampMs == Offsets.EARLIEST_TIMESTAMP) {
                effects.offsetListed(requestId, ErrorCode.NONE, log.logStart());
            } else if (!showsAll) {
                effects.offsetListed(requestId, ErrorCode.OFFSET_NOT_AVAILABLE, Offsets.UNKNOWN);
            } else if (timestampMs == Offsets.LATEST_TIMESTAMP) {
                effects.offsetListed(requestId, ErrorCode.NONE, log.highWatermark());
            } else {
                effects.findTimestamp(requestId, timestampMs, log.highWatermark());
            }
        }
    }

    /**
     * Where an epoch ended (KIP-320): {@link ReplicaEffects#epochEndFound} with the largest epoch that is not above it; with
     * none where the epoch has not begun here.
     */
    record EpochEnd(long requestId, int leaderEpoch, int epoch) implements OffsetQuestion {
        @Override
        public void answer(ReplicaLog log, boolean showsAll, ReplicaEffects effects) {
            EpochHistory.Bound bound = epoch > log.begunEpoch() ? EpochHistory.Bound.UNKNOWN : log.endOf(epoch);
            effects.epochEndFound(requestId, bound.epoch(), bound.endOffset());
        }
    }

    /** Nobody shall read below {@code offset} (KIP-107); {@link ReplicaEffects#offsetListed} with the new log start. */
    record DeleteBefore(long requestId, int leaderEpoch, long offset) implements OffsetQuestion {
        @Override
        public void answer(ReplicaLog log, boolean showsAll, ReplicaEffects effects) {
            long end = offset == HIGH_WATERMARK ? log.highWatermark() : offset;
            if (end < 0 || end > log.highWatermark()) {
                effects.offsetListed(requestId, ErrorCode.OFFSET_OUT_OF_RANGE, Offsets.UNKNOWN);
                return;
            }
            if (log.advanceStart(end)) {
                effects.deleteBefore(log.logStart());
            }
            effects.offsetListed(requestId, ErrorCode.NONE, log.logStart());
        }
    }
}
