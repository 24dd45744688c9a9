package io.sampo.streams;

import static io.sampo.streams.StreamFixture.A;

import io.sampo.model.TopicPartition;
import io.sampo.streams.ConsumerMessage.CommittableOffset;
import io.sampo.streams.progress.OffsetBatch.Next;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.apache.pekko.Done;
import org.apache.pekko.stream.javadsl.Keep;
import org.apache.pekko.stream.javadsl.Source;
import org.reactivestreams.Subscriber;
import org.reactivestreams.tck.SubscriberBlackboxVerification;
import org.testng.annotations.AfterClass;
import org.testng.annotations.BeforeClass;

/**
 * {@link Committer#sink} keeps the rules of Subscriber, seen from outside.
 *
 * <p>Not applicable: the verification from inside, and {@code untested_*}, as in {@link ProducerSinkTckTest}; and that of a
 * Processor for {@link Committer#flow}, which emits batches, fewer than came in.
 */
public class CommitterSinkTckTest extends SubscriberBlackboxVerification<CommittableOffset> {
    /** Whoever commits is told that it is done. */
    private static final Reading.Stage COMMITS = new Reading.Stage() {
        @Override
        public void commit(Map<TopicPartition, Next> offsets, CompletableFuture<Done> promise) {
            promise.complete(Done.getInstance());
        }

        @Override
        public void discardedFrom(TopicPartition partition, int epoch, long offset) {}

        @Override
        public void committersChanged() {}

        @Override
        public void giveUp() {}
    };

    private final Reading reading = new Reading("g", COMMITS);
    private StreamFixture fixture;

    public CommitterSinkTckTest() {
        super(Tck.environment());
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
    public Subscriber<CommittableOffset> createSubscriber() {
        return Source.<CommittableOffset>asSubscriber()
                .toMat(Committer.sink(new CommitterSettings(3, Duration.ofMillis(20), 2)), Keep.left())
                .run(fixture.system);
    }

    @Override
    public CommittableOffset createElement(int element) {
        return new CommittableOffset(reading, A, 1, element, "");
    }
}
