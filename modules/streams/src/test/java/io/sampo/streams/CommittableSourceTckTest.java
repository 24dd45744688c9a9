package io.sampo.streams;

import io.sampo.streams.ConsumerMessage.CommittableMessage;
import io.sampo.streams.Subscriptions.Subscription;
import java.util.function.Supplier;
import org.apache.pekko.stream.javadsl.Source;

/**
 * {@link Consumer#committableSource} keeps the rules of Publisher and Subscription, though its stage lives on for commits when the
 * stream is over. {@code commitWithMetadataSource} and {@code sourceWithOffsetContext} are the same stage.
 */
public class CommittableSourceTckTest extends SourceVerification<CommittableMessage> {
    @Override
    Source<CommittableMessage, ?> source(
            StreamFixture streams, Supplier<io.sampo.client.Consumer> consumers, Subscription read) {
        return Source.fromGraph(
                new MergedStage<>(streams.plan(consumers, read, true), Consumer.committable(record -> ""), false));
    }
}
