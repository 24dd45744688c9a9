package io.sampo.replication.actor;

import io.sampo.messages.BrokerMessage;
import io.sampo.messages.PartitionMessage;
import io.sampo.model.TopicIdPartition;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;

/**
 * One replica of one partition. Its first {@link PartitionMessage.ApplyState} opens the log; {@code ReplicaStarted} tells
 * the broker when it serves.
 */
public final class PartitionActor extends AbstractBehavior<PartitionMessage> {
    private final ReplicaContext replica;
    private final TopicIdPartition partition;

    private PartitionActor(ActorContext<PartitionMessage> context, ReplicaContext replica, TopicIdPartition partition) {
        super(context);
        this.replica = replica;
        this.partition = partition;
    }

    /** The behavior of the replica of {@code id} on the broker that {@code context} stands for. */
    public static Behavior<PartitionMessage> create(ReplicaContext context, TopicIdPartition id) {
        return Behaviors.setup(actor -> new PartitionActor(actor, context, id));
    }

    @Override
    public Receive<PartitionMessage> createReceive() {
        return newReceiveBuilder()
                .onMessageEquals(PartitionMessage.Stop.STOP, this::onStop)
                .build();
    }

    private Behavior<PartitionMessage> onStop() {
        replica.broker()
                .tell(new BrokerMessage.ReplicaStopped(partition, getContext().getSelf(), false));
        return Behaviors.stopped();
    }
}
