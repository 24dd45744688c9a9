package io.sampo.client.stream;

import io.sampo.client.ConsumerRecord;
import io.sampo.client.ConsumerSettings;
import io.sampo.client.SampoClient;
import io.sampo.client.stream.Subscriptions.Subscription;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.Done;
import org.apache.pekko.stream.javadsl.Source;

/** Sources of records. */
public final class Consumer {
    /** What a running source obeys. May be used from any thread. */
    public interface Control {
        /** Ends the source: it completes without emitting what it still holds. Done when it has let go of everything. */
        CompletionStage<Done> shutdown();

        /** Done when the source has ended, for whatever reason. */
        CompletionStage<Done> isShutdown();
    }

    private Consumer() {}

    /**
     * The records of assigned partitions. A fetch leaves only while the stream has asked for a record and none lies here; so a
     * slow stream makes the brokers read no more than one answer per partition ahead. Fails with what
     * {@link io.sampo.client.Consumer#receive} fails with.
     */
    public static Source<ConsumerRecord, Control> plainSource(
            SampoClient client, ConsumerSettings settings, Subscription subscription) {
        return Source.fromGraph(new PlainSourceStage(() -> client.consumer(settings), subscription));
    }
}
