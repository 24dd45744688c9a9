package io.sampo.simulation;

import io.sampo.records.RecordBatch;
import io.sampo.simulation.engine.Rng;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What one replica asks of its disk, one thing after the other; in the same call where the disk is quick and rests. */
final class DiskQueue {
    /** What the disk was asked for, what the core hears when it is done, and the bytes of an append. */
    private record Job(
            Runnable written, Runnable told, @Nullable ByteBuffer batches) {}

    private final Simulation simulation;
    private final SimBroker broker;
    private final Runnable afterwards;
    private final Deque<Job> jobs = new ArrayDeque<>();
    private boolean stopped;

    /** @param afterwards comes after each job that was not done in the call that asked for it */
    DiskQueue(Simulation simulation, SimBroker broker, Runnable afterwards) {
        this.simulation = simulation;
        this.broker = broker;
        this.afterwards = afterwards;
    }

    boolean isEmpty() {
        return jobs.isEmpty();
    }

    void add(@Nullable ByteBuffer batches, Runnable written, Runnable told) {
        long delayMs = simulation.disks().delayMs(broker.id());
        if (delayMs == 0 && jobs.isEmpty()) {
            written.run();
            told.run();
            return;
        }
        jobs.add(new Job(written, told, batches));
        broker.disk().freeAtMs = Math.max(broker.disk().freeAtMs, simulation.nowMs()) + delayMs;
        broker.after(broker.disk().freeAtMs - simulation.nowMs(), () -> {
            if (!stopped) {
                Job job = jobs.remove();
                job.written.run();
                job.told.run();
                afterwards.run();
            }
        });
    }

    /** Nothing of it happens any more. */
    void stop() {
        stopped = true;
        jobs.clear();
    }

    /** The process dies: a first part of what was asked for still happens, and a write may be torn. */
    void die(SimLog log, boolean healthy, Rng random) {
        int done = random.below(jobs.size() + 1);
        for (int i = 0; i < done; i++) {
            jobs.remove().written.run();
        }
        Job torn = jobs.peek();
        if (torn != null && torn.batches != null && healthy) {
            appendTorn(log, torn.batches, random);
        }
        stop();
    }

    /** The batches that are whole stay, the torn one is cut at the next start. */
    private static void appendTorn(SimLog log, ByteBuffer bytes, Rng random) {
        List<RecordBatch> whole = new ArrayList<>();
        for (int at = bytes.position(); at < bytes.limit(); ) {
            RecordBatch batch = RecordBatch.at(bytes, at);
            whole.add(batch);
            at = batch.end();
        }
        int kept = random.below(whole.size());
        if (kept > 0) {
            log.append(bytes.duplicate().limit(whole.get(kept - 1).end()));
        }
    }
}
