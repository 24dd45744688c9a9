package io.sampo.streams;

import static io.sampo.streams.StreamFixture.A;
import static io.sampo.streams.StreamFixture.eventually;
import static io.sampo.streams.StreamFixture.get;

import io.sampo.client.ConsumerRecord;
import org.apache.pekko.japi.Pair;
import org.apache.pekko.stream.javadsl.AsPublisher;
import org.apache.pekko.stream.javadsl.Sink;
import org.apache.pekko.stream.javadsl.Source;
import org.reactivestreams.Publisher;
import org.reactivestreams.tck.PublisherVerification;
import org.testng.SkipException;
import org.testng.annotations.AfterClass;
import org.testng.annotations.BeforeClass;

/**
 * The source of one partition, as {@link Consumer#plainPartitionedSource} hands it out, keeps the rules of Publisher and
 * Subscription. It ends when its partition goes, which is no number of elements: {@code take} gives it one here.
 *
 * <p>Not applicable:
 *
 * <ul>
 *   <li>The source of these sources: its elements are partitions that come and go with a group, and it has no end.
 *   <li>A publisher that fails at once: a partition that cannot be read is none that was handed out.
 *   <li>{@code optional_spec111_*} and {@code untested_*}: as in {@link SourceVerification}.
 * </ul>
 */
public class PartitionSourceTckTest extends PublisherVerification<ConsumerRecord> {
    private StreamFixture fixture;

    public PartitionSourceTckTest() {
        super(Tck.environment(), Tck.FORGOTTEN_MS);
    }

    @BeforeClass
    public void open() {
        fixture = new StreamFixture(10);
    }

    @AfterClass
    public void close() {
        fixture.close();
    }

    @Override
    public Publisher<ConsumerRecord> createPublisher(long elements) {
        FakeConsumer consumer = new FakeConsumer(10);
        consumer.neverEnds(A);
        var partitions = Source.fromGraph(new PartitionedStage<>(
                        fixture.plan(() -> consumer, Subscriptions.topics("t"), false),
                        (record, reading) -> record,
                        null))
                .map(Pair::second)
                .runWith(Sink.queue(), fixture.system);
        eventually("the source has subscribed", consumer::isSubscribed);
        get(consumer.give(0, A));
        return get(partitions.pull())
                .orElseThrow()
                .take(elements)
                .runWith(Sink.asPublisher(AsPublisher.WITHOUT_FANOUT), fixture.system);
    }

    @Override
    public Publisher<ConsumerRecord> createFailedPublisher() {
        throw new SkipException("Not applicable: a partition that cannot be read is none that was handed out.");
    }
}
