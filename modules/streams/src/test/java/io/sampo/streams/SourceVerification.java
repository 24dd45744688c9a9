package io.sampo.streams;

import static io.sampo.streams.StreamFixture.A;

import io.sampo.streams.Subscriptions.OffsetRange;
import io.sampo.streams.Subscriptions.Subscription;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.pekko.stream.javadsl.AsPublisher;
import org.apache.pekko.stream.javadsl.Sink;
import org.apache.pekko.stream.javadsl.Source;
import org.reactivestreams.Publisher;
import org.reactivestreams.tck.PublisherVerification;
import org.testng.annotations.AfterClass;
import org.testng.annotations.BeforeClass;

/**
 * A source as a Publisher of Reactive Streams, over a log without an end; a publisher of so many elements is a bounded read. One
 * that fails is one whose client was closed before: it has no consumer to begin with.
 *
 * <p>Not applicable, and skipped by the TCK with its own words:
 *
 * <ul>
 *   <li>{@code optional_spec111_*}: a source has one subscriber. Whoever wants the records a second time runs the source a second
 *       time, and that one reads the log for itself.
 *   <li>{@code untested_*}: rules that the TCK has no way to check from outside.
 * </ul>
 *
 * @param <T> what the source emits
 */
abstract class SourceVerification<T> extends PublisherVerification<T> {
    /** Made before the first case, not here: the class is also instantiated to find its cases. */
    private StreamFixture fixture;

    SourceVerification() {
        super(Tck.environment(), Tck.FORGOTTEN_MS);
    }

    /** The source that is verified. */
    abstract Source<T, ?> source(
            StreamFixture streams, Supplier<io.sampo.client.Consumer> consumers, Subscription read);

    @BeforeClass
    public void open() {
        fixture = new StreamFixture(10);
    }

    @AfterClass
    public void close() {
        fixture.close();
    }

    @Override
    public Publisher<T> createPublisher(long elements) {
        FakeConsumer consumer = new FakeConsumer(10);
        consumer.neverEnds(A);
        Subscription read = elements == Long.MAX_VALUE
                ? Subscriptions.assignmentWithOffset(A, 0)
                : Subscriptions.assignmentBetween(Map.of(A, new OffsetRange(0, elements)));
        return published(source(fixture, () -> consumer, read));
    }

    @Override
    public Publisher<T> createFailedPublisher() {
        return published(source(
                fixture,
                () -> {
                    throw new IllegalStateException("the client is closed");
                },
                Subscriptions.assignment(A)));
    }

    private Publisher<T> published(Source<T, ?> source) {
        return source.runWith(Sink.asPublisher(AsPublisher.WITHOUT_FANOUT), fixture.system);
    }
}
