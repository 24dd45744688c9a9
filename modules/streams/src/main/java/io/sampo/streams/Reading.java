package io.sampo.streams;

import io.sampo.model.TopicPartition;
import io.sampo.streams.progress.Assignment;
import io.sampo.streams.progress.OffsetBatch.Next;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.apache.pekko.Done;

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
    }

    private final String groupId;
    private final Stage stage;
    private final Set<Consumer<Assignment>> watchers = ConcurrentHashMap.newKeySet();
    private final Set<Object> committers = ConcurrentHashMap.newKeySet();
    private final Map<Object, Runnable> open = new ConcurrentHashMap<>();
    private volatile boolean hadCommitters;
    private volatile boolean isOver;
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

    /** Commits what was read under epochs that are not over; of others nothing, and that is success. */
    CompletionStage<Done> commit(Map<TopicPartition, Next> offsets) {
        CompletableFuture<Done> promise = new CompletableFuture<>();
        completeAtEnd(promise, Done.getInstance());
        if (!isOver) {
            stage.commit(offsets, promise);
        }
        return promise;
    }

    /** The stage completes the promise, or its end does. */
    <T> void completeAtEnd(CompletableFuture<T> promise, T atEnd) {
        Object key = new Object();
        open.put(key, () -> promise.complete(atEnd));
        promise.whenComplete((done, failure) -> open.remove(key));
        if (isOver) {
            promise.complete(atEnd);
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

    /** That record and those above it will not be worked on. */
    void discardedFrom(TopicPartition partition, int epoch, long offset) {
        stage.discardedFrom(partition, epoch, offset);
    }

    /** Called by the stage of the source. */
    void change(Assignment next) {
        assignment = next;
        watchers.forEach(watcher -> watcher.accept(next));
    }

    /** Called by the stage of the source, last. */
    void end() {
        isOver = true;
        change(Assignment.NONE);
        open.values().forEach(Runnable::run);
    }
}
