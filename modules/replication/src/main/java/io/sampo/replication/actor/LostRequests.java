package io.sampo.replication.actor;

import io.sampo.messages.PartitionMessage;
import io.sampo.messages.PartitionMessage.Fetch;
import io.sampo.messages.PartitionMessage.OffsetRequest;
import io.sampo.messages.PartitionMessage.Produce;
import io.sampo.model.ErrorCode;
import io.sampo.model.PartitionState;
import io.sampo.model.TopicIdPartition;
import java.util.function.Function;
import org.apache.pekko.actor.DeadLetter;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.eventstream.EventStream;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;
import org.jspecify.annotations.Nullable;

/**
 * Refuses on behalf of replicas that are gone. Whoever took a replica's reference a moment before the replica left tells
 * it something that becomes a dead letter; without an answer he, and everybody behind him on the same connection, would
 * wait until his time is over. One of these for each incarnation of a broker.
 */
public final class LostRequests extends AbstractBehavior<DeadLetter> {
    private final Function<TopicIdPartition, @Nullable PartitionState> states;

    private LostRequests(
            ActorContext<DeadLetter> context, Function<TopicIdPartition, @Nullable PartitionState> states) {
        super(context);
        this.states = states;
        context.getSystem().eventStream().tell(new EventStream.Subscribe<>(DeadLetter.class, context.getSelf()));
    }

    /**
     * Answers until it is stopped.
     *
     * @param states the newest state of a partition, for the name of its leader (KIP-951); null where it is not known
     */
    public static Behavior<DeadLetter> create(Function<TopicIdPartition, @Nullable PartitionState> states) {
        return Behaviors.setup(context -> new LostRequests(context, states));
    }

    @Override
    public Receive<DeadLetter> createReceive() {
        return newReceiveBuilder()
                .onMessage(DeadLetter.class, this::onDeadLetter)
                .build();
    }

    private Behavior<DeadLetter> onDeadLetter(DeadLetter letter) {
        Object lost = letter.message();
        if (lost instanceof Produce || lost instanceof Fetch || lost instanceof OffsetRequest) {
            TopicIdPartition partition = partition(letter.recipient().path().name());
            if (partition != null) {
                answer((PartitionMessage) lost, partition);
            }
        }
        return this;
    }

    /** A replica is named after its partition; null for the name of something else. */
    private static @Nullable TopicIdPartition partition(String name) {
        try {
            return TopicIdPartition.parse(name);
        } catch (IllegalArgumentException notOfAReplica) {
            return null;
        }
    }

    private void answer(PartitionMessage lost, TopicIdPartition partition) {
        ReplicaAnswers answers = new ReplicaAnswers(partition);
        PartitionState state = states.apply(partition);
        if (lost instanceof Produce produce) {
            answers.refuse(produce, ErrorCode.NOT_LEADER_OR_FOLLOWER, state);
        } else if (lost instanceof Fetch fetch) {
            answers.refuse(fetch, ErrorCode.NOT_LEADER_OR_FOLLOWER, state);
        } else if (lost instanceof OffsetRequest ask) {
            answers.refuse(ask, ErrorCode.NOT_LEADER_OR_FOLLOWER, state);
        }
    }
}
