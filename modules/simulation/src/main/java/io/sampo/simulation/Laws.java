package io.sampo.simulation;

import io.sampo.controller.ClusterMetadata;
import io.sampo.controller.ProducerIdBlock;
import io.sampo.controller.RegisteredBroker;
import io.sampo.model.ErrorCode;
import io.sampo.model.PartitionState;
import io.sampo.model.TopicIdPartition;
import io.sampo.records.RecordBatch;
import io.sampo.replication.PartitionReplica;
import io.sampo.replication.log.ReplicaLog;
import io.sampo.simulation.SimLog.Stored;
import io.sampo.simulation.engine.Violation;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/**
 * The invariants of REPLICATION §2.4, looked at after every event, on what the simulator itself recorded. What costs more
 * than a few comparisons waits for the end.
 */
final class Laws {
    /** Longer than what a controller may overlook of its own. */
    private static final long PAUSE_MS = 200;

    private final Simulation simulation;
    private final Map<TopicIdPartition, PartitionTruth> truths = new HashMap<>();
    private final Set<Long> producerIds = new HashSet<>();
    private final Map<TopicIdPartition, Set<Long>> givenUp = new HashMap<>();
    private long acknowledged;
    private long read;

    Laws(Simulation simulation) {
        this.simulation = simulation;
    }

    PartitionTruth truth(TopicIdPartition partition) {
        return truths.computeIfAbsent(partition, PartitionTruth::new);
    }

    long acknowledged() {
        return acknowledged;
    }

    long read() {
        return read;
    }

    void require(boolean holds, String law, String what) {
        if (!holds) {
            throw new Violation(law, what);
        }
    }

    /** After every call of a core. */
    void changed(SimReplica replica) {
        PartitionReplica core = replica.core();
        ReplicaLog log = core.log();
        if (log.logStart() > log.highWatermark()
                || log.highWatermark() > log.logEnd()
                || log.logEnd() > log.assignedEnd()) {
            throw new Violation("I13", replica.toString());
        }
        PartitionState said = replica.broker().image().partition(replica.partition());
        if (said != null && core.leaderEpoch() > said.leaderEpoch()) {
            throw new Violation("R1", replica + " is in an epoch that its metadata do not know: " + said);
        }
        PartitionTruth truth = replica.truth();
        if (core.isLeader()) {
            truth.leads(core.leaderEpoch(), replica.broker().id());
            requireMaximal(replica);
        }
        if (simulation.isBeyondPromise()) {
            return;
        }
        long before = truth.end();
        if (log.highWatermark() > replica.log().verified || log.highWatermark() > before) {
            truth.show(replica.log(), log.highWatermark(), replica);
        }
        if (truth.end() > before) {
            requireQuorum(truth, replica);
            requireCandidates(truth, "it was committed by", replica);
        }
    }

    /** I3: whoever may be elected next is waited for. Below the minimum nothing is committed (R10). */
    private void requireMaximal(SimReplica leader) {
        PartitionState now = simulation.journal().metadata().partition(leader.partition());
        if (now == null || now.leaderEpoch() != leader.core().leaderEpoch()) {
            return;
        }
        for (int member : now.isr()) {
            if (!leader.core().waitsFor(member)) {
                throw new Violation("I3", leader + " does not wait for broker " + member + " of " + now);
            }
        }
    }

    /**
     * I8: at the moment of a commit at least minIsr logs hold it, or held it until power was lost, the log was set aside as damaged, or
     * the replica was let go. An acknowledgement from before that may arrive later, as long as the leader has not heard that the
     * broker has come back, that it has left the ISR (R22), or that it was removed.
     */
    private void requireQuorum(PartitionTruth truth, SimReplica by) {
        var topic = by.broker().image().topic(truth.partition().topicId());
        int holders = 0;
        for (SimBroker broker : simulation.brokers()) {
            SimLog log = broker.logs().get(truth.partition());
            boolean held = hasLeft(PartitionState::replicas, broker.id(), by)
                    || (log != null
                            && (log.lossy
                                    || truth.holds(log, truth.end())
                                    || heldBeforeTheLeaderHears(broker, log, truth, by)));
            holders += held ? 1 : 0;
        }
        if (topic != null
                && isThere(truth)
                && by.core().isLeader()
                && holders < minimum(by, topic.config().minInsyncReplicas())) {
            throw new Violation("I8", holders + " logs hold what " + by + " calls committed");
        }
    }

    private boolean heldBeforeTheLeaderHears(SimBroker broker, SimLog log, PartitionTruth truth, SimReplica leader) {
        RegisteredBroker known = leader.broker().image().broker(broker.id());
        RegisteredBroker now = simulation.journal().metadata().broker(broker.id());
        boolean cameBack = known != null && now != null && known.epoch() != now.epoch();
        boolean lostPower = cameBack && log.endBeforeLoss >= truth.end();
        return lostPower
                || ((cameBack || hasLeft(PartitionState::isr, broker.id(), leader))
                        && broker.failed().endBeforeDamage(leader.partition()) >= truth.end());
    }

    /** The leader counts on {@code broker}, and has not heard that it is none of {@code members} any more. */
    private boolean hasLeft(Function<PartitionState, List<Integer>> members, int broker, SimReplica leader) {
        PartitionState known = leader.broker().image().partition(leader.partition());
        PartitionState now = simulation.journal().metadata().partition(leader.partition());
        return known != null
                && now != null
                && known.isr().contains(broker)
                && !members.apply(now).contains(broker);
    }

    /** As the leader knows it: where there are fewer replicas than the topic asks for, all of them. */
    private static int minimum(SimReplica leader, int minInsyncReplicas) {
        PartitionState state = leader.broker().image().partition(leader.partition());
        return state == null
                ? 0
                : PartitionState.minimumIsr(minInsyncReplicas, state.replicas().size());
    }

    /** Who has not heard yet that a topic is gone may go on with it; the others have deleted it. */
    private boolean isThere(PartitionTruth truth) {
        return simulation.journal().metadata().topic(truth.partition().topicId()) != null;
    }

    /** I10: what is acknowledged is committed, as it was sent, at the offset that was answered. */
    void acknowledged(SimReplica replica, ByteBuffer batch, long baseOffset) {
        changed(replica);
        acknowledged++;
        if (simulation.isBeyondPromise()) {
            return;
        }
        RecordBatch sent = RecordBatch.at(batch, 0);
        Stored found = replica.truth().at(baseOffset);
        boolean same = found != null;
        if (same && sent.hasProducerId()) {
            RecordBatch there = RecordBatch.at(found.bytes(), 0);
            same = there.producerId() == sent.producerId()
                    && there.baseSequence() == sent.baseSequence()
                    && there.lastSequence() == sent.lastSequence();
        } else if (same) {
            same = found.crc() == sent.crc();
        }
        if (!same) {
            throw new Violation(
                    "I10", "acknowledged at " + baseOffset + " by " + replica + ", committed there is " + found);
        }
    }

    /** I6: what somebody reads is committed. */
    void read(SimReplica replica, long fromOffset, long upToOffset) {
        changed(replica);
        read++;
        if (simulation.isBeyondPromise()) {
            return;
        }
        if (upToOffset > replica.truth().end() || fromOffset > upToOffset) {
            throw new Violation("I6", "read [" + fromOffset + ", " + upToOffset + ") from " + replica);
        }
    }

    /** A log became shorter, not by order of a leader. */
    void cut(TopicIdPartition partition, SimLog log) {
        PartitionTruth truth = truths.get(partition);
        if (truth != null && simulation.weather().durable()) {
            requireCandidates(truth, "power was lost by", log);
        }
    }

    void retained(TopicIdPartition partition, long upToOffset) {
        truth(partition).retained(upToOffset);
    }

    /** I1, I2, I11: the metadata log said something new. */
    void metadata(ClusterMetadata before, ClusterMetadata after) {
        settle(before, after);
        after.forEachPartition((partition, state) -> {
            PartitionState old = before.partition(partition);
            if (state.equals(old)) {
                return;
            }
            simulation.trace("partition", state.leader(), state.leaderEpoch(), state.partitionEpoch(), state);
            if (old != null && !follows(state, old)) {
                throw new Violation("I11", "epochs go from " + old + " to " + state);
            }
            if (state.isr().isEmpty() && state.eligible().isEmpty()) {
                throw new Violation("I2", "nobody holds anything: " + state);
            }
            for (int id : state.isr()) {
                // R8: whoever joins may be counted on; a fenced one is not known to live.
                if (old != null && !old.isr().contains(id) && after.isFenced(id)) {
                    throw new Violation("R8", "fenced broker " + id + " joins the ISR: " + state);
                }
            }
            if (old != null && !old.replicas().equals(state.replicas())) {
                requireEnough(
                        state, old, after.topic(partition.topicId()).config().minInsyncReplicas());
            }
            PartitionTruth truth = truth(partition);
            boolean anybody = false;
            for (SimBroker broker : simulation.brokers()) {
                SimLog log = broker.logs().get(partition);
                boolean member =
                        state.isr().contains(broker.id()) || state.elr().contains(broker.id());
                anybody |= member && (log == null || log.isSound());
            }
            if (!anybody) {
                simulation.leavePromise(state);
            }
            if (state.recovering() && old != null && !old.recovering()) {
                requireBest(partition, old, state);
            }
            requireCandidates(truth, state, "metadata said", state);
        });
    }

    /** H63, H64: nobody is let go while fewer would be left who hold what is committed than the topic asks for. */
    private static void requireEnough(PartitionState state, PartitionState old, int minInsyncReplicas) {
        int minimum =
                PartitionState.minimumIsr(minInsyncReplicas, state.replicas().size());
        int before = old.isr().size() + old.elr().size();
        int left = state.isr().size() + state.elr().size();
        if (left < Math.min(minimum, before)) {
            throw new Violation(
                    "H63", "replicas are let go and " + left + " are left that hold all: " + old + " to " + state);
        }
    }

    private static boolean follows(PartitionState state, PartitionState old) {
        return state.partitionEpoch() == old.partitionEpoch() + 1
                && state.leaderEpoch() >= old.leaderEpoch()
                && (state.leader() == old.leader() || state.leaderEpoch() > old.leaderEpoch());
    }

    /** R22: in that registration, which is of one broker, the log cannot be used; another one may find that it can. */
    void givenUp(TopicIdPartition partition, long brokerEpoch) {
        givenUp.computeIfAbsent(partition, one -> new HashSet<>()).add(brokerEpoch);
    }

    private boolean isGivenUp(TopicIdPartition partition, int broker) {
        RegisteredBroker known = simulation.journal().metadata().broker(broker);
        return known != null && givenUp.getOrDefault(partition, Set.of()).contains(known.epoch());
    }

    /** H25: where everybody may have lost something, whoever has most leads: the highest epoch, then the longest log. */
    private void requireBest(TopicIdPartition partition, PartitionState old, PartitionState state) {
        SimLog chosen = simulation.broker(state.leader()).logs().get(partition);
        for (int id : old.lastKnownElr()) {
            SimLog log = simulation.broker(id).logs().get(partition);
            boolean better = log != null
                    && chosen != null
                    && log.isSound()
                    && !isGivenUp(partition, id)
                    && (log.lastEpoch() > chosen.lastEpoch()
                            || (log.lastEpoch() == chosen.lastEpoch() && log.logEndOffset() > chosen.logEndOffset()));
            if (better) {
                throw new Violation("H25", "broker " + id + " has " + log + ", and " + state + " leads with " + chosen);
            }
        }
    }

    /** R11: with its registration a broker that has lost its page cache has lost its ISR places; none is excused longer. */
    private void settle(ClusterMetadata before, ClusterMetadata after) {
        for (RegisteredBroker registered : after.brokers()) {
            RegisteredBroker old = before.broker(registered.id());
            SimBroker broker = simulation.broker(registered.id());
            if ((old == null || old.epoch() != registered.epoch())
                    && broker.isProcess(registered.description().incarnation())) {
                broker.logs().values().forEach(log -> log.lossy = false);
            }
        }
    }

    /** I2: whoever may be elected holds what is committed. I1 follows: the leader is one of them. */
    private void requireCandidates(PartitionTruth truth, String when, Object who) {
        PartitionState state = simulation.journal().metadata().partition(truth.partition());
        if (state != null) {
            requireCandidates(truth, state, when, who);
        }
    }

    private void requireCandidates(PartitionTruth truth, PartitionState state, String when, Object who) {
        if (truth.end() == 0 || simulation.isBeyondPromise()) {
            return;
        }
        List<Integer> isr = new ArrayList<>(state.isr());
        isr.addAll(state.elr());
        for (int i = 0; i < isr.size(); i++) {
            SimLog log = simulation.broker(isr.get(i)).logs().get(truth.partition());
            if (log != null && !log.isSound()) {
                continue;
            }
            if (log == null || !truth.holds(log, truth.end())) {
                throw new Violation(
                        isr.get(i) == state.leader() ? "I1" : "I2",
                        "broker " + isr.get(i) + " is in the ISR or ELR without what is committed to " + truth.end()
                                + " when " + when + " " + who + ": "
                                + (log == null ? "no log" : truth.difference(log)));
            }
        }
    }

    /** H61: who has stood still itself calls nobody silent before everybody had the time of a session. */
    void silent(SimBroker controller, SimBroker broker, long sessionMs) {
        if (controller.watch().stoodStill(simulation.nowMs(), PAUSE_MS, sessionMs)) {
            throw new Violation("R21", "broker " + broker.id() + " is called silent by a controller that stood still");
        }
    }

    /** Decision 0005: a refusal that ends a proposal rests on a record, so that who was replaced cannot give it. */
    void refused(ErrorCode error, long appendsBefore, long appends) {
        boolean ends = error == ErrorCode.INELIGIBLE_REPLICA || error == ErrorCode.INVALID_REQUEST;
        if (ends && appends == appendsBefore) {
            throw new Violation("R13", error + " is answered without a record");
        }
    }

    /** H67: a producer id is given out once. */
    void givenOut(ProducerIdBlock block) {
        if (block.error() == ErrorCode.NONE && !producerIds.add(block.first())) {
            throw new Violation("R13", "producer ids from " + block.first() + " are given out again");
        }
    }

    /** I5, H58: whoever begins as controller knows everything that was decided, and nothing else. */
    void recovered(ClusterMetadata found) {
        require(found.equals(simulation.journal().metadata()), "I5", "a controller begins with another past: " + found);
    }

    /** I5: an image says at its offset what the metadata log said there. */
    void image(SimBroker broker, ClusterMetadata image) {
        ClusterMetadata truth = simulation.journal().metadata();
        if (image.offset() > truth.offset()) {
            throw new Violation("I5", "broker " + broker.id() + " is ahead of the metadata log");
        }
        boolean same = image.offset() != truth.offset()
                || (image.controllerEpoch() == truth.controllerEpoch()
                        && List.copyOf(image.topics()).equals(List.copyOf(truth.topics())));
        if (!same) {
            throw new Violation("I5", "broker " + broker.id() + " has another image at offset " + image.offset());
        }
    }
}
