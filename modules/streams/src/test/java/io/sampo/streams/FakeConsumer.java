package io.sampo.streams;

import io.sampo.client.Consumer;
import io.sampo.client.ConsumerRecord;
import io.sampo.client.OffsetAndMetadata;
import io.sampo.client.RebalanceListener;
import io.sampo.client.StartAt;
import io.sampo.model.ErrorCode;
import io.sampo.model.SampoException;
import io.sampo.model.TopicPartition;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.AbstractList;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * A consumer whose group and log the test plays: it says what lies in each partition, and what comes and goes. Any thread.
 */
final class FakeConsumer implements Consumer {
    private final Map<TopicPartition, List<ConsumerRecord>> logs = new TreeMap<>();
    private final Map<TopicPartition, Integer> starts = new TreeMap<>();
    private final Map<TopicPartition, Integer> positions = new TreeMap<>();
    private final Set<TopicPartition> paused = new LinkedHashSet<>();
    private final Deque<CompletableFuture<List<ConsumerRecord>>> waiters = new ArrayDeque<>();
    private final Deque<Runnable> heldCommits = new ArrayDeque<>();
    private RebalanceListener listener = RebalanceListener.NONE;
    private final Map<TopicPartition, Long> committed = new LinkedHashMap<>();
    private int receives;
    private int handedOut;
    private boolean stopped;
    private boolean holdsCommits;
    private SampoException refusal;
    private final int batch;

    /** @param batch records that one receive hands out at most */
    FakeConsumer(int batch) {
        this.batch = batch;
    }

    static ConsumerRecord record(TopicPartition partition, long offset, String key) {
        return new ConsumerRecord(
                partition,
                offset,
                0,
                key == null ? null : ByteBuffer.wrap(key.getBytes(StandardCharsets.UTF_8)),
                ByteBuffer.wrap((partition.partition() + ":" + offset).getBytes(StandardCharsets.UTF_8)),
                List.of(),
                1);
    }

    // What the test says and sees.

    /** More records at the end of a partition; each with its offset as the key. */
    synchronized void append(TopicPartition partition, int count) {
        List<ConsumerRecord> log = logs.computeIfAbsent(partition, unknown -> new ArrayList<>());
        for (int i = 0; i < count; i++) {
            log.add(record(partition, log.size(), Integer.toString(log.size())));
        }
        serve();
    }

    /** A partition as long as can be, whose records are made when they are read. */
    synchronized void neverEnds(TopicPartition partition) {
        logs.put(partition, new AbstractList<>() {
            @Override
            public ConsumerRecord get(int offset) {
                return record(partition, offset, Integer.toString(offset));
            }

            @Override
            public int size() {
                return Integer.MAX_VALUE;
            }
        });
        serve();
    }

    synchronized void append(TopicPartition partition, String key) {
        List<ConsumerRecord> log = logs.computeIfAbsent(partition, unknown -> new ArrayList<>());
        log.add(record(partition, log.size(), key));
        serve();
    }

    /** Offsets that no record has, as compaction leaves them. */
    synchronized void gap(TopicPartition partition, int count) {
        logs.computeIfAbsent(partition, unknown -> new ArrayList<>()).addAll(Collections.nCopies(count, null));
    }

    /** What lies below is deleted. Whoever reads outside of the log goes on here, as with {@code earliest}. */
    synchronized void deleteBelow(TopicPartition partition, int start) {
        starts.put(partition, start);
    }

    private int inside(TopicPartition partition, int position) {
        int start = starts.getOrDefault(partition, 0);
        return position < start
                        || position > logs.getOrDefault(partition, List.of()).size()
                ? start
                : position;
    }

    /** The group gives these; read from {@code offset}. */
    CompletionStage<Void> give(int offset, TopicPartition... partitions) {
        RebalanceListener told;
        synchronized (this) {
            told = listener;
        }
        return told.onAssigned(List.of(partitions)).thenRun(() -> {
            synchronized (this) {
                for (TopicPartition partition : partitions) {
                    positions.putIfAbsent(partition, offset);
                }
                serve();
            }
        });
    }

    /** The group takes these away; done when the listener lets go. */
    CompletionStage<Void> revoke(TopicPartition... partitions) {
        RebalanceListener told;
        synchronized (this) {
            told = listener;
            positions.keySet().removeAll(List.of(partitions));
            paused.removeAll(List.of(partitions));
        }
        return told.onRevoked(List.of(partitions));
    }

    CompletionStage<Void> lose(TopicPartition... partitions) {
        RebalanceListener told;
        synchronized (this) {
            told = listener;
            positions.keySet().removeAll(List.of(partitions));
        }
        return told.onLost(List.of(partitions));
    }

    synchronized void holdsCommits(boolean holds) {
        holdsCommits = holds;
        if (!holds) {
            heldCommits.forEach(Runnable::run);
            heldCommits.clear();
        }
    }

    synchronized void refusesCommits(ErrorCode why) {
        refusal = why == ErrorCode.NONE ? null : new SampoException(why, "refused by the test");
    }

    synchronized int heldCommits() {
        return heldCommits.size();
    }

    synchronized Map<TopicPartition, Long> committed() {
        return new TreeMap<>(committed);
    }

    synchronized int receives() {
        return receives;
    }

    synchronized int handedOut() {
        return handedOut;
    }

    synchronized boolean isStopped() {
        return stopped;
    }

    synchronized boolean isSubscribed() {
        return listener != RebalanceListener.NONE;
    }

    private void serve() {
        while (!waiters.isEmpty()) {
            List<ConsumerRecord> out = new ArrayList<>();
            positions.replaceAll((partition, given) -> {
                int position = inside(partition, given);
                List<ConsumerRecord> log = logs.getOrDefault(partition, List.of());
                int end = paused.contains(partition) ? position : Math.min(log.size(), position + batch - out.size());
                log.subList(position, Math.max(position, end)).stream()
                        .filter(Objects::nonNull)
                        .forEach(out::add);
                return Math.max(position, end);
            });
            if (out.isEmpty()) {
                return;
            }
            handedOut += out.size();
            waiters.remove().complete(out);
        }
    }

    // What the source asks for.

    @Override
    public synchronized void assign(Map<TopicPartition, StartAt> partitions) {
        partitions.forEach((partition, start) -> positions.put(partition, (int) Math.max(0, start.offset())));
    }

    @Override
    public synchronized void assign(Collection<TopicPartition> partitions) {
        partitions.forEach(partition ->
                positions.put(partition, committed.getOrDefault(partition, 0L).intValue()));
    }

    @Override
    public synchronized void subscribe(Collection<String> topics, RebalanceListener heard) {
        listener = heard;
    }

    @Override
    public synchronized void subscribePattern(String regex, RebalanceListener heard) {
        listener = heard;
    }

    @Override
    public void unsubscribe() {}

    @Override
    public synchronized CompletionStage<Set<TopicPartition>> assignment() {
        return CompletableFuture.completedFuture(Set.copyOf(positions.keySet()));
    }

    @Override
    public CompletionStage<Void> commit() {
        throw new AssertionError("a source commits what it is told");
    }

    @Override
    public synchronized CompletionStage<Void> commit(Map<TopicPartition, OffsetAndMetadata> offsets) {
        CompletableFuture<Void> promise = new CompletableFuture<>();
        Runnable commit = () -> {
            if (refusal != null) {
                promise.completeExceptionally(refusal);
            } else {
                offsets.forEach((partition, offset) -> committed.put(partition, offset.offset()));
                promise.complete(null);
            }
        };
        if (holdsCommits) {
            heldCommits.add(commit);
        } else {
            commit.run();
        }
        return promise;
    }

    @Override
    public CompletionStage<Map<TopicPartition, OffsetAndMetadata>> committed(Collection<TopicPartition> partitions) {
        throw new AssertionError("not asked by sources");
    }

    @Override
    public synchronized void pause(Collection<TopicPartition> partitions) {
        paused.addAll(partitions);
    }

    @Override
    public synchronized void resume(Collection<TopicPartition> partitions) {
        paused.removeAll(partitions);
        serve();
    }

    @Override
    public synchronized void seek(TopicPartition partition, StartAt start) {
        positions.put(partition, (int) start.offset());
    }

    @Override
    public synchronized CompletionStage<List<ConsumerRecord>> receive() {
        CompletableFuture<List<ConsumerRecord>> promise = new CompletableFuture<>();
        receives++;
        if (stopped) {
            promise.complete(List.of());
        } else {
            waiters.add(promise);
            serve();
        }
        return promise;
    }

    @Override
    public CompletionStage<List<ConsumerRecord>> receive(Duration wait) {
        return receive();
    }

    @Override
    public synchronized CompletionStage<Map<TopicPartition, Long>> positions() {
        Map<TopicPartition, Long> all = new TreeMap<>();
        positions.forEach((partition, position) -> all.put(partition, (long) position));
        return CompletableFuture.completedFuture(all);
    }

    @Override
    public synchronized CompletionStage<Void> stop() {
        stopped = true;
        waiters.forEach(waiter -> waiter.complete(List.of()));
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public void close() {
        stop();
    }
}
