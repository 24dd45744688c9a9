package io.sampo.storage;

import io.sampo.model.Offsets;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Checkpoints that a test sets and looks at. */
public class FixedCheckpoints implements LogCheckpoints {
    public long recoveryPoint;
    public long logStartOffset;
    public @Nullable CleanEnd cleanEnd;
    public long cleanerOffset = Offsets.UNKNOWN;
    public boolean pageCacheKept = true;

    @Override
    public long recoveryPoint() {
        return recoveryPoint;
    }

    @Override
    public long logStartOffset() {
        return logStartOffset;
    }

    @Override
    public boolean pageCacheKept() {
        return pageCacheKept;
    }

    @Override
    public @Nullable CleanEnd cleanEnd() {
        return cleanEnd;
    }

    @Override
    public void persistLogStart(long newLogStartOffset) throws IOException {
        logStartOffset = newLogStartOffset;
    }

    @Override
    public void lowerRecoveryPoint(long offset) throws IOException {
        recoveryPoint = Math.min(recoveryPoint, offset);
    }

    @Override
    public long cleanerOffset() {
        return cleanerOffset;
    }

    @Override
    public void persistCleanerOffset(long offset) {
        cleanerOffset = offset;
    }

    @Override
    public void lowerCleanerOffset(long offset) {
        cleanerOffset = Math.min(cleanerOffset, offset);
    }

    @Override
    public void closedCleanly(CleanEnd end) {
        recoveryPoint = end.logEndOffset();
        cleanEnd = end;
    }

    /** These values in an object of their own. */
    public FixedCheckpoints copy() {
        FixedCheckpoints copy = new FixedCheckpoints();
        copy.take(this);
        return copy;
    }

    /** The values of {@code other} from now on. */
    public void take(FixedCheckpoints other) {
        recoveryPoint = other.recoveryPoint;
        logStartOffset = other.logStartOffset;
        cleanEnd = other.cleanEnd;
        cleanerOffset = other.cleanerOffset;
        pageCacheKept = other.pageCacheKept;
    }
}
