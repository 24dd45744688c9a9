package io.sampo.simulation;

import io.sampo.controller.BrokerLifecycle;
import io.sampo.controller.BrokerRegistration;
import io.sampo.controller.ClusterMetadata;
import io.sampo.controller.Decision;
import io.sampo.controller.LeaderBalance;
import io.sampo.controller.MetadataRecord;
import io.sampo.controller.PartitionAlteration;
import io.sampo.controller.PartitionAlteration.IsrProposal;
import io.sampo.controller.ProducerIdBlock;
import io.sampo.controller.RegisteredBroker;
import io.sampo.controller.ResignBackoff;
import io.sampo.controller.codec.ClusterMetadataCodec;
import io.sampo.controller.codec.LogEntries;
import io.sampo.controller.codec.MetadataRecordCodec;
import io.sampo.controller.election.LeaderElection;
import io.sampo.controller.election.LeaderRecovery;
import io.sampo.controller.election.ReplicaFailure;
import io.sampo.controller.feed.Feed;
import io.sampo.controller.feed.FeedEffects;
import io.sampo.controller.feed.FeedLimits;
import io.sampo.controller.reassignment.ReassignmentCompletion;
import io.sampo.model.ErrorCode;
import io.sampo.model.TopicIdPartition;
import io.sampo.simulation.engine.Rng;
import io.sampo.simulation.engine.Trace;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * One incarnation of the controller on a node: what {@code ControllerActor} is in production, around the same core. One
 * decision at a time; nothing is answered before it is durable (R13). It may be replaced and not know it.
 */
final class ActiveController implements FeedEffects {
    private static final long TICK_MS = 50;
    private static final long SESSION_MS = 250;
    private static final long BALANCE_MS = 400;
    private static final int SNAPSHOT_EVERY = 12;
    private static final int ENTRY_BYTES_MAX = 1_000_000;
    private static final FeedLimits LIMITS = new FeedLimits(24, 64 * 1024, 16, 2_048, 1_024);

    private final Simulation simulation;
    private final SimBroker node;
    private final Rng random;
    private final MetadataJournal journal;
    private final long term;
    private final Deque<Runnable> stash = new ArrayDeque<>();
    private final ResignBackoff resignBackoff = new ResignBackoff(500);
    private final LeaderRecovery recovery = new LeaderRecovery();
    private final Map<Integer, Long> heardMs = new TreeMap<>();
    private ClusterMetadata metadata;
    private Feed feed;
    /** True also until its own first record is durable: what comes before waits. */
    private boolean writing = true;

    private boolean gone;
    private long appends;
    private long tickedMs;
    private long balancedMs;

    ActiveController(Simulation simulation, SimBroker node, Rng random) {
        this.simulation = simulation;
        this.node = node;
        this.random = random;
        this.journal = simulation.journal();
        this.term = journal.open();
        this.metadata = journal.metadata();
        this.feed = new Feed(LIMITS, metadata.offset(), this);
    }

    /** Recovery: reads everything, then makes itself known by a record of its own. */
    void start() {
        // What another writer appended before the term began is read; what comes after that fails on its side.
        metadata = journal.recovered();
        simulation.laws().recovered(metadata);
        feed = new Feed(LIMITS, metadata.offset(), this);
        tickedMs = node.nowMs();
        balancedMs = tickedMs;
        // As BrokerSessions: the time of a session begins for everybody when the controller does.
        heardMs.clear();
        List<MetadataRecord> records = new ArrayList<>();
        records.add(new MetadataRecord.ControllerElected(node.id()));
        if (metadata.clusterId().isEmpty()) {
            records.add(new MetadataRecord.ClusterCreated("simulated"));
        }
        commit(new Decision<>(records, 0), (durable, nothing) -> {});
        tick();
    }

    boolean isGone() {
        return gone;
    }

    boolean isReplaced() {
        return !journal.isOpen(term);
    }

    /** The process ended, or it was told that it has been replaced. */
    void stop() {
        gone = true;
        stash.clear();
    }

    private void tick() {
        if (gone) {
            return;
        }
        long nowMs = node.nowMs();
        if (nowMs - tickedMs > 2 * TICK_MS) {
            // R21: it stood still itself; the silence of the others proves nothing.
            heardMs.replaceAll((broker, at) -> nowMs);
        }
        tickedMs = nowMs;
        if (!writing) {
            review();
        }
        node.after(TICK_MS, this::tick);
    }

    private void review() {
        feed.beat();
        take(() -> commit(ReassignmentCompletion.decide(metadata), (durable, arrived) -> {}));
        long nowMs = node.nowMs();
        for (RegisteredBroker broker : metadata.brokers()) {
            long heard = heardMs.computeIfAbsent(broker.id(), id -> nowMs);
            if (!broker.fenced() && nowMs - heard > SESSION_MS) {
                simulation.laws().silent(node, simulation.broker(broker.id()), SESSION_MS);
                take(() -> commit(
                        BrokerLifecycle.fence(metadata, broker.id(), broker.epoch(), "silence"),
                        (durable, outcome) -> {}));
            }
        }
        if (nowMs - balancedMs > BALANCE_MS) {
            balancedMs = nowMs;
            take(() -> commit(
                    LeaderBalance.restorePreferred(
                            metadata,
                            partition -> !resignBackoff.isRecent(
                                    partition,
                                    metadata.partition(partition).replicas().get(0),
                                    nowMs)),
                    (durable, moved) -> {}));
        }
    }

    void register(SimBroker from, int incarnation, BrokerRegistration registration) {
        take(() -> commit(registration.decide(metadata), (durable, answer) -> {
            if (answer.outcome().isDone()) {
                heardMs.put(from.id(), node.nowMs());
                toBroker(from, () -> from.registered(incarnation, answer.brokerEpoch(), node.id()));
            }
        }));
    }

    void heartbeat(int broker, long brokerEpoch, long appliedOffset) {
        heardMs.put(broker, node.nowMs());
        take(() -> commit(
                BrokerLifecycle.heartbeat(metadata, broker, brokerEpoch, appliedOffset), (durable, outcome) -> {}));
    }

    void allocateProducerIds(int broker, long brokerEpoch) {
        take(() -> commit(
                ProducerIdBlock.allocate(metadata, broker, brokerEpoch),
                (durable, block) -> simulation.laws().givenOut(block)));
    }

    void subscribe(int broker, long brokerEpoch, long fromOffset) {
        take(() -> feed.subscribe(broker, brokerEpoch, fromOffset));
    }

    void acknowledged(int broker, long brokerEpoch, long offset) {
        take(() -> feed.acknowledged(broker, brokerEpoch, offset));
    }

    void alter(SimBroker from, long brokerEpoch, IsrProposal proposal) {
        take(() -> {
            long before = appends;
            commit(
                    PartitionAlteration.alter(metadata, from.id(), brokerEpoch, List.of(proposal)),
                    (durable, answer) -> {
                        ErrorCode error = answer.errors().get(proposal.partition());
                        if (error != null) {
                            simulation.laws().refused(error, before, appends);
                            toBroker(from, () -> from.isrRefused(proposal, error));
                        }
                    });
        });
    }

    void resign(int broker, long brokerEpoch, TopicIdPartition partition, int leaderEpoch) {
        take(() -> {
            long nowMs = node.nowMs();
            if (!resignBackoff.isRecent(partition, broker, nowMs)) {
                commit(
                        PartitionAlteration.resign(metadata, broker, brokerEpoch, Map.of(partition, leaderEpoch)),
                        (durable, moved) -> moved.forEach(one -> resignBackoff.resigned(one, broker, nowMs)));
            }
        });
    }

    void tail(
            int broker,
            long brokerEpoch,
            TopicIdPartition partition,
            int partitionEpoch,
            int lastEpoch,
            long logEndOffset) {
        take(() -> recovery.reported(broker, brokerEpoch, partition, partitionEpoch, lastEpoch, logEndOffset));
        take(() -> commit(recovery.decide(metadata), (durable, chosen) -> {}));
    }

    void replicaFailed(int broker, long brokerEpoch, TopicIdPartition partition, int partitionEpoch) {
        take(() -> commit(
                ReplicaFailure.report(metadata, broker, brokerEpoch, Map.of(partition, partitionEpoch)),
                (durable, out) -> {}));
    }

    /** The broker wants to stop; {@code granted} is told it. */
    void shutdown(SimBroker from, long brokerEpoch, Runnable granted) {
        take(() -> commit(
                BrokerLifecycle.controlledShutdown(metadata, from.id(), brokerEpoch),
                (durable, answer) -> toBroker(from, granted)));
    }

    /** An operator gives up what nobody can read any more (R12). */
    void electUnclean(String topic, int partition) {
        take(() -> commit(
                new LeaderElection(topic, List.of(partition), true).decide(metadata, recovery),
                (durable, outcome) -> {}));
    }

    /** Whatever an administrator asks for. */
    void decide(Function<ClusterMetadata, ? extends Decision<?>> request) {
        take(() -> commit(request.apply(metadata), (durable, answer) -> {}));
    }

    private void toBroker(SimBroker to, Runnable message) {
        simulation.network().send(node.id(), to.id(), Network.SESSION, () -> to.arrive(message));
    }

    private void take(Runnable command) {
        if (gone) {
            return;
        }
        if (writing) {
            if (stash.size() < 1_000) {
                stash.add(command);
            }
        } else {
            command.run();
        }
    }

    private <R> void commit(Decision<R> decision, BiConsumer<ClusterMetadata, R> answer) {
        if (decision.records().isEmpty()) {
            answer.accept(metadata, decision.response());
            return;
        }
        writing = true;
        long behind = metadata.offset();
        int asked = node.incarnation();
        List<MetadataRecord> written = LogEntries.of(decision.records(), ENTRY_BYTES_MAX).stream()
                .flatMap(entry -> entry.records().stream())
                .toList();
        // It takes effect at some moment on the way, whatever becomes of this node meanwhile.
        simulation.schedule().after(1 + random.below(8), () -> {
            boolean durable = journal.append(term, behind, written);
            simulation
                    .schedule()
                    .after(
                            random.below(8),
                            () -> node.step(asked, () -> {
                                if (!gone) {
                                    appended(
                                            durable, written, metadata -> answer.accept(metadata, decision.response()));
                                }
                            }));
        });
    }

    private void appended(boolean durable, List<MetadataRecord> written, Consumer<ClusterMetadata> answer) {
        if (!durable) {
            simulation.trace("deposed", node.id(), metadata.controllerEpoch(), Trace.NONE, null);
            stop();
            return;
        }
        appends++;
        metadata = metadata.applyAll(written);
        for (MetadataRecord record : written) {
            feed.appended(MetadataRecordCodec.encode(record));
        }
        feed.push();
        if (appends % SNAPSHOT_EVERY == 0) {
            keep(metadata);
        }
        answer.accept(metadata);
        writing = false;
        while (!writing && !gone && !stash.isEmpty()) {
            stash.remove().run();
        }
    }

    /** Written while the controller goes on, and perhaps still on its way when it has been replaced (H58). */
    private void keep(ClusterMetadata durable) {
        byte[] snapshot = ClusterMetadataCodec.encode(durable);
        simulation.schedule().after(random.between(1, 400), () -> journal.keepSnapshot(durable.offset(), snapshot));
    }

    @Override
    public byte[] snapshot() {
        return ClusterMetadataCodec.encode(metadata);
    }

    @Override
    public void sendSnapshot(int brokerId, long offset, int index, int count, byte[] chunk) {
        SimBroker to = simulation.broker(brokerId);
        long epoch = metadata.controllerEpoch();
        toBroker(to, () -> to.snapshot(node.id(), epoch, offset, index, count, chunk));
    }

    @Override
    public void sendEvents(int brokerId, long fromOffset, List<byte[]> records) {
        SimBroker to = simulation.broker(brokerId);
        long epoch = metadata.controllerEpoch();
        List<byte[]> sent = List.copyOf(records);
        toBroker(to, () -> to.events(node.id(), epoch, fromOffset, sent));
    }
}
