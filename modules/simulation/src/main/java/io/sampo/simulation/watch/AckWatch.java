package io.sampo.simulation.watch;

import io.sampo.replication.ReplicaFrame;
import io.sampo.simulation.engine.Violation;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** R8, H18: under which broker epochs did each follower prove itself to this replica? */
public final class AckWatch {
    private final Map<Integer, Set<Long>> brokerEpochs = new HashMap<>();

    public void received(int from, ReplicaFrame frame) {
        if (frame instanceof ReplicaFrame.Ack ack) {
            brokerEpochs.computeIfAbsent(from, broker -> new TreeSet<>()).add(ack.brokerEpoch());
        }
    }

    /** Who is to join has acknowledged under the epoch that is named for it. */
    public void proposed(Map<Integer, Long> proposal, List<Integer> isr, int self) {
        proposal.forEach((broker, epoch) -> {
            boolean joins = broker != self && !isr.contains(broker);
            Set<Long> proved = brokerEpochs.getOrDefault(broker, Set.of());
            if (joins && !proved.contains(epoch)) {
                throw new Violation(
                        "R8",
                        "broker " + broker + " is proposed under broker epoch " + epoch
                                + ", and has proved itself under " + proved);
            }
        });
    }
}
