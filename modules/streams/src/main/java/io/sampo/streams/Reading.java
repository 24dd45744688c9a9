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

        /** A committer has come or gone. */
        void committersChanged();

        /** Lets go of everything at once, and says how many offsets that were handed out are not committed. */
        void giveUp(CompletableFuture<Long> open);
    }

    /**
     * How a source has ended.
     *
     * @param assignment the last one
     * @param committed offsets of it that are known to be committed
     */
    private record End(Assignment assignment, Map<TopicPartition, Long> committed) {
        boolean leavesOpen(TopicPartition partition, Next next) {
            return assignment.phaseOf(partition, next.epoch()) != Phase.GONE
                    && next.offset() > committed.getOrDefault(partition, 0L);
        }
    }

    private final String groupId;
    private final Stage stage;
    private final Set<Consumer<Assignment>> watchers = ConcurrentHashMap.newKeySet();
    private final Set<Object> committers = ConcurrentHashMap.newKeySet();
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

    /** What a stream comes to, or its failure to do so for {@code wait}: then the source lets go of everything. */
    <T> CompletableFuture<T> inTime(CompletionStage<T> stream, Duration wait, Executor executor) {
        CompletableFuture<T> inTime = stream.thenApply(result -> result).toCompletableFuture();
        CompletableFuture<Long> open = new CompletableFuture<>();
        open.thenAccept(count -> inTime.completeExceptionally(new SampoException(
                ErrorCode.REQUEST_TIMED_OUT,
                "the stream has not ended within sampo.streams.consumer.drain-timeout = " + wait
                        + "; offsets that were handed out and are not committed: " + count)));
        Runnable late = () -> {
            if (!inTime.isDone()) {
                completeAtEnd(open, 0L);
                stage.giveUp(open);
            }
        };
        CompletableFuture.delayedExecutor(wait.toMillis(), TimeUnit.MILLISECONDS, executor)
                .execute(late);
        return inTime;
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

    void left(Object committer) {
        committers.remove(committer);
        stage.committersChanged();
    }

    /** True if somebody commits, or has done so. */
    boolean hadCommitters() {
        return hadCommitters;
    }

    /** True if nobody commits. */
    boolean isWithoutCommitters() {
        return committers.isEmpty();
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
     */
    void end(Map<TopicPartition, Long> committed) {
        end = new End(assignment, committed);
        change(Assignment.NONE);
        open.values().forEach(Runnable::run);
    }
}
