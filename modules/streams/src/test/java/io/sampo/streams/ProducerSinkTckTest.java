package io.sampo.streams;

import io.sampo.client.ProducerRecord;
import org.apache.pekko.stream.javadsl.Keep;
import org.apache.pekko.stream.javadsl.Source;
import org.reactivestreams.Subscriber;
import org.reactivestreams.tck.SubscriberBlackboxVerification;
import org.testng.annotations.AfterClass;
import org.testng.annotations.BeforeClass;

/**
 * {@link Producer#plainSink} keeps the rules of Subscriber, seen from outside.
 *
 * <p>Not applicable:
 *
 * <ul>
 *   <li>The verification from inside (whitebox): it wants a word from within the Subscriber at each signal, and that Subscriber is
 *       Pekko's, as is that of every sink. {@link ProducerFlowTckTest} has those cases, from behind the same stage.
 *   <li>{@code untested_*}: rules that cannot be checked from outside.
 * </ul>
 */
public class ProducerSinkTckTest extends SubscriberBlackboxVerification<ProducerRecord> {
    private StreamFixture fixture;

    public ProducerSinkTckTest() {
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
    public Subscriber<ProducerRecord> createSubscriber() {
        return Source.<ProducerRecord>asSubscriber()
                .toMat(Producer.plainSink(() -> new FakeProducer(50)), Keep.left())
                .run(fixture.system);
    }

    @Override
    public ProducerRecord createElement(int element) {
        return ProducerRecord.of("t", "record " + element);
    }
}
