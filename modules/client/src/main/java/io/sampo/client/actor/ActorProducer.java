package io.sampo.client.actor;

import io.sampo.client.ClientSettings;
import io.sampo.client.Producer;
import io.sampo.client.ProducerRecord;
import io.sampo.client.ProducerSettings;
import io.sampo.client.RecordMetadata;
import io.sampo.client.intercept.Interceptors;
import io.sampo.client.intercept.ProducerInterceptor;
import io.sampo.model.ErrorCode;
import io.sampo.model.SampoException;
import io.sampo.records.RecordBatch;
import io.sampo.records.RecordBatchBuilder;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.pekko.actor.typed.ActorRef;

/** The face of a {@link ProducerActor}. */
final class ActorProducer implements Producer {
    /** For an actor system that has ended before it. */
    private static final long STOP_TIMEOUT_S = 1;

    private final ActorRef<ProducerActor.Command> actor;
    private final ProducerSettings settings;
    private final ClientSettings client;
    private final SendInbox inbox;
    private final AtomicLong acceptedBytes;
    private final CompletableFuture<Void> closing;
    private final Interceptors<ProducerInterceptor> interceptors;
    private volatile boolean closed;

    /** @param closing completed when every record is settled and the actor has been told to stop */
    ActorProducer(
            ActorRef<ProducerActor.Command> actor,
            ClientSettings client,
            ProducerSettings settings,
            SendInbox inbox,
            AtomicLong acceptedBytes,
            CompletableFuture<Void> closing,
            Interceptors<ProducerInterceptor> interceptors) {
        this.actor = actor;
        this.client = client;
        this.settings = settings;
        this.inbox = inbox;
        this.acceptedBytes = acceptedBytes;
        this.closing = closing;
        this.interceptors = interceptors;
    }

    @Override
    public CompletionStage<RecordMetadata> send(ProducerRecord record) {
        if (interceptors.isEmpty()) {
            return accept(record);
        }
        ProducerRecord changed = interceptors.through(record, ProducerInterceptor::onSend);
        CompletionStage<RecordMetadata> sent = accept(changed);
        sent.whenComplete((metadata, failure) ->
                interceptors.each(interceptor -> interceptor.onAcknowledgement(changed, metadata, failure)));
        return sent;
    }

    private CompletionStage<RecordMetadata> accept(ProducerRecord record) {
        int size = RecordBatchBuilder.sizeUpperBound(record.key(), record.value(), record.headers());
        if (closed) {
            return closed();
        }
        if (size + RecordBatch.HEADER_SIZE > settings.maxRequestSizeBytes()) {
            return failed(
                    ErrorCode.MESSAGE_TOO_LARGE,
                    "The record takes " + size + " bytes, max.request.size is " + settings.maxRequestSizeBytes());
        }
        if (acceptedBytes.addAndGet(size) > 2 * settings.bufferMemoryBytes()) {
            acceptedBytes.addAndGet(-size);
            return failed(
                    ErrorCode.REQUEST_TIMED_OUT,
                    "buffer.memory is full and as much again waits already; wait for room()");
        }
        PendingSend send = new PendingSend(record, size);
        if (inbox.add(send)) {
            actor.tell(new ProducerActor.Arrived());
        }
        if (inbox.remove(send)) {
            // It was closed meanwhile.
            acceptedBytes.addAndGet(-size);
            return closed();
        }
        return send.promise();
    }

    @Override
    public CompletionStage<Void> room() {
        CompletableFuture<Void> promise = new CompletableFuture<>();
        if (acceptedBytes.get() < settings.bufferMemoryBytes()) {
            promise.complete(null);
        } else {
            actor.tell(new ProducerActor.AwaitRoom(promise));
        }
        return promise;
    }

    @Override
    public CompletionStage<Void> flush() {
        return closed ? closing : flushed();
    }

    private CompletableFuture<Void> flushed() {
        CompletableFuture<Void> promise = new CompletableFuture<>();
        actor.tell(new ProducerActor.Flush(promise));
        return promise;
    }

    @Override
    public CompletionStage<Void> closeAsync() {
        if (!closed) {
            closed = true;
            flushed().whenComplete((done, failure) -> {
                CompletableFuture<Void> ended = new CompletableFuture<>();
                actor.tell(new ProducerActor.Stop(ended));
                ended.completeOnTimeout(null, STOP_TIMEOUT_S, TimeUnit.SECONDS).whenComplete((nothing, ignored) -> {
                    interceptors.close();
                    closing.complete(null);
                });
            });
        }
        return closing;
    }

    @Override
    public void close() {
        CompletableFuture<Void> done = closeAsync().toCompletableFuture();
        try {
            done.get(settings.deliveryTimeoutMs() + client.topicWaitMs(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            actor.tell(new ProducerActor.Stop(new CompletableFuture<>()));
            Thread.currentThread().interrupt();
        } catch (java.util.concurrent.ExecutionException | java.util.concurrent.TimeoutException e) {
            // Every record has its own delivery timeout, so this only says that the actor is gone already.
            actor.tell(new ProducerActor.Stop(new CompletableFuture<>()));
        }
    }

    private static CompletionStage<RecordMetadata> closed() {
        return failed(ErrorCode.NETWORK_EXCEPTION, "The producer was closed");
    }

    private static CompletionStage<RecordMetadata> failed(ErrorCode error, String message) {
        return CompletableFuture.failedFuture(new SampoException(error, message));
    }
}
