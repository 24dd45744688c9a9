package io.sampo.broker.replicas;

import io.sampo.messages.PartitionMessage;
import io.sampo.messages.host.ArrivalHost;
import io.sampo.replication.ReplicaFrame;
import io.sampo.replication.ReplicaTransport;
import io.sampo.replication.actor.ReplicaFrameReceived;
import io.sampo.replication.actor.credit.Arrival;
import io.sampo.replication.actor.credit.ArrivalCredit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import org.apache.pekko.actor.typed.ActorRef;
import org.jspecify.annotations.Nullable;

/**
 * Tells what arrives to the replica that the address book of the present incarnation names, and drops it where there is
 * none (its leader probes again). A push for which there is no credit is dropped too: the leader sends it again, from the
 * last acknowledged offset (R17). What carries no batches costs nothing and always arrives. Frames come on the
 * transport's one thread, which runs the replicas that it tells at the end of each round; the rest is for any thread.
 */
final class FrameDelivery implements ReplicaTransport.Receiver {
    private final AtomicReference<@Nullable ReplicaDirectory> directory = new AtomicReference<>();
    private final ArrivalHost host = new ArrivalHost();
    private final LongAdder dropped = new LongAdder();
    private final LongAdder droppedBytes = new LongAdder();

    void deliverTo(ReplicaDirectory book) {
        directory.set(book);
    }

    @Override
    public void received(int fromBroker, long fromBrokerEpoch, ReplicaFrame frame) {
        ReplicaDirectory book = directory.get();
        ActorRef<PartitionMessage> replica = book == null ? null : book.replica(frame.partition());
        if (book == null || replica == null) {
            return;
        }
        int bytes = frame instanceof ReplicaFrame.Push push ? push.batches().remaining() : 0;
        @Nullable Arrival arrival = Arrival.FREE;
        if (bytes > 0) {
            ArrivalCredit.Account account = book.account(replica);
            arrival = account == null ? null : account.take(bytes);
        }
        if (arrival == null) {
            dropped.increment();
            droppedBytes.add(bytes);
        } else {
            replica.tell(new ReplicaFrameReceived(fromBroker, fromBrokerEpoch, frame, arrival));
        }
    }

    @Override
    public int roundEnded() {
        return host.run();
    }

    /** Pushes that were dropped since the start for want of credit. */
    long dropped() {
        return dropped.sum();
    }

    long droppedBytes() {
        return droppedBytes.sum();
    }

    /** Bytes that have arrived and are not written yet. */
    long heldBytes() {
        ReplicaDirectory book = directory.get();
        return book == null ? 0 : book.arrivals().heldBytes();
    }
}
