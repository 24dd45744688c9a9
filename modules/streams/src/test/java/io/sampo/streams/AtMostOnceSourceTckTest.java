package io.sampo.streams;

import io.sampo.client.ConsumerRecord;
import io.sampo.streams.Subscriptions.Subscription;
import java.util.function.Supplier;
import org.apache.pekko.stream.javadsl.Source;

/** {@link Consumer#atMostOnceSource} keeps the rules of Publisher and Subscription, a commit before each record or not. */
public class AtMostOnceSourceTckTest extends SourceVerification<ConsumerRecord> {
    @Override
    Source<ConsumerRecord, ?> source(
            StreamFixture streams, Supplier<io.sampo.client.Consumer> consumers, Subscription read) {
        return Source.fromGraph(
                new MergedStage<>(streams.plan(consumers, read, false), (record, reading) -> record, true));
    }
}
