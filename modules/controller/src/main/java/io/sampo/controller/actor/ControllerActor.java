package io.sampo.controller.actor;

import io.sampo.controller.BrokerLifecycle;
import io.sampo.controller.BrokerRegistration;
import io.sampo.controller.ClusterMetadata;
import io.sampo.controller.Decision;
import io.sampo.controller.LeaderBalance;
import io.sampo.controller.MetadataRecord;
import io.sampo.controller.Outcome;
import io.sampo.controller.PartitionAlteration;
import io.sampo.controller.ProducerIdBlock;
import io.sampo.controller.ResignBackoff;
import io.sampo.controller.actor.ControllerCommand.Activate;
import io.sampo.controller.actor.ControllerCommand.BrokerHeartbeat;
import io.sampo.controller.actor.ControllerCommand.BrokerSilent;
import io.sampo.controller.actor.ControllerCommand.Continue;
import io.sampo.controller.actor.ControllerCommand.SubscriberGone;
import io.sampo.controller.actor.ControllerCommand.Tick;
import io.sampo.controller.actor.ControllerCommand.ViewRequest;
import io.sampo.controller.codec.LogEntries;
import io.sampo.controller.election.LeaderRecovery;
import io.sampo.controller.election.ReplicaFailure;
import io.sampo.controller.election.UncleanElection;
import io.sampo.controller.reassignment.ReassignmentCompletion;
import io.sampo.messages.AdminReply;
import io.sampo.messages.ControllerMessage;
import io.sampo.messages.ControllerMessage.Admin;
import io.sampo.messages.ControllerMessage.AllocateProducerIds;
import io.sampo.messages.ControllerMessage.AlterPartition;
import io.sampo.messages.ControllerMessage.ControlledShutdown;
import io.sampo.messages.ControllerMessage.FeedAck;
import io.sampo.messages.ControllerMessage.FeedSubscribe;
import io.sampo.messages.ControllerMessage.RegisterBroker;
import io.sampo.messages.ControllerMessage.ReplicasFailed;
import io.sampo.messages.ControllerMessage.ReportTails;
import io.sampo.messages.ControllerMessage.ResignLeadership;
import io.sampo.messages.ControllerReply;
import io.sampo.model.Offsets;
import io.sampo.model.TopicIdPartition;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.persistence.typed.PersistenceId;
import org.apache.pekko.persistence.typed.RecoveryCompleted;
import org.apache.pekko.persistence.typed.javadsl.CommandHandler;
import org.apache.pekko.persistence.typed.javadsl.Effect;
import org.apache.pekko.persistence.typed.javadsl.EffectBuilder;
import org.apache.pekko.persistence.typed.javadsl.EventHandler;
import org.apache.pekko.persistence.typed.javadsl.EventSourcedBehavior;
import org.apache.pekko.persistence.typed.javadsl.RetentionCriteria;
import org.apache.pekko.persistence.typed.javadsl.SignalHandler;
import org.slf4j.event.Level;

/**
 * The controller of the cluster: message → decision of the core → records made durable → answer and feed. Its first append
 * is {@code ControllerElected}; until that is durable every message waits, so a controller that has been replaced answers
 * nobody (R13). A failed append stops the actor; the node starts it again if it still leads the metadata log, and replay
 * tells the truth.
 *
 * <p>The state is {@link ClusterMetadata} at the offset that is the Pekko sequence number. What is kept beside it (feed
 * positions, back-offs) is about this activation only and may be lost.
 */
public final class ControllerActor extends EventSourcedBehavior<ControllerMessage, MetadataRecord, ClusterMetadata> {
    /** The one persistence id of the metadata log. */
    public static final PersistenceId PERSISTENCE_ID = PersistenceId.ofUniqueId("controller");

    private static final int SNAPSHOTS_KEPT = 2;
    private static final long LOOK_FOR_LEADERS_MS = 1_000;

    private final ActorContext<ControllerMessage> context;
    private final ControllerContext node;
    private final DurableFeed feed;
    private final ResignBackoff resignBackoff;
    private final LeaderRecovery recovery = new LeaderRecovery();
    private final OpenDecision open = new OpenDecision();
    private final Interval lookForLeaders;
    private final Interval rebalance;
    private boolean active;

    /** The behavior; one per activation of the controller on this node. */
    public static Behavior<ControllerMessage> create(ControllerContext node) {
        return Behaviors.setup(context -> Behaviors.withTimers(timers -> {
            timers.startTimerWithFixedDelay(Tick.TICK, node.settings().feedInterval());
            return new ControllerActor(context, node);
        }));
    }

    private ControllerActor(ActorContext<ControllerMessage> context, ControllerContext node) {
        super(PERSISTENCE_ID);
        this.context = context;
        this.node = node;
        this.feed = new DurableFeed(node.settings().feedLimits());
        this.resignBackoff = new ResignBackoff(node.settings().resignBackoff().toMillis());
        long nowMs = node.nowMs().getAsLong();
        this.lookForLeaders = new Interval(LOOK_FOR_LEADERS_MS, nowMs);
        this.rebalance = new Interval(node.settings().rebalanceInterval().toMillis(), nowMs);
    }

    /** Named, because the actor system may be an application's, with a default journal of its own (R13). */
    @Override
    public String journalPluginId() {
        return plugin("journal.plugin");
    }

    @Override
    public String snapshotPluginId() {
        return plugin("snapshot-store.plugin");
    }

    private String plugin(String key) {
        return context.getSystem().settings().config().getString("sampo.controller." + key);
    }

    @Override
    public ClusterMetadata emptyState() {
        return ClusterMetadata.EMPTY;
    }

    @Override
    public EventHandler<ClusterMetadata, MetadataRecord> eventHandler() {
        return (metadata, record) -> {
            // Pekko calls this before a live event is durable, so only replayed ones may enter the feed here.
            if (!feed.isOpen()) {
                feed.replayed(record);
            }
            return metadata.apply(metadata.offset() + 1, record);
        };
    }

    @Override
    public SignalHandler<ClusterMetadata> signalHandler() {
        return newSignalHandlerBuilder()
                .onSignal(RecoveryCompleted.class, (metadata, signal) -> recovered(metadata))
                .build();
    }

    @Override
    public RetentionCriteria retentionCriteria() {
        return RetentionCriteria.snapshotEvery(node.settings().snapshotIntervalEvents(), SNAPSHOTS_KEPT)
                .withDeleteEventsOnSnapshot();
    }

    @Override
    public CommandHandler<ControllerMessage, MetadataRecord, ClusterMetadata> commandHandler() {
        CommandHandler<ControllerMessage, MetadataRecord, ClusterMetadata> decide = newCommandHandlerBuilder()
                .forAnyState()
                .onCommand(Activate.class, this::onActivate)
                .onCommand(Continue.class, (metadata, message) -> onContinue())
                .onCommand(Tick.class, (metadata, message) -> onTick(metadata))
                .onCommand(RegisterBroker.class, this::onRegisterBroker)
                .onCommand(BrokerSilent.class, this::onBrokerSilent)
                .onCommand(BrokerHeartbeat.class, this::onBrokerHeartbeat)
                .onCommand(ControlledShutdown.class, this::onControlledShutdown)
                .onCommand(AlterPartition.class, this::onAlterPartition)
                .onCommand(ResignLeadership.class, this::onResignLeadership)
                .onCommand(ReportTails.class, this::onReportTails)
                .onCommand(ReplicasFailed.class, this::onReplicasFailed)
                .onCommand(AllocateProducerIds.class, this::onAllocateProducerIds)
                .onCommand(Admin.class, this::onAdmin)
                .onCommand(FeedSubscribe.class, this::onFeedSubscribe)
                .onCommand(FeedAck.class, (metadata, message) -> onFeedAck(message))
                .onCommand(SubscriberGone.class, (metadata, message) -> onSubscriberGone(message))
                .onCommand(ViewRequest.class, this::onViewRequest)
                .build();
        return (metadata, message) -> {
            if (!mustWait(message)) {
                return decide.apply(metadata, message);
            }
            return message == Tick.TICK ? Effect().none() : Effect().stash();
        };
    }

    private boolean mustWait(ControllerMessage message) {
        if (open.isOpen()) {
            return message != Continue.CONTINUE;
        }
        return !active && message != Activate.ACTIVATE;
    }

    private void recovered(ClusterMetadata metadata) {
        long sequenceNumber = lastSequenceNumber(context);
        if (sequenceNumber != metadata.offset()) {
            throw new IllegalStateException("Metadata at offset " + metadata.offset()
                    + " recovered from a log that ends at " + sequenceNumber + ": events are missing");
        }
        feed.open(metadata);
        context.getSelf().tell(Activate.ACTIVATE);
    }

    private Effect<MetadataRecord, ClusterMetadata> onActivate(ClusterMetadata metadata, Activate message) {
        return commit(ControllerRequests.activation(metadata, node), (durable, done) -> {
            active = true;
            context.getLog()
                    .info(
                            "Controller of cluster {} on broker {} in epoch {}",
                            durable.clusterId(),
                            node.brokerId(),
                            durable.controllerEpoch());
        });
    }

    private Effect<MetadataRecord, ClusterMetadata> onTick(ClusterMetadata metadata) {
        feed.beat();
        var arrived = ReassignmentCompletion.decide(metadata);
        if (!arrived.records().isEmpty()) {
            return commit(arrived, (durable, partitions) -> context.getLog()
                    .info("{} partitions have arrived, on their way: {}", partitions, durable.reassignments()));
        }
        long nowMs = node.nowMs().getAsLong();
        if (lookForLeaders.isDue(nowMs)) {
            Decision<List<TopicIdPartition>> allowed = UncleanElection.allowed(metadata, recovery);
            if (!allowed.records().isEmpty()) {
                return commit(allowed, this::warnOfLoss);
            }
        }
        if (!rebalance.isDue(nowMs)) {
            return Effect().none();
        }
        Decision<Integer> decision = LeaderBalance.restorePreferred(
                metadata,
                partition -> !resignBackoff.isRecent(
                        partition, metadata.partition(partition).replicas().get(0), nowMs));
        return commit(decision, (durable, moved) -> {
            if (moved > 0) {
                context.getLog().info("Gave {} leaderships back to their preferred replicas", moved);
            }
        });
    }

    private Effect<MetadataRecord, ClusterMetadata> onRegisterBroker(ClusterMetadata metadata, RegisterBroker message) {
        Decision<BrokerRegistration.Answer> decision =
                ControllerRequests.registration(message).decide(metadata);
        return commit(decision, (durable, answer) -> {
            Outcome outcome = answer.outcome();
            // Asked again by timer until the answer arrives: only the first one is news.
            context.getLog()
                    .atLevel(decision.records().isEmpty() && outcome.isDone() ? Level.DEBUG : Level.INFO)
                    .log(
                            "Broker {} registers: epoch {} {}",
                            message.brokerId(),
                            answer.brokerEpoch(),
                            outcome.message());
            message.replyTo().tell(ControllerRequests.answer(answer, durable));
        });
    }

    private Effect<MetadataRecord, ClusterMetadata> onBrokerSilent(ClusterMetadata metadata, BrokerSilent message) {
        long heardMs = node.nowMs().getAsLong();
        Decision<Outcome> decision =
                BrokerLifecycle.fence(metadata, message.brokerId(), message.brokerEpoch(), message.why());
        return commit(decision, (durable, outcome) -> {
            if (!decision.records().isEmpty()) {
                context.getLog()
                        .warn(
                                "Fenced broker {} in epoch {} {}, decided within {} ms: {}",
                                message.brokerId(),
                                message.brokerEpoch(),
                                message.proof() ? "with proof of death" : "for its silence",
                                node.nowMs().getAsLong() - heardMs,
                                message.why());
            }
        });
    }

    private Effect<MetadataRecord, ClusterMetadata> onBrokerHeartbeat(
            ClusterMetadata metadata, BrokerHeartbeat message) {
        Decision<Outcome> decision =
                BrokerLifecycle.heartbeat(metadata, message.brokerId(), message.brokerEpoch(), message.appliedOffset());
        return commit(decision, (durable, outcome) -> {
            if (!decision.records().isEmpty()) {
                context.getLog().info("Unfenced broker {} in epoch {}", message.brokerId(), message.brokerEpoch());
            }
        });
    }

    private Effect<MetadataRecord, ClusterMetadata> onControlledShutdown(
            ClusterMetadata metadata, ControlledShutdown message) {
        Decision<BrokerLifecycle.Shutdown> decision =
                BrokerLifecycle.controlledShutdown(metadata, message.brokerId(), message.brokerEpoch());
        // A registration that is gone has nothing left to move: it may stop as well.
        return commit(decision, (durable, answer) -> message.replyTo()
                .tell(new ControllerReply.ShutdownGranted(durable.offset(), answer.leadershipsLeft())));
    }

    private Effect<MetadataRecord, ClusterMetadata> onAlterPartition(ClusterMetadata metadata, AlterPartition message) {
        Decision<PartitionAlteration.Answer> decision = PartitionAlteration.alter(
                metadata, message.brokerId(), message.brokerEpoch(), ControllerRequests.proposals(message.proposals()));
        return commit(decision, (durable, answer) -> message.replyTo()
                .tell(new ControllerReply.PartitionsAltered(
                        message.requestId(), answer.error(), durable.offset(), answer.errors())));
    }

    private Effect<MetadataRecord, ClusterMetadata> onResignLeadership(
            ClusterMetadata metadata, ResignLeadership message) {
        long nowMs = node.nowMs().getAsLong();
        Map<TopicIdPartition, Integer> believed = new TreeMap<>(message.leaderEpochs());
        believed.keySet().removeIf(partition -> resignBackoff.isRecent(partition, message.brokerId(), nowMs));
        return commit(
                PartitionAlteration.resign(metadata, message.brokerId(), message.brokerEpoch(), believed),
                (durable, moved) -> moved.forEach(partition -> {
                    resignBackoff.resigned(partition, message.brokerId(), nowMs);
                    context.getLog()
                            .warn("Broker {} resigned from {}: {}", message.brokerId(), partition, message.why());
                }));
    }

    private Effect<MetadataRecord, ClusterMetadata> onReportTails(ClusterMetadata metadata, ReportTails message) {
        ControllerRequests.report(message, recovery);
        return commit(recovery.decide(metadata), this::warnOfLoss);
    }

    /** R12: said where people look, beside the record and the metric. */
    private void warnOfLoss(ClusterMetadata durable, List<TopicIdPartition> chosen) {
        chosen.forEach(partition -> context.getLog()
                .warn(
                        "Elected a leader of {} that may lack committed records: {}",
                        partition,
                        durable.partition(partition)));
    }

    private Effect<MetadataRecord, ClusterMetadata> onReplicasFailed(ClusterMetadata metadata, ReplicasFailed message) {
        return commit(
                ReplicaFailure.report(metadata, message.brokerId(), message.brokerEpoch(), message.partitionEpochs()),
                (durable, out) -> out.forEach(partition -> context.getLog()
                        .warn("Replica {} on broker {} has failed and counts no more", partition, message.brokerId())));
    }

    private Effect<MetadataRecord, ClusterMetadata> onAllocateProducerIds(
            ClusterMetadata metadata, AllocateProducerIds message) {
        Decision<ProducerIdBlock> decision =
                ProducerIdBlock.allocate(metadata, message.brokerId(), message.brokerEpoch());
        return commit(decision, (durable, block) -> message.replyTo()
                .tell(new ControllerReply.ProducerIds(
                        message.requestId(), block.error(), block.first(), block.count())));
    }

    private Effect<MetadataRecord, ClusterMetadata> onAdmin(ClusterMetadata metadata, Admin message) {
        Decision<Outcome> decision = ControllerRequests.decide(metadata, node, recovery, message.request());
        return commit(decision, (durable, outcome) -> {
            long offset = outcome.isDone() ? durable.offset() : Offsets.UNKNOWN;
            message.replyTo()
                    .tell(new ControllerReply.AdminDone(
                            message.requestId(), new AdminReply(outcome.error(), outcome.message(), offset)));
        });
    }

    private Effect<MetadataRecord, ClusterMetadata> onFeedSubscribe(ClusterMetadata metadata, FeedSubscribe message) {
        context.watchWith(message.subscriber(), new SubscriberGone(message.brokerId(), message.subscriber()));
        feed.subscribe(message);
        return Effect().none();
    }

    private Effect<MetadataRecord, ClusterMetadata> onFeedAck(FeedAck message) {
        feed.acknowledged(message);
        return Effect().none();
    }

    private Effect<MetadataRecord, ClusterMetadata> onSubscriberGone(SubscriberGone message) {
        feed.gone(message);
        return Effect().none();
    }

    private Effect<MetadataRecord, ClusterMetadata> onViewRequest(ClusterMetadata metadata, ViewRequest message) {
        message.replyTo().tell(MetadataView.of(metadata, message.topics()));
        return Effect().none();
    }

    /** Makes the records durable, feeds them, and only then answers. */
    private <R> Effect<MetadataRecord, ClusterMetadata> commit(
            Decision<R> decision, BiConsumer<ClusterMetadata, R> answer) {
        if (decision.records().isEmpty()) {
            return Effect().none().thenRun(metadata -> answer.accept(metadata, decision.response()));
        }
        open.begin(
                LogEntries.of(decision.records(), node.settings().entryBytesMax()),
                metadata -> answer.accept(metadata, decision.response()));
        return onContinue();
    }

    private Effect<MetadataRecord, ClusterMetadata> onContinue() {
        LogEntries.Entry entry = open.nextEntry();
        EffectBuilder<MetadataRecord, ClusterMetadata> appended = Effect()
                .persist(entry.records())
                .thenRun((ClusterMetadata metadata) -> {
                    feed.durable(metadata, entry);
                    if (open.hasMore()) {
                        context.getSelf().tell(Continue.CONTINUE);
                    } else {
                        open.end(metadata);
                    }
                });
        return open.hasMore() ? appended : appended.thenUnstashAll();
    }
}
