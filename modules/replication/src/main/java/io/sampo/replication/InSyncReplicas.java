package io.sampo.replication;

import io.sampo.model.ErrorCode;
import io.sampo.model.Offsets;
import io.sampo.model.PartitionState;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The ISR of one leader's term: what the metadata says, and what this leader has proposed. From the proposal until the
 * metadata moves, or until it was refused for good, the high watermark counts the union of both (R7).
 */
final class InSyncReplicas {
    private final int self;
    private List<Integer> members = List.of();
    private int minimum = 1;
    private int replicas = 1;
    private int partitionEpoch = -1;
    private @Nullable Map<Integer, Long> proposed;
    private long proposedAtMs;

    InSyncReplicas(int self) {
        this.self = self;
    }

    /** The metadata says so. A proposal made on an older partition epoch is settled by that, whatever became of it. */
    void update(ReplicaMetadata metadata) {
        members = metadata.state().isr();
        minimum = metadata.minInsyncReplicas();
        replicas = metadata.state().replicas().size();
        if (metadata.state().partitionEpoch() > partitionEpoch) {
            proposed = null;
        }
        partitionEpoch = metadata.state().partitionEpoch();
    }

    List<Integer> members() {
        return members;
    }

    int size() {
        return members.size();
    }

    /** How many members it takes to commit. */
    int minimum() {
        return PartitionState.minimumIsr(minimum, replicas);
    }

    boolean contains(int brokerId) {
        return members.contains(brokerId);
    }

    /**
     * R10: below the minimum nothing is committed, and whoever left then is eligible to lead. The ISR of the metadata
     * counts, not what is hoped for: the controller judges by the same.
     */
    boolean hasMinimum() {
        return members.size() >= minimum();
    }

    /** What the topic promises to acks=all, also where the partition could never fulfil it. */
    boolean hasPromised() {
        return members.size() >= minimum;
    }

    /** R7: a member of the ISR or of the proposed one. */
    boolean maximalContains(int brokerId) {
        return brokerId == self || members.contains(brokerId) || (proposed != null && proposed.containsKey(brokerId));
    }

    int maximalSize() {
        int size = members.contains(self) ? members.size() : members.size() + 1;
        if (proposed != null) {
            for (Integer broker : proposed.keySet()) {
                if (broker != self && !members.contains(broker)) {
                    size++;
                }
            }
        }
        return size;
    }

    /** True while the fate of a proposal is not known: no other one is made. */
    boolean isProposing() {
        return proposed != null;
    }

    void propose(Map<Integer, Long> isr, long nowMs) {
        proposed = isr;
        proposedAtMs = nowMs;
    }

    long proposedAtMs() {
        return proposedAtMs;
    }

    @Nullable
    Map<Integer, Long> proposed() {
        return proposed;
    }

    /** The same proposal goes out again: no answer is no answer, the maximal ISR holds (ARCHITECTURE §5). */
    void proposedAgain(long nowMs) {
        proposedAtMs = nowMs;
    }

    /** True if that ended the proposal. */
    boolean refused(int refusedPartitionEpoch, ErrorCode error) {
        if (proposed == null || refusedPartitionEpoch != partitionEpoch || !isDefinitive(error)) {
            return false;
        }
        proposed = null;
        return true;
    }

    /**
     * Only a refusal that proves that the proposal was not applied ends it. {@code INVALID_UPDATE_VERSION} does not: an
     * earlier copy of the same proposal may be what moved the partition epoch (H14).
     */
    static boolean isDefinitive(ErrorCode error) {
        return error == ErrorCode.INELIGIBLE_REPLICA || error == ErrorCode.INVALID_REQUEST;
    }

    /**
     * R9: may {@code follower} be proposed? It has acknowledged in this epoch and session, from the incarnation that the
     * metadata names, everything committed and everything that was there when this leader took over (H15, H16, H17).
     */
    static boolean mayJoin(FollowerProgress follower, long highWatermark, long epochStart) {
        return follower.brokerEpoch() >= 0
                && follower.counted() != Offsets.UNKNOWN
                && follower.counted() >= highWatermark
                && follower.counted() >= epochStart;
    }
}
