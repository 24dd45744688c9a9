package io.sampo.client.stream;

import io.sampo.client.ProducerRecord;
import io.sampo.client.ProducerSettings;
import io.sampo.client.RecordMetadata;
import io.sampo.client.SampoClient;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.Done;
import org.apache.pekko.NotUsed;
import org.apache.pekko.stream.javadsl.Flow;
import org.apache.pekko.stream.javadsl.Keep;
import org.apache.pekko.stream.javadsl.Sink;

/**
 * Sinks and flows that send records. Each materialisation has a producer of its own, which it closes. Acknowledgements come
 * out in the order in which records went in; a record that fails fails the stream.
 */
public final class Producer {
    /** Envelopes under way at a time; bytes are bounded by {@code buffer.memory}. Pekko Connectors' value. */
    private static final int PARALLELISM = 10_000;

    private Producer() {}

    /** Sends records; done when all are acknowledged. */
    public static Sink<ProducerRecord, CompletionStage<Done>> plainSink(SampoClient client, ProducerSettings settings) {
        return flow(client, settings).toMat(Sink.ignore(), Keep.right());
    }

    /** Sends records and says where they lie. */
    public static Flow<ProducerRecord, RecordMetadata, NotUsed> flow(SampoClient client, ProducerSettings settings) {
        return Flow.of(ProducerRecord.class)
                .map(record -> ProducerMessage.single(record, NotUsed.getInstance()))
                .via(Producer.<NotUsed>flexiFlow(client, settings))
                .map(results -> results.metadata().get(0));
    }

    /**
     * Sends none, one or several records per element and hands on what came with them, for example an offset to commit.
     *
     * @param <P> type of what is handed on
     */
    public static <P> Flow<ProducerMessage.Envelope<P>, ProducerMessage.Results<P>, NotUsed> flexiFlow(
            SampoClient client, ProducerSettings settings) {
        return Flow.fromGraph(new SendStage<P>(() -> client.producer(settings), PARALLELISM));
    }
}
