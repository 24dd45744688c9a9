package io.sampo.storage.directory;

import io.sampo.logfiles.DiskFullException;
import io.sampo.storage.SegmentedLog;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The flush policy {@code flush.ms}: a log that holds unforced records is forced when its interval is over. The interval is
 * kept to the tick of the caller. Safe from any thread.
 */
public final class TimedFlush {
    private static final Logger LOG = LoggerFactory.getLogger(TimedFlush.class);

    private record Plan(long intervalMs, long flushedAtMs) {}

    private final Map<SegmentedLog, Plan> plans = new ConcurrentHashMap<>();

    /** {@code intervalMs} of {@link Long#MAX_VALUE} means never. */
    public void plan(SegmentedLog log, long intervalMs, long nowMs) {
        if (intervalMs == Long.MAX_VALUE) {
            plans.remove(log);
        } else {
            plans.put(log, new Plan(intervalMs, nowMs));
        }
    }

    /** Forces what is due; blocks for as long as the disk takes. */
    public void tick(long nowMs) {
        plans.forEach((log, plan) -> {
            if (log.isClosed()) {
                plans.remove(log, plan);
            } else if (nowMs - plan.flushedAtMs() >= plan.intervalMs()) {
                plans.replace(log, plan, new Plan(plan.intervalMs(), nowMs));
                flush(log);
            }
        });
    }

    private static void flush(SegmentedLog log) {
        if (log.flushedOffset() >= log.logEndOffset()) {
            return;
        }
        try {
            log.flush();
        } catch (DiskFullException e) {
            LOG.debug("Log {} is flushed at a later interval", log.directory(), e);
        } catch (IOException e) {
            // The log directory is dead from now on (STORAGE 4.5); the next append of each log there fails and says so.
            LOG.error("Log {} could not be flushed", log.directory(), e);
        }
    }
}
