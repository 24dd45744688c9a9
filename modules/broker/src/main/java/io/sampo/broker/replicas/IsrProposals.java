package io.sampo.broker.replicas;

import io.sampo.messages.BrokerMessage.ProposeIsr;
import io.sampo.model.TopicIdPartition;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * ISR proposals on their way to the controller: gathered per partition, sent as one list, one list in flight per broker
 * (ARCHITECTURE §3.2). A timeout is no rejection: the list is sent again with the same request id until an answer comes.
 * Pure; time is an argument.
 */
public final class IsrProposals {
    private final long resendAfterMs;
    private final int listMax;
    private final Map<TopicIdPartition, ProposeIsr> waiting = new LinkedHashMap<>();
    private List<ProposeIsr> inFlight = List.of();
    private long requestId;
    private long sentAtMs;
    private boolean resent;

    public IsrProposals(long resendAfterMs, int listMax) {
        this.resendAfterMs = resendAfterMs;
        this.listMax = listMax;
    }

    /** A replica proposes; a newer proposal of the same partition replaces one that was not sent yet. */
    public void propose(ProposeIsr proposal) {
        waiting.put(proposal.partition(), proposal);
    }

    /** What is to be sent now, under {@link #requestId()}; empty if nothing is. */
    public List<ProposeIsr> toSend(long nowMs) {
        if (!inFlight.isEmpty()) {
            if (nowMs - sentAtMs < resendAfterMs) {
                return List.of();
            }
            sentAtMs = nowMs;
            resent = true;
            return inFlight;
        }
        if (waiting.isEmpty()) {
            return List.of();
        }
        List<ProposeIsr> list = new ArrayList<>();
        var iterator = waiting.values().iterator();
        while (iterator.hasNext() && list.size() < listMax) {
            list.add(iterator.next());
            iterator.remove();
        }
        inFlight = List.copyOf(list);
        requestId++;
        sentAtMs = nowMs;
        resent = false;
        return inFlight;
    }

    public long requestId() {
        return requestId;
    }

    /** The answer to {@code answeredId}: the proposals it settles; empty if it is an answer to something older. */
    public List<ProposeIsr> answered(long answeredId) {
        if (answeredId != requestId || inFlight.isEmpty()) {
            return List.of();
        }
        List<ProposeIsr> settled = inFlight;
        inFlight = List.of();
        return settled;
    }

    /**
     * A proposal of the list that {@link #answered} has just settled was refused. True if the replica may count on
     * that: no other copy of the proposal can be accepted any more. It may not where the list was sent twice; the replica
     * proposes again, and that answer decides (R7).
     */
    public boolean isRefusalFinal(ProposeIsr refused) {
        if (resent) {
            return false;
        }
        waiting.remove(refused.partition(), refused);
        return !waiting.containsKey(refused.partition());
    }

    /** Another controller: what is in flight is sent again at the next {@link #toSend}. */
    public void resendNow() {
        sentAtMs = Long.MIN_VALUE / 2;
    }
}
