package io.sampo.streams;

import io.sampo.client.ProducerRecord;
import io.sampo.streams.ProducerMessage.Results;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.apache.pekko.NotUsed;
import org.apache.pekko.stream.javadsl.AsPublisher;
import org.apache.pekko.stream.javadsl.Flow;
import org.apache.pekko.stream.javadsl.Sink;
import org.apache.pekko.stream.javadsl.Source;
import org.reactivestreams.Processor;
import org.reactivestreams.Publisher;
import org.reactivestreams.tck.IdentityProcessorVerification;
import org.testng.annotations.AfterClass;
import org.testng.annotations.BeforeClass;

/**
 * {@link Producer#flexiFlow} keeps the rules of Processor: what is handed on with each record comes out as it went in. That is a
 * Subscriber seen from inside too, which a sink cannot be.
 *
 * <p>Not applicable:
 *
 * <ul>
 *   <li>Cases with several subscribers: a flow has one, see {@link SourceVerification}.
 *   <li>{@code untested_*}: rules that cannot be checked from outside.
 *   <li>{@link Consumer#keyedFlow} and {@link Committer#flow}: each emits fewer elements than came in, and so is no identity.
 * </ul>
 */
public class ProducerFlowTckTest extends IdentityProcessorVerification<Integer> {
    private StreamFixture fixture;
    private ExecutorService executor;

    public ProducerFlowTckTest() {
        super(Tck.environment(), Tck.FORGOTTEN_MS);
    }

    @BeforeClass
    public void open() {
        fixture = new StreamFixture(10);
        executor = Executors.newCachedThreadPool();
    }

    @AfterClass
    public void close() {
        executor.shutdownNow();
        fixture.close();
    }

    private static Flow<Integer, Integer, NotUsed> sends() {
        return Flow.of(Integer.class)
                .map(number -> ProducerMessage.single(ProducerRecord.of("t", "record " + number), number))
                .via(Producer.<Integer>flexiFlow(() -> new FakeProducer(50)))
                .map(Results::passThrough);
    }

    @Override
    public Processor<Integer, Integer> createIdentityProcessor(int bufferSize) {
        return sends().toProcessor().run(fixture.system);
    }

    @Override
    public Publisher<Integer> createFailedPublisher() {
        return Source.<Integer>failed(new IllegalStateException("no records today"))
                .via(sends())
                .runWith(Sink.asPublisher(AsPublisher.WITHOUT_FANOUT), fixture.system);
    }

    @Override
    public ExecutorService publisherExecutorService() {
        return executor;
    }

    @Override
    public Integer createElement(int element) {
        return element;
    }

    @Override
    public long maxSupportedSubscribers() {
        return 1;
    }
}
