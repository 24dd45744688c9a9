package io.sampo.storage;

import io.sampo.model.Offsets;

/** Checkpoints that a test sets and looks at. */
public class FixedCheckpoints implements LogCheckpoints {
    public long recoveryPoint;
    public long logStartOffset;
    public long cleanLogEnd = Offsets.UNKNOWN;

    @Override
    public long recoveryPoint() {
        return recoveryPoint;
    }

    @Override
    public long logStartOffset() {
        return logStartOffset;
    }

    @Override
    public long cleanLogEnd() {
        return cleanLogEnd;
    }

    @Override
    public void persistLogStart(long newLogStartOffset) {
        logStartOffset = newLogStartOffset;
    }

    @Override
    public void lowerRecoveryPoint(long offset) {
        recoveryPoint = Math.min(recoveryPoint, offset);
    }

    @Override
    public void closedCleanly(long logEndOffset) {
        recoveryPoint = logEndOffset;
        cleanLogEnd = logEndOffset;
    }
}
