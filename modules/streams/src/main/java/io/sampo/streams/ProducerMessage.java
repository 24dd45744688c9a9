package io.sampo.streams;

import io.sampo.client.ProducerRecord;
import io.sampo.client.RecordMetadata;
import java.util.Collection;
import java.util.List;
import org.apache.pekko.NotUsed;

/** What goes into and comes out of {@link Producer#flexiFlow}. */
public final class ProducerMessage {
    /**
     * Records to send, and what to hand on when they are acknowledged.
     *
     * @param <P> type of what is handed on
     */
    public record Envelope<P>(List<ProducerRecord> records, P passThrough) {
        public Envelope {
            records = List.copyOf(records);
        }
    }

    /**
     * Acknowledgements in the order of the envelope's records, and what was to be handed on.
     *
     * @param <P> type of what is handed on
     */
    public record Results<P>(List<RecordMetadata> metadata, P passThrough) {
        public Results {
            metadata = List.copyOf(metadata);
        }
    }

    private ProducerMessage() {}

    /** One record. */
    public static <P> Envelope<P> single(ProducerRecord record, P passThrough) {
        return new Envelope<>(List.of(record), passThrough);
    }

    /** One record, and nothing to hand on. */
    public static Envelope<NotUsed> single(ProducerRecord record) {
        return single(record, NotUsed.getInstance());
    }

    /** Several records; handed on when all are acknowledged. */
    public static <P> Envelope<P> multi(Collection<ProducerRecord> records, P passThrough) {
        return new Envelope<>(List.copyOf(records), passThrough);
    }

    /** Several records, and nothing to hand on. */
    public static Envelope<NotUsed> multi(Collection<ProducerRecord> records) {
        return multi(records, NotUsed.getInstance());
    }

    /** Nothing to send; keeps its place in the order. */
    public static <P> Envelope<P> passThrough(P passThrough) {
        return new Envelope<>(List.of(), passThrough);
    }
}
