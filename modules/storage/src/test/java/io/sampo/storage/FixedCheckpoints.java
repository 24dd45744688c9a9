package io.sampo.storage;

import org.jspecify.annotations.Nullable;

/** Checkpoints that a test sets and looks at. */
public class FixedCheckpoints implements LogCheckpoints {
    public long recoveryPoint;
    public long logStartOffset;
    public @Nullable CleanEnd cleanEnd;

    @Override
    public long recoveryPoint() {
        return recoveryPoint;
    }

    @Override
    public long logStartOffset() {
        return logStartOffset;
    }

    @Override
    public @Nullable CleanEnd cleanEnd() {
        return cleanEnd;
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
    public void closedCleanly(CleanEnd end) {
        recoveryPoint = end.logEndOffset();
        cleanEnd = end;
    }
}
