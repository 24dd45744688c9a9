package io.sampo.streams;

import io.sampo.client.Producer;
import io.sampo.client.ProducerRecord;
import io.sampo.client.RecordMetadata;
import io.sampo.model.TopicPartition;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** A producer that has room for some records, and acknowledges when the test says so. Any thread. */
final class FakeProducer implements Producer {
    private final int roomFor;
    private final List<CompletableFuture<RecordMetadata>> open = new ArrayList<>();
    private final List<CompletableFuture<Void>> waiters = new ArrayList<>();
    private final List<String> sent = new ArrayList<>();
    private boolean acknowledges = true;
    private boolean closed;
    private RuntimeException failure;

    FakeProducer(int roomFor) {
        this.roomFor = roomFor;
    }

    synchronized List<String> sent() {
        return List.copyOf(sent);
    }

    synchronized boolean isClosed() {
        return closed;
    }

    synchronized void fails(RuntimeException why) {
        failure = why;
    }

    synchronized void acknowledges(boolean yes) {
        acknowledges = yes;
        if (yes) {
            for (int i = 0; i < open.size(); i++) {
                open.get(i).complete(at(i));
            }
            waiters.forEach(waiter -> waiter.complete(null));
            waiters.clear();
        }
    }

    private RecordMetadata at(int offset) {
        return new RecordMetadata(new TopicPartition("t", 0), offset, 0);
    }

    @Override
    public synchronized CompletionStage<RecordMetadata> send(ProducerRecord record) {
        CompletableFuture<RecordMetadata> promise = new CompletableFuture<>();
        sent.add(java.nio.charset.StandardCharsets.UTF_8
                .decode(record.value().duplicate())
                .toString());
        open.add(promise);
        if (failure != null) {
            promise.completeExceptionally(failure);
        } else if (acknowledges) {
            promise.complete(at(open.size() - 1));
        }
        return promise;
    }

    @Override
    public synchronized CompletionStage<Void> room() {
        CompletableFuture<Void> promise = new CompletableFuture<>();
        if (open.stream().filter(send -> !send.isDone()).count() < roomFor) {
            promise.complete(null);
        } else {
            waiters.add(promise);
        }
        return promise;
    }

    @Override
    public CompletionStage<Void> flush() {
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public synchronized CompletionStage<Void> closeAsync() {
        closed = true;
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public void close() {
        closeAsync();
    }
}
