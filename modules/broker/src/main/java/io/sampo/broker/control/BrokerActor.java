package io.sampo.broker.control;

import io.sampo.broker.control.BrokerRequests.ControllerAddress;
import io.sampo.broker.replicas.ReplicaStarter;
import io.sampo.broker.session.MetadataImage;
import io.sampo.controller.feed.FeedFollower;
import io.sampo.messages.BrokerMessage;
import io.sampo.messages.ControllerMessage;
import io.sampo.messages.ControllerReply;
import io.sampo.messages.FeedMessage;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.SupervisorStrategy;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;
import org.jspecify.annotations.Nullable;

/**
 * The broker towards the controller: registers, follows the metadata feed, tells its replicas what changed, and carries
 * their proposals. One per incarnation of the actor system, at {@code /system/sampo-broker}.
 */
public final class BrokerActor extends AbstractBehavior<BrokerMessage> {
    private static final Duration TICK = Duration.ofMillis(100);
    private static final long REPORT_EACH_MS = 1_000;
    private static final long SUBSCRIBE_EACH_MS = 200;

    private enum Tick implements BrokerMessage.Internal {
        TICK
    }

    private record Replied(ControllerReply reply) implements BrokerMessage.Internal {}

    private record Fed(FeedMessage message) implements BrokerMessage.Internal {}

    private final BrokerIdentity identity;
    private final ReplicaStarter replicas;
    private final ControllerLink controller;
    private final Consumer<MetadataImage> publish;
    private final Consumer<Boolean> contact;
    private final FeedFollower follower = new FeedFollower();
    private final ActorRef<FeedMessage> feed;
    private final Leaving leaving;
    /** Where the controller is; outlives a failure of this actor. */
    private final AtomicReference<@Nullable ControllerAddress> address;

    private long lastFeedMs;
    private long lastSubscribeMs;
    private long lastFailureReportMs;
    private boolean gap;

    private BrokerActor(
            ActorContext<BrokerMessage> context,
            BrokerIdentity identity,
            ReplicaStarter replicas,
            Consumer<MetadataImage> publish,
            Consumer<Boolean> contact,
            AtomicReference<@Nullable ControllerAddress> address) {
        super(context);
        this.address = address;
        this.identity = identity;
        this.replicas = replicas;
        this.publish = publish;
        this.contact = contact;
        this.controller = new ControllerLink(
                context.getSystem().classicSystem(),
                identity,
                context.messageAdapter(ControllerReply.class, Replied::new));
        this.feed = context.messageAdapter(FeedMessage.class, Fed::new);
        this.leaving = new Leaving(controller, replicas);
        // It is told when the controller moves, and not again after a failure.
        controller.moved(address.get(), nowMs());
    }

    /**
     * The actor of one incarnation. A failure in it starts it anew with an empty image: without it nobody would tell the
     * replicas that the feed is silent (R26), while the session links go on saying that this broker is alive.
     *
     * @param publish called in this actor with every new image, after the replicas were told
     * @param contact called in this actor, often, with whether the feed is heard
     */
    public static Behavior<BrokerMessage> create(
            BrokerIdentity identity,
            ReplicaStarter replicas,
            Consumer<MetadataImage> publish,
            Consumer<Boolean> contact) {
        AtomicReference<@Nullable ControllerAddress> address = new AtomicReference<>();
        Behavior<BrokerMessage> actor = Behaviors.setup(context -> Behaviors.withTimers(timers -> {
            timers.startTimerWithFixedDelay(Tick.TICK, TICK);
            return new BrokerActor(context, identity, replicas, publish, contact, address);
        }));
        return Behaviors.supervise(actor).onFailure(RuntimeException.class, SupervisorStrategy.restart());
    }

    @Override
    public Receive<BrokerMessage> createReceive() {
        return newReceiveBuilder()
                .onMessage(Fed.class, this::onFed)
                .onMessage(Replied.class, this::onReplied)
                .onMessage(Tick.class, this::onTick)
                .onMessage(BrokerMessage.ProposeIsr.class, this::onProposeIsr)
                .onMessage(BrokerMessage.ReplicaStarted.class, this::onReplicaStarted)
                .onMessage(BrokerMessage.ReplicaStopped.class, this::onReplicaStopped)
                .onMessage(BrokerMessage.ReplicaFailed.class, this::onReplicaFailed)
                .onMessage(BrokerMessage.Resign.class, this::onResign)
                .onMessage(BrokerMessage.ReplicaTail.class, this::onReplicaTail)
                .onMessage(BrokerMessage.NewerEpochSeen.class, this::onNewerEpochSeen)
                .onMessage(BrokerMessage.ReplicaStatus.class, this::onReplicaStatus)
                .onMessage(BrokerRequests.GiveProducerId.class, this::onGiveProducerId)
                .onMessage(BrokerRequests.PassOn.class, this::onPassOn)
                .onMessage(BrokerRequests.ControllerMoved.class, this::onControllerMoved)
                .onMessage(BrokerRequests.Leave.class, this::onLeave)
                .build();
    }

    private Behavior<BrokerMessage> onFed(Fed fed) {
        long before = follower.offset();
        switch (verdict(fed.message())) {
            case APPLIED -> {
                lastFeedMs = nowMs();
                gap = false;
                acknowledge();
                if (follower.offset() > before) {
                    // Replicas first, clients last (ARCHITECTURE 5).
                    replicas.apply(follower.metadata());
                    identity.applied(follower.offset());
                    publishImage();
                }
            }
            case INCOMPLETE -> lastFeedMs = nowMs();
            // Once for all the messages behind the one that is missing: each subscription brings them all again.
            case GAP -> gap = true;
            case STALE -> {}
        }
        subscribeAtGap();
        return this;
    }

    private void subscribeAtGap() {
        if (gap && nowMs() - lastSubscribeMs > TICK.toMillis()) {
            subscribe();
        }
    }

    private FeedFollower.Verdict verdict(FeedMessage message) {
        if (message instanceof FeedMessage.Snapshot chunk) {
            return follower.onSnapshot(
                    chunk.controllerEpoch(), chunk.offset(), chunk.index(), chunk.count(), chunk.chunk());
        }
        FeedMessage.Events events = (FeedMessage.Events) message;
        return follower.onEvents(events.controllerEpoch(), events.fromOffset(), events.records());
    }

    private void acknowledge() {
        controller.tell(new ControllerMessage.FeedAck(identity.brokerId(), identity.brokerEpoch(), follower.offset()));
    }

    private void publishImage() {
        publish.accept(new MetadataImage(identity.brokerId(), identity.brokerEpoch(), follower.metadata()));
    }

    private Behavior<BrokerMessage> onReplied(Replied replied) {
        ControllerReply reply = replied.reply();
        if (reply instanceof ControllerReply.Registered registered) {
            if (identity.registered(registered)) {
                subscribe();
            }
        } else if (reply instanceof ControllerReply.RegistrationRefused refused) {
            identity.refused(refused);
        } else if (reply instanceof ControllerReply.PartitionsAltered altered) {
            controller.onAltered(altered).forEach(replicas::isrRefused);
        } else if (reply instanceof ControllerReply.ShutdownGranted) {
            leaving.granted(nowMs());
        } else if (reply instanceof ControllerReply.ProducerIds ids) {
            controller.onProducerIds(ids);
        } else if (reply instanceof ControllerReply.AdminDone done) {
            controller.onAdminDone(done);
        } else if (reply instanceof ControllerReply.NotController) {
            controller.notController(nowMs());
        }
        return this;
    }

    private Behavior<BrokerMessage> onTick(Tick ignored) {
        long now = nowMs();
        if (!identity.isRegistered()) {
            controller.register(now);
            return this;
        }
        boolean silent = now - lastFeedMs
                > identity.settings().timing().heartbeatInterval().toMillis() * 4;
        // A first subscription brings a snapshot: that one is not asked for in haste.
        long patienceMs = follower.offset() > 0 ? SUBSCRIBE_EACH_MS : 500;
        if (silent && now - lastSubscribeMs > patienceMs) {
            subscribe();
        }
        subscribeAtGap();
        boolean isFresh = now - lastFeedMs
                <= 2 * identity.settings().timing().sessionTimeout().toMillis();
        replicas.feedContact(isFresh);
        contact.accept(isFresh);
        controller.tick(now);
        replicas.tick(now);
        if (now - lastFailureReportMs >= REPORT_EACH_MS) {
            reportFailed(now);
        }
        leaving.controllerSilent(now - lastFeedMs, now);
        leaving.tick(now);
        return this;
    }

    /** R22: until nobody counts on them any more. */
    private void reportFailed(long now) {
        lastFailureReportMs = now;
        controller.replicasFailed(replicas.failedThatCount(replicas.applied()));
    }

    private void subscribe() {
        if (identity.isDisplaced()) {
            // The controller has one subscription for an id, and this one would end that of the process that took our
            // place.
            return;
        }
        gap = false;
        lastSubscribeMs = nowMs();
        controller.tell(new ControllerMessage.FeedSubscribe(
                identity.brokerId(), identity.brokerEpoch(), follower.nextOffset(), feed));
    }

    private Behavior<BrokerMessage> onProposeIsr(BrokerMessage.ProposeIsr proposal) {
        controller.propose(proposal, nowMs());
        return this;
    }

    private Behavior<BrokerMessage> onReplicaStarted(BrokerMessage.ReplicaStarted started) {
        replicas.started(started, replicas.applied());
        return this;
    }

    private Behavior<BrokerMessage> onReplicaStopped(BrokerMessage.ReplicaStopped stopped) {
        replicas.stopped(stopped, replicas.applied());
        leaving.tick(nowMs());
        return this;
    }

    private Behavior<BrokerMessage> onReplicaFailed(BrokerMessage.ReplicaFailed failed) {
        getContext().getLog().error("Replica {} failed: {}", failed.partition(), failed.why());
        replicas.failed(failed);
        reportFailed(nowMs());
        return this;
    }

    private Behavior<BrokerMessage> onReplicaTail(BrokerMessage.ReplicaTail tail) {
        controller.reportTail(tail);
        return this;
    }

    private Behavior<BrokerMessage> onResign(BrokerMessage.Resign resign) {
        controller.resign(Map.of(resign.partition(), resign.leaderEpoch()), resign.why());
        return this;
    }

    private Behavior<BrokerMessage> onNewerEpochSeen(BrokerMessage.NewerEpochSeen seen) {
        if (nowMs() - lastSubscribeMs > 100) {
            getContext().getLog().debug("{} was heard of in epoch {}", seen.partition(), seen.leaderEpoch());
            subscribe();
        }
        return this;
    }

    private Behavior<BrokerMessage> onReplicaStatus(BrokerMessage.ReplicaStatus status) {
        replicas.status(status);
        return this;
    }

    private Behavior<BrokerMessage> onGiveProducerId(BrokerRequests.GiveProducerId request) {
        controller.giveProducerId(request, nowMs());
        return this;
    }

    private Behavior<BrokerMessage> onPassOn(BrokerRequests.PassOn request) {
        controller.passOn(request, nowMs());
        return this;
    }

    private Behavior<BrokerMessage> onControllerMoved(BrokerRequests.ControllerMoved moved) {
        address.set(moved.address());
        controller.moved(moved.address(), nowMs());
        if (identity.isRegistered()) {
            subscribe();
            if (follower.offset() > 0) {
                publishImage();
            }
        }
        return this;
    }

    private Behavior<BrokerMessage> onLeave(BrokerRequests.Leave leave) {
        leaving.begin(leave.done(), nowMs());
        if (!identity.isRegistered()) {
            // Nothing to hand over, and no tick that would look after it.
            leaving.granted(nowMs());
        }
        return this;
    }

    private static long nowMs() {
        return System.nanoTime() / 1_000_000;
    }
}
