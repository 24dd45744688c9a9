package io.sampo.controller;

import io.sampo.model.EligibleReplicas;
import io.sampo.model.PartitionState;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;

/**
 * R10 as a function (KIP-966): who may lead beside the ISR once it is {@code isr}. With its minimum the ISR commits, so
 * everybody else may lack something; below it nothing is committed, so whoever leaves with an intact log is eligible.
 */
public final class EligibleLeaders {
    private EligibleLeaders() {}

    /**
     * @param minInsyncReplicas of the topic, as the same record leaves it
     * @param inDoubt brokers whose logs may have lost something
     */
    public static EligibleReplicas after(
            PartitionState state, List<Integer> isr, int minInsyncReplicas, IntPredicate inDoubt) {
        if (isr.size()
                >= PartitionState.minimumIsr(minInsyncReplicas, state.replicas().size())) {
            return EligibleReplicas.NONE;
        }
        List<Integer> members = new ArrayList<>();
        List<Integer> lastKnown = new ArrayList<>();
        // In order of preference, so that equal sets are equal lists.
        for (int id : state.replicas()) {
            boolean held = state.isr().contains(id) || state.elr().contains(id);
            if (isr.contains(id)) {
                continue;
            }
            if (held && !inDoubt.test(id)) {
                members.add(id);
            } else if (held || state.lastKnownElr().contains(id)) {
                lastKnown.add(id);
            }
        }
        return members.isEmpty() && lastKnown.isEmpty()
                ? EligibleReplicas.NONE
                : new EligibleReplicas(members, lastKnown);
    }
}
