package io.sampo.transport.session;

import io.sampo.transport.session.LivenessAction.DialBackWanted;
import io.sampo.transport.session.LivenessAction.Fence;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Which broker is to be fenced: the liveness rules of ARCHITECTURE §3.3. A controller node feeds it with everything that happens to
 * its sessions, leader or not, so that it knows at once who is there when it becomes the active one; only then does it ask
 * for anything.
 *
 * <ul>
 *   <li>A session that the other kernel has ended asks for a dial-back; a refused connection or another broker epoch is
 *       proof of death: fence now.
 *   <li>Anything else is silence: fence after the session timeout, without proof.
 *   <li>Becoming active, or a tick of our own that came late, restarts all deadlines: then it was us who slept.
 *   <li>Never half or more of the brokers for silence in one tick; the others get a new deadline.
 *   <li>One fence for silence per broker in 10 s, then 20 s, 40 s…
 * </ul>
 *
 * <p>Pure: no I/O, no clock, one thread. Times are those of one monotonic clock.
 */
public final class BrokerSessions {
    private final LivenessSettings settings;
    private final Map<Integer, BrokerLiveness> brokers = new TreeMap<>();
    private final Map<Long, SessionPeer> sessions = new HashMap<>();
    private final Map<Integer, UUID> lastIncarnation = new HashMap<>();
    private boolean active;
    private long lastTickMs;

    public BrokerSessions(LivenessSettings settings) {
        this.settings = settings;
    }

    /** This node's controller has become the active one. Brokers without a session are dialed at once. */
    public List<LivenessAction> activate(long nowMs) {
        active = true;
        lastTickMs = nowMs;
        restartDeadlines(nowMs);
        List<LivenessAction> actions = new ArrayList<>();
        for (BrokerLiveness broker : brokers.values()) {
            if (!hasSession(broker.brokerId())) {
                wantDialBack(broker, actions);
            }
        }
        return actions;
    }

    /** This node's controller is no longer the active one: nothing is asked for any more. */
    public void deactivate() {
        active = false;
        brokers.values().forEach(BrokerLiveness::forgetFindings);
    }

    /** The controller's state has changed: all brokers that are registered now, under their present epochs. */
    public void registered(Collection<RegisteredBroker> now, long nowMs) {
        Map<Integer, BrokerLiveness> before = new HashMap<>(brokers);
        brokers.clear();
        for (RegisteredBroker broker : now) {
            BrokerLiveness known = before.get(broker.brokerId());
            if (known == null) {
                known = new BrokerLiveness(broker.brokerId(), settings);
            }
            known.registered(broker, nowMs);
            brokers.put(broker.brokerId(), known);
        }
    }

    /**
     * A session has begun. A new incarnation of a broker whose earlier one is not fenced and has no session left is proof that
     * the earlier one is dead.
     */
    public List<LivenessAction> opened(SessionPeer peer, long nowMs) {
        boolean successor = !hasSession(peer.brokerId())
                && lastIncarnation.containsKey(peer.brokerId())
                && !peer.incarnation().equals(lastIncarnation.get(peer.brokerId()));
        sessions.put(peer.session(), peer);
        lastIncarnation.put(peer.brokerId(), peer.incarnation());
        List<LivenessAction> actions = new ArrayList<>();
        BrokerLiveness broker = brokers.get(peer.brokerId());
        if (broker == null) {
            return actions;
        }
        if (peer.brokerEpoch() == broker.brokerEpoch()) {
            broker.heard(nowMs);
        } else if (active && successor) {
            broker.fenceWithProof(nowMs, actions);
        }
        return actions;
    }

    /** A heartbeat has come. Only one that names the registered epoch is a sign of life of that incarnation. */
    public void heartbeat(SessionPeer peer, long brokerEpoch, long nowMs) {
        BrokerLiveness broker = brokers.get(peer.brokerId());
        if (broker != null && broker.brokerEpoch() == brokerEpoch) {
            broker.heard(nowMs);
        }
    }

    /** A session is over. */
    public List<LivenessAction> closed(SessionPeer peer, CloseReason reason) {
        sessions.remove(peer.session());
        List<LivenessAction> actions = new ArrayList<>();
        BrokerLiveness broker = brokers.get(peer.brokerId());
        boolean anotherOfTheSame = sessions.values().stream()
                .anyMatch(other -> other.brokerId() == peer.brokerId()
                        && other.incarnation().equals(peer.incarnation()));
        if (active && broker != null && reason.isSuspicious() && !anotherOfTheSame) {
            broker.wantDialBack(peer.incarnation(), actions);
        }
        return actions;
    }

    /** A dial-back that was wanted is over. */
    public List<LivenessAction> dialed(int brokerId, long brokerEpoch, DialBack.Verdict verdict, long nowMs) {
        List<LivenessAction> actions = new ArrayList<>();
        BrokerLiveness broker = brokers.get(brokerId);
        if (broker == null || broker.brokerEpoch() != brokerEpoch) {
            return actions;
        }
        broker.forgetDial();
        if (active && verdict.isProofOfDeath()) {
            broker.fenceWithProof(nowMs, actions);
        }
        return actions;
    }

    /** Time has passed. To be called each {@link LivenessSettings#tickIntervalMs}. */
    public List<LivenessAction> tick(long nowMs) {
        long sinceLastTickMs = nowMs - lastTickMs;
        lastTickMs = nowMs;
        List<LivenessAction> actions = new ArrayList<>();
        if (!active) {
            return actions;
        }
        if (sinceLastTickMs > settings.tickIntervalMs() + settings.tickLateMs()) {
            restartDeadlines(nowMs);
            return actions;
        }
        List<BrokerLiveness> silent = new ArrayList<>();
        for (BrokerLiveness broker : brokers.values()) {
            if (broker.isProvenDead(nowMs)) {
                broker.fenceWithProof(nowMs, actions);
            } else if (broker.isSilent(nowMs)) {
                silent.add(broker);
            }
        }
        silent.sort(Comparator.comparingLong(BrokerLiveness::deadlineMs));
        int lessThanHalf = (brokers.size() - 1) / 2;
        for (int i = 0; i < silent.size(); i++) {
            if (i < lessThanHalf) {
                silent.get(i).fenceForSilence(nowMs, actions);
            } else {
                silent.get(i).heard(nowMs);
            }
        }
        return actions;
    }

    /** True if that broker has a session with this node. */
    public boolean hasSession(int brokerId) {
        return sessions.values().stream().anyMatch(peer -> peer.brokerId() == brokerId);
    }

    private void restartDeadlines(long nowMs) {
        brokers.values().forEach(broker -> broker.heard(nowMs));
    }

    private void wantDialBack(BrokerLiveness broker, List<LivenessAction> actions) {
        @Nullable UUID incarnation = lastIncarnation.get(broker.brokerId());
        broker.wantDialBack(incarnation, actions);
    }

    /** What is remembered of one registered broker. */
    private static final class BrokerLiveness {
        private final int brokerId;
        private final LivenessSettings settings;
        private long brokerEpoch = SessionFrame.NO_BROKER_EPOCH;
        private boolean fenced;
        private boolean dialing;
        private boolean provenDead;
        private long deadlineMs;
        private long gapMs;
        private long nextTimeoutFenceMs = Long.MIN_VALUE;

        BrokerLiveness(int brokerId, LivenessSettings settings) {
            this.brokerId = brokerId;
            this.settings = settings;
            this.gapMs = settings.timeoutFenceGapMs();
        }

        int brokerId() {
            return brokerId;
        }

        long brokerEpoch() {
            return brokerEpoch;
        }

        long deadlineMs() {
            return deadlineMs;
        }

        void registered(RegisteredBroker broker, long nowMs) {
            boolean anotherIncarnation = broker.brokerEpoch() != brokerEpoch;
            boolean unfenced = fenced && !broker.fenced();
            if (anotherIncarnation || unfenced) {
                heard(nowMs);
                provenDead = false;
            }
            if (anotherIncarnation) {
                dialing = false;
            }
            brokerEpoch = broker.brokerEpoch();
            fenced = broker.fenced();
        }

        void heard(long nowMs) {
            deadlineMs = nowMs + settings.sessionTimeoutMs();
        }

        void forgetDial() {
            dialing = false;
        }

        /** What was found is found again by the dial-backs of the next activation. */
        void forgetFindings() {
            dialing = false;
            provenDead = false;
        }

        void wantDialBack(@Nullable UUID incarnation, List<LivenessAction> actions) {
            if (!fenced && !dialing && !provenDead) {
                dialing = true;
                actions.add(new DialBackWanted(brokerId, brokerEpoch, incarnation));
            }
        }

        /** True if a fence with proof was asked for and has not come: then it is asked for again. */
        boolean isProvenDead(long nowMs) {
            return !fenced && provenDead && nowMs >= deadlineMs;
        }

        void fenceWithProof(long nowMs, List<LivenessAction> actions) {
            if (fenced || (provenDead && nowMs < deadlineMs)) {
                return;
            }
            provenDead = true;
            heard(nowMs);
            actions.add(new Fence(brokerId, brokerEpoch, true));
        }

        boolean isSilent(long nowMs) {
            return !fenced && !provenDead && nowMs >= deadlineMs && nowMs >= nextTimeoutFenceMs;
        }

        void fenceForSilence(long nowMs, List<LivenessAction> actions) {
            boolean calm = nextTimeoutFenceMs != Long.MIN_VALUE && nowMs - nextTimeoutFenceMs > 2 * gapMs;
            if (calm) {
                gapMs = settings.timeoutFenceGapMs();
            }
            nextTimeoutFenceMs = nowMs + gapMs;
            gapMs = Math.min(2 * gapMs, settings.timeoutFenceGapMaxMs());
            heard(nowMs);
            actions.add(new Fence(brokerId, brokerEpoch, false));
        }
    }
}
