package io.sampo.replication.actor;

import io.sampo.logfiles.DiskFullException;
import io.sampo.model.TopicIdPartition;
import io.sampo.records.RecordBatch;
import io.sampo.replication.actor.write.DirectoryWriter;
import io.sampo.replication.actor.write.DirectoryWriter.Write;
import io.sampo.storage.PartitionLog;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The changes of one log, in the order in which the core asked for them: an append is carried out at once while the disk is
 * calm and nothing is under way; everything else waits in line, and what stands at its head is under way on a thread of the log
 * directory, some of it at a time. What has waited behind it is carried out at once, too, if the disk is calm by then. So the log has one writer, which is the actor only while nothing is under way. What a
 * full disk refuses stays at the head and is tried again. Confined to the actor.
 *
 * <p>The line is bounded by whoever hands in: a leader takes nothing from clients without credit or room on the disk, a
 * follower gets no more than its window, and all of them no more than the credit for arrivals.
 */
final class LogWrites {
    private static final Logger LOG = LoggerFactory.getLogger(LogWrites.class);
    /** Written in one go at most, so that answers do not wait for all that waits. */
    private static final long RUN_BYTES_MAX = 4L * 1024 * 1024;

    /** So many appends that waited are written by the actor in one go at most; its thread is others', too. */
    private static final int HERE_MAX = 64;

    private enum Kind {
        APPEND,
        /** Always waits for the disk and adds no bytes to it: epochs, log starts. */
        CHANGE,
        /** As {@link #CHANGE}, and makes room: it goes before what a full disk has refused. */
        RETENTION
    }

    /** @param batches of an append, otherwise null */
    private record Waiting(Write write, int bytes, @Nullable ByteBuffer batches, Kind kind, Runnable written) {
        boolean isAppend() {
            return kind == Kind.APPEND;
        }
    }

    private final TopicIdPartition partition;
    private final PartitionLog log;
    private final DirectoryWriter directory;
    private final ReplicaJobs jobs;
    private final Consumer<String> failing;
    private final ArrayDeque<Waiting> line = new ArrayDeque<>();
    private @Nullable Runnable whenQuiet;
    private @Nullable Runnable elsewhere;
    private boolean elsewhereRefused;
    private @Nullable CompletableFuture<Void> underWay;
    private boolean working;
    private boolean paused;
    private boolean diskFull;
    private boolean retrying;
    private boolean failed;

    /** @param failing told, in the actor, why the log cannot be written any more */
    LogWrites(
            TopicIdPartition partition,
            PartitionLog log,
            DirectoryWriter directory,
            ReplicaJobs jobs,
            Consumer<String> failing) {
        this.partition = partition;
        this.log = log;
        this.directory = directory;
        this.jobs = jobs;
        this.failing = failing;
    }

    /**
     * {@code write} appends {@code batches}; {@code written} runs in the actor once it has, maybe within this call. Not within
     * it where a leader epoch begins: its start is forced.
     */
    void append(ByteBuffer batches, Write write, Runnable written) {
        int bytes = batches.remaining();
        if (failed) {
            return;
        }
        if (!working && line.isEmpty() && !paused && !beginsEpoch(batches)) {
            try {
                if (directory.writeNow(log, bytes, write)) {
                    written.run();
                    return;
                }
            } catch (DiskFullException full) {
                isFull(full);
            } catch (IOException e) {
                fail(e);
                return;
            }
        }
        directory.waits(bytes);
        line.add(new Waiting(write, bytes, batches, Kind.APPEND, written));
        if (!working && isFree()) {
            handOver();
        }
    }

    private boolean beginsEpoch(ByteBuffer batches) {
        int last = log.lastEpoch();
        RecordBatch view = new RecordBatch();
        for (int at = batches.position(); at < batches.limit(); at = view.end()) {
            view.wrap(batches, at);
            if (view.leaderEpoch() != last) {
                return true;
            }
        }
        return false;
    }

    /** As {@link #append} for a change that has to wait for the disk: never on the thread of the actor. */
    void change(Write write, Runnable written) {
        if (!failed) {
            line.add(new Waiting(write, 0, null, Kind.CHANGE, written));
            next();
        }
    }

    /** True while old records wait to be taken away. */
    boolean isRetaining() {
        return line.stream().anyMatch(waiting -> waiting.kind() == Kind.RETENTION);
    }

    /**
     * As {@link #change} for what takes old records away, below the high watermark: it does not wait behind what a full disk
     * refuses, which may wait for nothing else.
     */
    void retain(Write write, Runnable written) {
        if (failed) {
            return;
        }
        line.add(new Waiting(write, 0, null, Kind.RETENTION, written));
        if (retrying) {
            makeRoomFirst();
        }
        next();
    }

    /** Retention to the head of the line; nothing is under way. It touches only what lies below the high watermark. */
    private void makeRoomFirst() {
        for (Waiting waiting : List.copyOf(line)) {
            if (waiting.kind() == Kind.RETENTION && line.remove(waiting)) {
                line.addFirst(waiting);
            }
        }
    }

    /**
     * Runs {@code action}, which begins a change of the log elsewhere, in the actor: now or when what waits is done; on a full
     * disk it does not wait for room. Nothing is carried out from then on until {@link #resume}. Where the change itself finds
     * no room it ends as {@link ReplicaEvent.WritesEnded}, and {@code action} runs again.
     */
    void pauseFor(Runnable action) {
        if (!working && isQuiet()) {
            paused = true;
            elsewhere = action;
            action.run();
        } else {
            whenQuiet = action;
        }
    }

    /** The change elsewhere has ended. */
    void resume() {
        paused = false;
        elsewhere = null;
        roomAgain();
        next();
    }

    /** Runs {@code action} on any thread when nothing of this log is under way any more; the actor hands in nothing more. */
    void afterAll(Runnable action) {
        drop();
        if (underWay == null) {
            action.run();
        } else {
            underWay.thenRun(action);
        }
    }

    private boolean isQuiet() {
        return underWay == null && (line.isEmpty() || retrying);
    }

    /** True while something could not be written for want of room, or so little is left that clients have to wait. */
    boolean isDiskFull() {
        return diskFull || directory.isNearlyFull();
    }

    /** True if a leader may take so many bytes from a client. */
    boolean hasRoomFor(int bytes) {
        return line.isEmpty() || directory.hasRoomFor(bytes);
    }

    /** Goes on with the line: here as far as that is possible, then elsewhere. Within a callback nothing: it goes on behind it. */
    private void next() {
        if (working) {
            return;
        }
        whileWorking(this::writeHere);
        if (whenQuiet != null && isQuiet() && !failed) {
            Runnable action = whenQuiet;
            whenQuiet = null;
            pauseFor(action);
        }
        if (isFree()) {
            handOver();
        }
    }

    /** What waited while the writer thread was at work does not keep it at work where the disk is calm. */
    private void writeHere() {
        long bytes = 0;
        for (int i = 0; i < HERE_MAX && bytes < RUN_BYTES_MAX && isFree() && writtenHere(line.element()); i++) {
            Waiting written = line.remove();
            bytes += written.bytes();
            directory.waits(-written.bytes());
            roomAgain();
            written.written().run();
        }
    }

    /** What {@code some} asks for meanwhile waits in line: each callback is over before the next one runs. */
    private void whileWorking(Runnable some) {
        working = true;
        try {
            some.run();
        } finally {
            working = false;
        }
    }

    private boolean isFree() {
        return underWay == null && !paused && !failed && !retrying && !line.isEmpty();
    }

    private boolean writtenHere(Waiting head) {
        if (head.batches() == null || beginsEpoch(head.batches())) {
            return false;
        }
        try {
            return directory.writeNow(log, head.bytes(), head.write());
        } catch (DiskFullException full) {
            isFull(full);
        } catch (IOException e) {
            fail(e);
        }
        return false;
    }

    /** Hands over what stands at the head of the line and goes to one and the same thread. */
    private void handOver() {
        List<Waiting> run = new ArrayList<>();
        Kind kind = line.element().kind();
        boolean appends = kind == Kind.APPEND;
        long bytes = 0;
        for (Waiting waiting : line) {
            if (waiting.kind() != kind || bytes >= RUN_BYTES_MAX) {
                break;
            }
            run.add(waiting);
            bytes += waiting.bytes();
        }
        CompletableFuture<Void> ended = new CompletableFuture<>();
        underWay = ended;
        ReplicaJobs.Job job = () -> {
            ReplicaEvent.WritesEnded event = carryOut(run);
            ended.complete(null);
            return event;
        };
        jobs.runOn(
                appends ? directory::execute : directory.background(),
                job,
                e -> new ReplicaEvent.WritesEnded(0, new IOException(e)));
    }

    /** On a thread of the log directory. */
    private ReplicaEvent.WritesEnded carryOut(List<Waiting> run) {
        int done = 0;
        for (Waiting waiting : run) {
            try {
                if (waiting.isAppend()) {
                    directory.write(log, waiting.bytes(), waiting.write());
                } else {
                    waiting.write().run();
                }
                done++;
            } catch (IOException e) {
                return new ReplicaEvent.WritesEnded(done, e);
            } catch (RuntimeException e) {
                // A fault of ours. Nobody knows what is in the file now.
                LOG.error("The log of {} could not be changed", partition, e);
                return new ReplicaEvent.WritesEnded(done, new IOException(e));
            }
        }
        return new ReplicaEvent.WritesEnded(done, null);
    }

    /** What was under way has come back. */
    void ended(ReplicaEvent.WritesEnded event) {
        List<Waiting> done = new ArrayList<>(event.done());
        for (int i = 0; i < event.done() && !line.isEmpty(); i++) {
            Waiting written = line.remove();
            directory.waits(-written.bytes());
            done.add(written);
        }
        underWay = null;
        if (event.failure() instanceof DiskFullException full) {
            isFull(full);
        } else if (event.failure() != null) {
            fail(event.failure());
        } else if (line.isEmpty() || done.stream().anyMatch(written -> written.kind() != Kind.RETENTION)) {
            roomAgain();
        }
        // Not before the line is as it is: the core may ask for the next change from in here.
        whileWorking(() -> done.forEach(written -> written.written().run()));
        next();
    }

    /** Tries again what the full disk refused. */
    void retry() {
        retrying = false;
        if (elsewhereRefused && elsewhere != null && !failed) {
            elsewhereRefused = false;
            elsewhere.run();
        }
        next();
    }

    private void roomAgain() {
        if (diskFull) {
            diskFull = false;
            LOG.info("{} takes writes again", partition);
        }
    }

    private void isFull(DiskFullException full) {
        if (!diskFull) {
            LOG.warn("{} takes no writes until there is room again: {}", partition, full.getMessage());
        }
        diskFull = true;
        retrying = true;
        elsewhereRefused = paused;
        makeRoomFirst();
        jobs.later(ReplicaEvent.RetryWrites.RETRY);
    }

    private void fail(IOException e) {
        failed = true;
        drop();
        failing.accept("append failed: " + e);
    }

    /** What is not under way is never carried out, and nothing more is taken. */
    void drop() {
        failed = true;
        line.forEach(waiting -> directory.waits(-waiting.bytes()));
        line.clear();
    }
}
