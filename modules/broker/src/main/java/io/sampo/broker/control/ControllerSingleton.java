package io.sampo.broker.control;

import io.sampo.messages.ControllerMessage;
import io.sampo.messages.ControllerReply;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.ChildFailed;
import org.apache.pekko.actor.typed.PostStop;
import org.apache.pekko.actor.typed.Terminated;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;
import org.jspecify.annotations.Nullable;

/**
 * The one controller of the cluster: runs the {@code ControllerActor} on the node that leads the metadata log's Raft group,
 * and on no other. One of these is on every controller node, at {@code /system/sampo-controller}.
 *
 * <p>Why not Pekko's ClusterSingleton: it would wait for failure detector, downing and removal margin, 10 to 45 s, and
 * still promise nothing, because two of them may live for a while. Here <em>safety comes from the log</em>: a deposed
 * controller cannot append, so whatever it still believes has no effect; being a singleton gives only liveness
 * (ARCHITECTURE §3.2).
 */
public final class ControllerSingleton extends AbstractBehavior<ControllerMessage> {
    /** Leadership of the Raft group has changed. {@code leaderBrokerId} is -1 where nobody leads. */
    public record LeadershipChanged(boolean thisNodeLeads, int leaderBrokerId) implements ControllerMessage.Internal {}

    private enum TryAgain implements ControllerMessage.Internal {
        TRY
    }

    private static final Duration RETRY = Duration.ofMillis(100);

    private final Supplier<Behavior<ControllerMessage>> controller;
    private final VoterRequests voters;
    private final Consumer<@Nullable ActorRef<ControllerMessage>> active;
    private @Nullable ActorRef<ControllerMessage> running;
    private boolean leads;
    private int leaderBrokerId = -1;
    private int incarnations;

    private ControllerSingleton(
            ActorContext<ControllerMessage> context,
            Supplier<Behavior<ControllerMessage>> controller,
            VoterRequests voters,
            Consumer<@Nullable ActorRef<ControllerMessage>> active) {
        super(context);
        this.controller = controller;
        this.voters = voters;
        this.active = active;
    }

    /**
     * @param controller makes the behaviour of a new activation
     * @param voters what the node may do with the voters of its log; null where nobody asks
     * @param active told when the controller of this node starts, and null when it stops; called in this actor
     */
    public static Behavior<ControllerMessage> create(
            Supplier<Behavior<ControllerMessage>> controller,
            @Nullable VoterGroup voters,
            Consumer<@Nullable ActorRef<ControllerMessage>> active) {
        return Behaviors.setup(
                context -> new ControllerSingleton(context, controller, new VoterRequests(voters), active));
    }

    @Override
    public Receive<ControllerMessage> createReceive() {
        return newReceiveBuilder()
                .onMessage(LeadershipChanged.class, this::onLeadershipChanged)
                .onMessage(TryAgain.class, this::onTryAgain)
                .onMessage(ControllerMessage.class, this::onOther)
                .onSignal(ChildFailed.class, this::onChildFailed)
                .onSignal(Terminated.class, this::onTerminated)
                .onSignal(PostStop.class, this::onPostStop)
                .build();
    }

    private Behavior<ControllerMessage> onLeadershipChanged(LeadershipChanged changed) {
        leaderBrokerId = changed.leaderBrokerId();
        leads = changed.thisNodeLeads();
        if (leads && running == null) {
            start();
        } else if (!leads && running != null) {
            getContext().getLog().info("This node no longer leads the metadata log: its controller stops");
            getContext().stop(running);
        }
        return this;
    }

    private void start() {
        ActorRef<ControllerMessage> child = getContext().spawn(controller.get(), "controller-" + incarnations++);
        getContext().watch(child);
        running = child;
        active.accept(child);
        getContext().getLog().info("This node leads the metadata log: its controller starts");
    }

    private Behavior<ControllerMessage> onTryAgain(TryAgain ignored) {
        if (leads && running == null) {
            start();
        }
        return this;
    }

    private Behavior<ControllerMessage> onOther(ControllerMessage message) {
        if (running != null && message instanceof ControllerMessage.Admin admin && voters.isMeant(admin)) {
            // Not a decision of the controller: the log itself keeps who votes.
            voters.answer(admin);
        } else if (running != null) {
            running.tell(message);
        } else {
            refuse(message);
        }
        return this;
    }

    private void refuse(ControllerMessage message) {
        ControllerReply.NotController answer = new ControllerReply.NotController(leaderBrokerId);
        if (message instanceof ControllerMessage.RegisterBroker register) {
            register.replyTo().tell(answer);
        } else if (message instanceof ControllerMessage.AlterPartition alter) {
            alter.replyTo().tell(answer);
        } else if (message instanceof ControllerMessage.ControlledShutdown shutdown) {
            shutdown.replyTo().tell(answer);
        } else if (message instanceof ControllerMessage.AllocateProducerIds allocate) {
            allocate.replyTo().tell(answer);
        } else if (message instanceof ControllerMessage.Admin admin) {
            admin.replyTo().tell(answer);
        }
        // What asks for no answer is sent again by its sender's timer.
    }

    private Behavior<ControllerMessage> onChildFailed(ChildFailed failed) {
        getContext().getLog().warn("The controller stopped: {}", String.valueOf(failed.cause()));
        return gone();
    }

    private Behavior<ControllerMessage> onTerminated(Terminated terminated) {
        return gone();
    }

    /** The actor system ends, not the leadership: nobody here is the active controller until another one starts. */
    private Behavior<ControllerMessage> onPostStop(PostStop stopped) {
        active.accept(null);
        return this;
    }

    private Behavior<ControllerMessage> gone() {
        running = null;
        active.accept(null);
        if (leads) {
            // Its write met a conflict or no quorum: a new activation replays the truth.
            getContext().scheduleOnce(RETRY, getContext().getSelf(), TryAgain.TRY);
        }
        return this;
    }
}
