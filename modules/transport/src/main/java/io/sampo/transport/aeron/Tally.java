package io.sampo.transport.aeron;

import java.util.concurrent.atomic.LongAdder;

/** The running figures behind {@link TransportCounters}; may be added to from any thread. */
final class Tally {
    final LongAdder framesSent = new LongAdder();
    final LongAdder bytesSent = new LongAdder();
    final LongAdder framesReceived = new LongAdder();
    final LongAdder bytesReceived = new LongAdder();
    final LongAdder backPressured = new LongAdder();
    final LongAdder notConnected = new LongAdder();
    final LongAdder filtered = new LongAdder();
    final LongAdder lostChunks = new LongAdder();
    final LongAdder foreign = new LongAdder();
    final LongAdder malformed = new LongAdder();
    final LongAdder receiverFailures = new LongAdder();
    final LongAdder rebuilds = new LongAdder();

    void sent(int bytes) {
        framesSent.increment();
        bytesSent.add(bytes);
    }

    void received(int bytes) {
        framesReceived.increment();
        bytesReceived.add(bytes);
    }

    TransportCounters snapshot() {
        return new TransportCounters(
                framesSent.sum(),
                bytesSent.sum(),
                framesReceived.sum(),
                bytesReceived.sum(),
                backPressured.sum(),
                notConnected.sum(),
                filtered.sum(),
                lostChunks.sum(),
                foreign.sum(),
                malformed.sum(),
                receiverFailures.sum(),
                rebuilds.sum());
    }
}
