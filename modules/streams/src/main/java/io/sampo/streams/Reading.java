package io.sampo.streams;

import io.sampo.model.ErrorCode;
import io.sampo.model.SampoException;
import io.sampo.model.TopicPartition;
import io.sampo.streams.progress.Assignment;
import io.sampo.streams.progress.Assignment.Phase;
import io.sampo.streams.progress.OffsetBatch.Next;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.pekko.Done;
import org.jspecify.annotations.Nullable;

/**
 * One materialized source as its offsets, and the stages behind it, see it. Everything asked of it is done in the stage of the
 * source; what the source says is read here. May be used from any thread.
 */
final class Reading {
    /** The stage of the source. Any thread. */
    interface Stage {
        /** Carries a commit out and completes the promise. */
        void commit(Map<TopicPartition, Next> offsets, CompletableFuture<Done> promise);

        void discardedFrom(TopicPartition partition, int epoch, long offset);

        /** Somebody who commits, or works on what others commit, has gone. */
        void committersChanged();

        /** Lets go of everything at once. */
        void giveUp();
    }

    /**
     * How a source has ended.
     *
     * @param assignment the last one
     * @param committed offsets of it that are known to be committed
     * @param open how many offsets somebody might still have committed
     */
    private record End(Assignment assignment, Map<TopicPartition, Long> committed, long open) {
        boolean leavesOpen(TopicPartition partition, Next next) {
            return assignment.phaseOf(partition, next.epoch()) != Phase.GONE
                    && next.offset() > committed.getOrDefault(partition, 0L);
        }
    }

    private final String groupId;
    private final Stage stage;
    private final Set<Consumer<Assignment>> watchers = ConcurrentHashMap.newKeySet();
    private final Set<Object> committers = ConcurrentHashMap.newKeySet();
    private final Set<Object> workers = ConcurrentHashMap.newKeySet();
    private final Map<Object, Runnable> open = new ConcurrentHashMap<>();
    private volatile boolean hadCommitters;
    private volatile @Nullable End end;
    private volatile Assignment assignment = Assignment.NONE;

    Reading(String groupId, Stage stage) {
        this.groupId = groupId;
        this.stage = stage;
    }

    String groupId() {
        return groupId;
    }

    Assignment assignment() {
        return assignment;
    }

    /**
     * Commits what was read under epochs that are not over; of others nothing, and that is success. Fails where the source has
     * ended before that was done.
     */
    CompletionStage<Done> commit(Map<TopicPartition, Next> offsets) {
        CompletableFuture<Done> promise = new CompletableFuture<>();
        atEnd(promise, () -> notCommitted(offsets, promise));
        if (end == null) {
            stage.commit(offsets, promise);
        }
        return promise;
    }

    /** No answer comes any more: success only where all of it is committed nevertheless, or is somebody else's. */
    private void notCommitted(Map<TopicPartition, Next> offsets, CompletableFuture<Done> promise) {
        End how = end;
        offsets.forEach((partition, next) -> {
            if (how != null && how.leavesOpen(partition, next)) {
                promise.completeExceptionally(new SampoException(
                        ErrorCode.NETWORK_EXCEPTION,
                        partition + ": the source has ended, and offset " + next.offset()
                                + " was not committed; see sampo.streams.consumer.drain-timeout"));
            }
        });
        promise.complete(Done.getInstance());
    }

    /** The stage completes the promise, or its end does. */
    <T> void completeAtEnd(CompletableFuture<T> promise, T atEnd) {
        atEnd(promise, () -> promise.complete(atEnd));
    }

    /**
     * What a drain comes to; or its failure, where offsets are open after it or it takes longer than {@code wait}: then the source
     * lets go of everything.
     *
     * @param ended done when the source has let go
     */
    <T> CompletionStage<T> inTime(
            CompletionStage<T> drained, CompletionStage<Done> ended, Duration wait, Executor executor) {
        CompletableFuture<CompletionStage<T>> first = new CompletableFuture<>();
        drained.whenComplete((result, failure) -> {
            long open = leftOpen();
            first.complete(failure == null && open > 0 ? notDrained(wait, open) : drained);
        });
        Runnable late = () -> {
            if (first.complete(ended.thenCompose(done -> notDrained(wait, leftOpen())))) {
                stage.giveUp();
            }
        };
        CompletableFuture.delayedExecutor(wait.toMillis(), TimeUnit.MILLISECONDS, executor)
                .execute(late);
        CompletableFuture<T> inTime = new CompletableFuture<>();
        first.thenCompose(which -> which)
                .whenCompleteAsync(
                        (result, failure) -> {
                            if (failure == null) {
                                inTime.complete(result);
                            } else {
                                inTime.completeExceptionally(Refusals.cause(failure));
                            }
                        },
                        executor);
        return inTime;
    }

    private long leftOpen() {
        End how = end;
        return how == null ? 0 : how.open();
    }

    private static <T> CompletionStage<T> notDrained(Duration wait, long open) {
        return CompletableFuture.failedFuture(new SampoException(
                ErrorCode.REQUEST_TIMED_OUT,
                "the stream has not ended within sampo.streams.consumer.drain-timeout = " + wait
                        + "; offsets that were handed out and are not committed: " + open));
    }

    private void atEnd(CompletableFuture<?> promise, Runnable step) {
        Object key = new Object();
        open.put(key, step);
        promise.whenComplete((done, failure) -> open.remove(key));
        if (end != null) {
            step.run();
        }
    }

    /** Hears of every change from now on; on the thread of the source. */
    void watch(Consumer<Assignment> watcher) {
        watchers.add(watcher);
    }

    void unwatch(Consumer<Assignment> watcher) {
        watchers.remove(watcher);
    }

    /** That one commits, until it says that it will not any more. */
    void joined(Object committer) {
        hadCommitters = true;
        committers.add(committer);
    }

    /** That one works on records whose offsets others will commit, until it says that it will not any more. */
    void works(Object worker) {
        workers.add(worker);
    }

    /** That one neither commits nor works any more. */
    void left(Object who) {
        committers.remove(who);
        workers.remove(who);
        stage.committersChanged();
    }

    /** True if nobody commits, or works on what will be committed. */
    boolean isWithoutCommitters() {
        return committers.isEmpty() && workers.isEmpty();
    }

    /** True if those who have committed are gone: no commit is to be expected. */
    boolean nobodyCommits() {
        return hadCommitters && isWithoutCommitters();
    }

    /** True if the source has ended with offsets open, while it had that partition under that epoch. */
    boolean hasLeftOpen(TopicPartition partition, int epoch) {
        End how = end;
        return how != null && how.open() > 0 && how.assignment().phaseOf(partition, epoch) != Phase.GONE;
    }

    /** What was handed out from that offset on will not be worked on. */
    void discardedFrom(TopicPartition partition, int epoch, long offset) {
        stage.discardedFrom(partition, epoch, offset);
    }

    /** Called by the stage of the source. */
    void change(Assignment next) {
        assignment = next;
        watchers.forEach(watcher -> watcher.accept(next));
    }

    /**
     * Called by the stage of the source, last.
     *
     * @param committed what is known to be committed of what it has handed out
     * @param leftOpen how many offsets that it has handed out somebody might still have committed
     */
    void end(Map<TopicPartition, Long> committed, long leftOpen) {
        end = new End(assignment, committed, leftOpen);
        change(Assignment.NONE);
        open.values().forEach(Runnable::run);
    }
}
