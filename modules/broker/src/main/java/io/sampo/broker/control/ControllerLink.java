package io.sampo.broker.control;

import io.sampo.broker.control.BrokerRequests.ControllerAddress;
import io.sampo.broker.replicas.IsrProposals;
import io.sampo.messages.BrokerMessage;
import io.sampo.messages.ClientMessage;
import io.sampo.messages.ControllerMessage;
import io.sampo.messages.ControllerReply;
import io.sampo.messages.PartitionMessage.IsrRefused;
import io.sampo.model.ErrorCode;
import io.sampo.model.Offsets;
import io.sampo.model.TopicIdPartition;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ThreadLocalRandom;
import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.actor.typed.ActorRef;
import org.jspecify.annotations.Nullable;

/**
 * What this broker asks of the controller, and what it still waits for. Part of {@link BrokerActor} and used by it alone.
 * Messages may be lost, so every request that matters is asked again; the controller recognises a repetition.
 */
final class ControllerLink {
    private static final long RESEND_MS = 1_000;
    private static final long REGISTER_EACH_MS = 200;
    /** A node that leads Raft needs a moment until its controller runs. */
    private static final long ASK_AGAIN_MS = 100;

    private static final long NEVER = Long.MAX_VALUE;
    private static final long ADMIN_TIMEOUT_MS = 15_000;
    private static final int WAITING_MAX = 10_000;
    private static final int LIST_MAX = 2_000;

    /** One request of a client that the controller has to answer. */
    private record Pending(BrokerRequests.PassOn request, long deadlineMs) {}

    private final ActorSystem system;
    private final BrokerIdentity identity;
    private final ActorRef<ControllerReply> self;
    private final IsrProposals proposals = new IsrProposals(RESEND_MS, LIST_MAX);
    private final Map<TopicIdPartition, BrokerMessage.ReplicaTail> tails = new LinkedHashMap<>();
    private final Map<Long, Pending> pending = new LinkedHashMap<>();
    private final Queue<BrokerRequests.GiveProducerId> wantingIds = new ArrayDeque<>();
    private @Nullable ControllerAddress address;
    /** Not that of a request before a failure of this actor: the controller takes a number for a repetition. */
    private long nextRequestId = ThreadLocalRandom.current().nextLong(1L << 48);

    private long registerAtMs = Long.MIN_VALUE;
    private long producerId;
    private long producerIdsEnd;
    private long idsRequestId;
    private long idsAskedAtMs = Long.MIN_VALUE / 2;
    private long askAgainAtMs = NEVER;

    ControllerLink(ActorSystem system, BrokerIdentity identity, ActorRef<ControllerReply> self) {
        this.system = system;
        this.identity = identity;
        this.self = self;
    }

    /** Who is the controller as far as is known, or -1. */
    int controllerId() {
        return address == null ? Offsets.NO_BROKER : address.brokerId();
    }

    /** Lost if nobody knows where the controller is. */
    void tell(ControllerMessage message) {
        if (address != null) {
            address.tell(system, message);
        }
    }

    void moved(@Nullable ControllerAddress moved, long nowMs) {
        address = moved;
        registerAtMs = Long.MIN_VALUE;
        if (moved != null) {
            askAgain();
            if (identity.isRegistered()) {
                tick(nowMs);
            } else {
                register(nowMs);
            }
        }
    }

    private void askAgain() {
        askAgainAtMs = NEVER;
        proposals.resendNow();
        idsAskedAtMs = Long.MIN_VALUE / 2;
        pending.forEach((id, waiting) ->
                tell(new ControllerMessage.Admin(id, waiting.request().request(), self)));
    }

    /** Whoever was asked is not the controller, or not yet; nothing may tell when it has become it. */
    void notController(long nowMs) {
        if (askAgainAtMs == NEVER) {
            askAgainAtMs = nowMs + ASK_AGAIN_MS;
        }
    }

    void register(long nowMs) {
        if (registerAtMs == Long.MIN_VALUE || nowMs - registerAtMs >= REGISTER_EACH_MS) {
            registerAtMs = nowMs;
            tell(identity.registration(self));
        }
    }

    void propose(BrokerMessage.ProposeIsr proposal, long nowMs) {
        proposals.propose(proposal);
        sendProposals(nowMs);
    }

    private void sendProposals(long nowMs) {
        List<BrokerMessage.ProposeIsr> list = address == null ? List.of() : proposals.toSend(nowMs);
        if (!list.isEmpty()) {
            tell(new ControllerMessage.AlterPartition(
                    identity.brokerId(), identity.brokerEpoch(), proposals.requestId(), list, self));
        }
    }

    /** The proposals that were refused for good, to be told to their replicas. */
    Map<TopicIdPartition, IsrRefused> onAltered(ControllerReply.PartitionsAltered altered) {
        Map<TopicIdPartition, IsrRefused> refused = new HashMap<>();
        for (BrokerMessage.ProposeIsr proposal : proposals.answered(altered.requestId())) {
            ErrorCode error = altered.error() != ErrorCode.NONE
                    ? altered.error()
                    : altered.errors().getOrDefault(proposal.partition(), ErrorCode.NONE);
            if (error != ErrorCode.NONE && proposals.isRefusalFinal(proposal)) {
                refused.put(
                        proposal.partition(), new IsrRefused(proposal.leaderEpoch(), proposal.partitionEpoch(), error));
            }
        }
        return refused;
    }

    void resign(Map<TopicIdPartition, Integer> leaderEpochs, String why) {
        tell(new ControllerMessage.ResignLeadership(identity.brokerId(), identity.brokerEpoch(), leaderEpochs, why));
    }

    void replicasFailed(Map<TopicIdPartition, Integer> partitionEpochs) {
        if (!partitionEpochs.isEmpty()) {
            tell(new ControllerMessage.ReplicasFailed(identity.brokerId(), identity.brokerEpoch(), partitionEpochs));
        }
    }

    /** Goes with the next tick: after a power cut every replica of the broker may say it at once. */
    void reportTail(BrokerMessage.ReplicaTail tail) {
        tails.put(tail.partition(), tail);
    }

    private void sendTails() {
        List<BrokerMessage.ReplicaTail> list = new ArrayList<>(tails.values());
        for (int from = 0; from < list.size(); from += LIST_MAX) {
            tell(new ControllerMessage.ReportTails(
                    identity.brokerId(),
                    identity.brokerEpoch(),
                    list.subList(from, Math.min(from + LIST_MAX, list.size()))));
        }
        tails.clear();
    }

    void passOn(BrokerRequests.PassOn request, long nowMs) {
        if (pending.size() >= WAITING_MAX) {
            answer(request, ErrorCode.NOT_CONTROLLER, "too many requests wait for the controller; try again");
            return;
        }
        long id = nextRequestId++;
        pending.put(id, new Pending(request, nowMs + ADMIN_TIMEOUT_MS));
        tell(new ControllerMessage.Admin(id, request.request(), self));
    }

    void onAdminDone(ControllerReply.AdminDone done) {
        Pending waiting = pending.remove(done.requestId());
        if (waiting != null) {
            waiting.request()
                    .replyTo()
                    .tell(new ClientMessage.AdminDone(waiting.request().correlationId(), done.reply()));
        }
    }

    private static void answer(BrokerRequests.PassOn request, ErrorCode error, String message) {
        request.replyTo()
                .tell(new ClientMessage.AdminDone(
                        request.correlationId(), new io.sampo.messages.AdminReply(error, message, Offsets.UNKNOWN)));
    }

    void giveProducerId(BrokerRequests.GiveProducerId request, long nowMs) {
        if (wantingIds.size() >= WAITING_MAX) {
            give(request, ErrorCode.COORDINATOR_LOAD_IN_PROGRESS, Offsets.UNKNOWN);
            return;
        }
        wantingIds.add(request);
        handOutIds(nowMs);
    }

    void onProducerIds(ControllerReply.ProducerIds ids) {
        if (ids.requestId() == idsRequestId && ids.error() == ErrorCode.NONE && producerId == producerIdsEnd) {
            producerId = ids.first();
            producerIdsEnd = ids.first() + ids.count();
            handOutIds(idsAskedAtMs);
        }
    }

    private void handOutIds(long nowMs) {
        while (producerId < producerIdsEnd && !wantingIds.isEmpty()) {
            give(wantingIds.remove(), ErrorCode.NONE, producerId++);
        }
        if (!wantingIds.isEmpty() && nowMs - idsAskedAtMs >= RESEND_MS) {
            idsAskedAtMs = nowMs;
            idsRequestId = nextRequestId++;
            tell(new ControllerMessage.AllocateProducerIds(
                    identity.brokerId(), identity.brokerEpoch(), idsRequestId, self));
        }
    }

    private static void give(BrokerRequests.GiveProducerId request, ErrorCode error, long id) {
        request.replyTo().tell(new ClientMessage.ProducerIdGiven(request.correlationId(), error, id, (short) 0));
    }

    void controlledShutdown() {
        tell(new ControllerMessage.ControlledShutdown(identity.brokerId(), identity.brokerEpoch(), self));
    }

    void tick(long nowMs) {
        if (nowMs >= askAgainAtMs) {
            askAgain();
        }
        sendProposals(nowMs);
        sendTails();
        handOutIds(nowMs);
        List<Long> late = new ArrayList<>();
        pending.forEach((id, waiting) -> {
            if (nowMs >= waiting.deadlineMs()) {
                late.add(id);
            }
        });
        for (long id : late) {
            Pending waiting = pending.remove(id);
            if (waiting != null) {
                answer(
                        waiting.request(),
                        ErrorCode.REQUEST_TIMED_OUT,
                        "the controller did not answer; the request may or may not have taken effect");
            }
        }
    }
}
