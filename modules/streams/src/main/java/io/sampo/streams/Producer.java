package io.sampo.streams;

import io.sampo.client.ProducerRecord;
import io.sampo.client.ProducerSettings;
import io.sampo.client.RecordMetadata;
import io.sampo.client.SampoClient;
import io.sampo.streams.ConsumerMessage.Committable;
import io.sampo.streams.ProducerMessage.Envelope;
import io.sampo.streams.ProducerMessage.Results;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.apache.pekko.Done;
import org.apache.pekko.NotUsed;
import org.apache.pekko.japi.Pair;
import org.apache.pekko.stream.javadsl.Flow;
import org.apache.pekko.stream.javadsl.FlowWithContext;
import org.apache.pekko.stream.javadsl.Keep;
import org.apache.pekko.stream.javadsl.Sink;

/**
 * Sinks and flows that send records. Each materialisation has a producer of its own, which it closes. Acknowledgements come
 * out in the order in which records went in; a record that fails fails the stream.
 */
public final class Producer {
    private Producer() {}

    /** Sends records; done when all are acknowledged. */
    public static Sink<ProducerRecord, CompletionStage<Done>> plainSink(SampoClient client, ProducerSettings settings) {
        return plainSink(() -> client.producer(settings));
    }

    static Sink<ProducerRecord, CompletionStage<Done>> plainSink(Supplier<io.sampo.client.Producer> producers) {
        return flow(producers).toMat(Sink.ignore(), Keep.right());
    }

    /** Sends records and says where they lie. */
    public static Flow<ProducerRecord, RecordMetadata, NotUsed> flow(SampoClient client, ProducerSettings settings) {
        return flow(() -> client.producer(settings));
    }

    private static Flow<ProducerRecord, RecordMetadata, NotUsed> flow(Supplier<io.sampo.client.Producer> producers) {
        return Flow.of(ProducerRecord.class)
                .map(record -> ProducerMessage.single(record, NotUsed.getInstance()))
                .via(Producer.<NotUsed>flexiFlow(producers))
                .map(results -> results.metadata().get(0));
    }

    /**
     * Sends none, one or several records per element and hands on what came with them, for example an offset to commit.
     *
     * @param <P> type of what is handed on
     */
    public static <P> Flow<Envelope<P>, Results<P>, NotUsed> flexiFlow(SampoClient client, ProducerSettings settings) {
        return flexiFlow(() -> client.producer(settings));
    }

    static <P> Flow<Envelope<P>, Results<P>, NotUsed> flexiFlow(Supplier<io.sampo.client.Producer> producers) {
        return Flow.fromGraph(new SendStage<P>(producers, StreamSettings.load().producerParallelism()));
    }

    /**
     * Sends envelopes and keeps the context of each, for example an offset to commit.
     *
     * @param <C> type of the context
     */
    public static <C> FlowWithContext<Envelope<NotUsed>, C, Results<NotUsed>, C, NotUsed> flowWithContext(
            SampoClient client, ProducerSettings settings) {
        return FlowWithContext.fromPairs(Flow.<Pair<Envelope<NotUsed>, C>>create()
                .map(pair -> new Envelope<>(pair.first().records(), pair.second()))
                .via(Producer.<C>flexiFlow(client, settings))
                .map(results ->
                        Pair.create(new Results<>(results.metadata(), NotUsed.getInstance()), results.passThrough())));
    }

    /**
     * Sends what is in an envelope, and commits what came with it when that is acknowledged: at least once.
     *
     * @param <C> type of what is committed
     */
    public static <C extends Committable> Sink<Envelope<C>, CompletionStage<Done>> committableSink(
            SampoClient client, ProducerSettings settings, CommitterSettings committer) {
        return Producer.<C>flexiFlow(client, settings)
                .map(Results::passThrough)
                .toMat(Committer.<C>sink(committer), Keep.right());
    }

    /**
     * As {@link #committableSink}, with what is to be committed as the context.
     *
     * @param <C> type of what is committed
     */
    public static <C extends Committable>
            Sink<Pair<Envelope<NotUsed>, C>, CompletionStage<Done>> committableSinkWithOffsetContext(
                    SampoClient client, ProducerSettings settings, CommitterSettings committer) {
        return Flow.<Pair<Envelope<NotUsed>, C>>create()
                .map(pair -> new Envelope<>(pair.first().records(), pair.second()))
                .toMat(Producer.<C>committableSink(client, settings, committer), Keep.right());
    }
}
