package io.sampo.broker.startup;

import io.sampo.controller.ClusterMetadata;
import io.sampo.controller.RegisteredBroker;
import io.sampo.controller.actor.ControllerCommand;
import io.sampo.messages.ControllerMessage;
import io.sampo.transport.session.BrokerSessions;
import io.sampo.transport.session.CloseReason;
import io.sampo.transport.session.DialBack;
import io.sampo.transport.session.LivenessAction;
import io.sampo.transport.session.LivenessSettings;
import io.sampo.transport.session.SessionFrame.Heartbeat;
import io.sampo.transport.session.SessionFrame.HeartbeatReply;
import io.sampo.transport.session.SessionPeer;
import java.util.List;
import java.util.function.IntConsumer;
import org.apache.pekko.actor.typed.ActorRef;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hosts {@link BrokerSessions} on the control loop of a controller node: what happens to the sessions goes in, fences for
 * the active controller come out. Every method runs on the control loop.
 */
final class LivenessWatch {
    private static final Logger LOG = LoggerFactory.getLogger(LivenessWatch.class);

    private final BrokerSessions sessions;
    private final DialBack dialBack;
    private final IntConsumer provenDead;
    private ClusterMetadata metadata = ClusterMetadata.EMPTY;
    private @Nullable ActorRef<ControllerMessage> controller;

    /** @param provenDead told of a broker whose port refused: its node may be removed from the cluster */
    LivenessWatch(LivenessSettings settings, DialBack dialBack, IntConsumer provenDead) {
        this.sessions = new BrokerSessions(settings);
        this.dialBack = dialBack;
        this.provenDead = provenDead;
    }

    void controllerActive(@Nullable ActorRef<ControllerMessage> active) {
        controller = active;
        if (active == null) {
            sessions.deactivate();
        } else {
            act(sessions.activate(nowMs()));
        }
    }

    boolean isActive() {
        return controller != null;
    }

    void metadataChanged(ClusterMetadata changed) {
        metadata = changed;
        sessions.registered(
                changed.brokers().stream()
                        .map(broker -> new io.sampo.transport.session.RegisteredBroker(
                                broker.id(), broker.epoch(), broker.fenced()))
                        .toList(),
                nowMs());
    }

    void opened(SessionPeer peer) {
        act(sessions.opened(peer, nowMs()));
    }

    void closed(SessionPeer peer, CloseReason reason) {
        LOG.debug("Session of broker {} ended: {}", peer.brokerId(), reason);
        act(sessions.closed(peer, reason));
    }

    HeartbeatReply heartbeat(SessionPeer peer, Heartbeat heartbeat) {
        sessions.heartbeat(peer, heartbeat.brokerEpoch(), nowMs());
        ActorRef<ControllerMessage> active = controller;
        RegisteredBroker broker = metadata.broker(peer.brokerId());
        if (active != null && heartbeat.brokerEpoch() >= 0 && (broker == null || !broker.isEligible())) {
            active.tell(new ControllerCommand.BrokerHeartbeat(
                    peer.brokerId(), heartbeat.brokerEpoch(), heartbeat.appliedMetadataOffset()));
        }
        return new HeartbeatReply(active != null, metadata.offset());
    }

    void tick() {
        act(sessions.tick(nowMs()));
    }

    private void act(List<LivenessAction> actions) {
        for (LivenessAction action : actions) {
            if (action instanceof LivenessAction.DialBackWanted wanted) {
                dial(wanted);
            } else if (action instanceof LivenessAction.Fence fence) {
                fence(fence);
            }
        }
    }

    private void dial(LivenessAction.DialBackWanted wanted) {
        RegisteredBroker broker = metadata.broker(wanted.brokerId());
        if (broker == null) {
            return;
        }
        dialBack.dial(
                        wanted.brokerId(),
                        wanted.brokerEpoch(),
                        wanted.incarnation(),
                        broker.endpoints().host(),
                        broker.endpoints().sessionPort())
                .thenAccept(result -> {
                    LOG.debug("Dialed broker {} back: {}", wanted.brokerId(), result);
                    // The fence first: clients wait for it, and what becomes of the member must not hold it up.
                    act(sessions.dialed(wanted.brokerId(), wanted.brokerEpoch(), result.verdict(), nowMs()));
                    if (result.verdict() == DialBack.Verdict.CONNECTION_REFUSED && isActive()) {
                        provenDead.accept(wanted.brokerId());
                    }
                });
    }

    private void fence(LivenessAction.Fence fence) {
        ActorRef<ControllerMessage> active = controller;
        if (active != null) {
            String why = fence.proof() ? "its process is dead" : "no heartbeat within the session timeout";
            active.tell(new ControllerCommand.BrokerSilent(fence.brokerId(), fence.brokerEpoch(), fence.proof(), why));
        }
    }

    private static long nowMs() {
        return System.nanoTime() / 1_000_000;
    }
}
