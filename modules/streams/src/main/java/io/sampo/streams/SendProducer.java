package io.sampo.streams;

import io.sampo.client.Producer;
import io.sampo.client.ProducerRecord;
import io.sampo.client.ProducerSettings;
import io.sampo.client.RecordMetadata;
import io.sampo.client.SampoClient;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.Done;

/**
 * Sends records without a stream, for example what a consumer has to answer. Nothing holds back who sends faster than brokers
 * take: see {@link Producer#send}. May be used from any thread.
 */
public final class SendProducer {
    private final Producer producer;

    public SendProducer(SampoClient client, ProducerSettings settings) {
        this(client.producer(settings));
    }

    SendProducer(Producer producer) {
        this.producer = producer;
    }

    /** Sends one record. */
    public CompletionStage<RecordMetadata> send(ProducerRecord record) {
        return producer.send(record);
    }

    /** Sends what is in an envelope; done when all of it is acknowledged. */
    public <P> CompletionStage<ProducerMessage.Results<P>> sendEnvelope(ProducerMessage.Envelope<P> envelope) {
        List<CompletableFuture<RecordMetadata>> sends = envelope.records().stream()
                .map(record -> producer.send(record).toCompletableFuture())
                .toList();
        return CompletableFuture.allOf(sends.toArray(CompletableFuture<?>[]::new))
                .thenApply(nothing -> new ProducerMessage.Results<>(
                        sends.stream().map(CompletableFuture::join).toList(), envelope.passThrough()));
    }

    /** Gives everything back; done when all that was sent is acknowledged or has failed. */
    public CompletionStage<Done> close() {
        return producer.closeAsync().thenApply(nothing -> Done.getInstance());
    }
}
