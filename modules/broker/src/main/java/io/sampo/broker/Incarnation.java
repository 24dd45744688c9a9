package io.sampo.broker;

import io.sampo.broker.control.BrokerActor;
import io.sampo.broker.control.BrokerIdentity;
import io.sampo.broker.control.BrokerRequests;
import io.sampo.broker.control.BrokerRequests.ControllerAddress;
import io.sampo.broker.control.ControllerSingleton;
import io.sampo.broker.control.Downing;
import io.sampo.broker.control.QuarantineWatch;
import io.sampo.broker.replicas.BoundedExecutor;
import io.sampo.broker.replicas.BrokerReplicas;
import io.sampo.broker.replicas.ImageChange;
import io.sampo.broker.replicas.PeerLinks;
import io.sampo.broker.replicas.ReplicaDirectory;
import io.sampo.broker.replicas.ReplicaSharding;
import io.sampo.broker.replicas.ReplicaStarter;
import io.sampo.broker.session.MetadataImage;
import io.sampo.broker.session.SessionGateActor;
import io.sampo.broker.startup.ControlPlane;
import io.sampo.broker.startup.IncarnationLogs;
import io.sampo.broker.system.ClusterEntry;
import io.sampo.broker.system.ClusterJoin;
import io.sampo.controller.RegisteredBroker;
import io.sampo.controller.actor.ControllerActor;
import io.sampo.controller.actor.ControllerContext;
import io.sampo.controller.actor.ControllerSettings;
import io.sampo.controller.election.FenceRehearsal;
import io.sampo.coordinator.CoordinatorsActor;
import io.sampo.coordinator.CoordinatorsMessage;
import io.sampo.coordinator.LocalCoordinators;
import io.sampo.coordinator.ReplicaOffsetsLog;
import io.sampo.groups.Coordinators;
import io.sampo.groups.Now;
import io.sampo.messages.BrokerMessage;
import io.sampo.messages.ControllerMessage;
import io.sampo.messages.PartitionMessage;
import io.sampo.messages.SessionMessage;
import io.sampo.metadatalog.MetadataLogExtension;
import io.sampo.model.TopicIdPartition;
import io.sampo.replication.actor.LostRequests;
import io.sampo.replication.actor.PartitionActor;
import io.sampo.replication.actor.SharedCatchUpBudget;
import io.sampo.replication.actor.credit.ArrivalCredit;
import io.sampo.replication.actor.credit.InFlightBytes;
import io.sampo.transport.session.SessionFrame.ArteryAddress;
import io.sampo.transport.session.SessionFrame.Leads;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiConsumer;
import org.apache.pekko.actor.DeadLetter;
import org.apache.pekko.actor.InvalidActorNameException;
import org.apache.pekko.actor.PoisonPill;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.DispatcherSelector;
import org.apache.pekko.actor.typed.Props;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.apache.pekko.cluster.Cluster;
import org.apache.pekko.pattern.Patterns;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One life of a broker on one actor system: from joining the cluster to the last replica's stop. When its node is removed
 * from the cluster or quarantined, {@link BrokerNode} makes another one.
 */
final class Incarnation {
    private static final Logger LOG = LoggerFactory.getLogger(Incarnation.class);
    /** Replicas wait and ask again beyond that, clients are told to. */
    private static final int BLOCKING_TASKS_MAX = 1_024;

    private static final Duration JOIN_CHECK = Duration.ofSeconds(1);
    private static final Duration END_TIMEOUT = Duration.ofSeconds(5);
    private static final long NAME_PAUSE_MS = 10;

    private final BrokerParts parts;
    private final ActorSystem<?> system;
    private final boolean ownSystem;
    private final BrokerIdentity identity;
    private final ReplicaDirectory directory;
    private final IncarnationLogs logs;
    private final AtomicReference<@Nullable MetadataImage> image = new AtomicReference<>();
    private final SharedCatchUpBudget catchUpBudget = new SharedCatchUpBudget();
    private final ClusterEntry entry = new ClusterEntry();
    private final AtomicReference<@Nullable ArteryAddress> leaderAt = new AtomicReference<>();
    private final CompletableFuture<Void> unfenced = new CompletableFuture<>();
    private final CompletableFuture<Void> serving = new CompletableFuture<>();
    private final AtomicReference<@Nullable ActorRef<BrokerMessage>> broker = new AtomicReference<>();
    private final AtomicReference<@Nullable ActorRef<SessionMessage>> gate = new AtomicReference<>();
    private final LocalCoordinators coordinators = new LocalCoordinators();
    private final FenceRehearsal rehearsal;
    private @Nullable ActorRef<CoordinatorsMessage> coordinatorsActor;
    private @Nullable ActorRef<ControllerMessage> singleton;
    private @Nullable ActorRef<DeadLetter> lostRequests;
    /** On an actor system of our own: this node is up in the cluster, whose nodes have looked at who it is. */
    private final CompletableFuture<Void> admitted = new CompletableFuture<>();

    private Incarnation(BrokerParts parts, ActorSystem<?> system, boolean ownSystem, BrokerIdentity identity) {
        this.parts = parts;
        this.system = system;
        this.ownSystem = ownSystem;
        this.identity = identity;
        this.directory = new ReplicaDirectory(new ArrivalCredit(parts.settings().arrivalBytesMax()));
        this.logs = new IncarnationLogs(parts.directories());
        this.rehearsal = ImageChange.rehearsal(identity.brokerId());
    }

    /**
     * Starts the actors and, on an actor system of our own, joins the cluster. Returns at once; {@link #serving()} tells
     * when the controller has let the broker in.
     */
    static Incarnation begin(BrokerParts parts, ActorSystem<?> system, boolean ownSystem) {
        BrokerIdentity identity = new BrokerIdentity(
                parts.settings(),
                parts.settings().endpoints(),
                system.name(),
                parts.directories().past(),
                (clusterId, brokerEpoch) -> {
                    parts.directories().registered(clusterId, brokerEpoch);
                    parts.transport().identity(clusterId, brokerEpoch);
                });
        Incarnation incarnation = new Incarnation(parts, system, ownSystem, identity);
        try {
            incarnation.start();
        } catch (RuntimeException e) {
            if (!ownSystem) {
                incarnation.end();
            }
            throw e;
        }
        return incarnation;
    }

    private void start() {
        ControlPlane control = parts.control();
        control.identify(identity, system.name());
        control.node().ifPresent(node -> {
            MetadataLogExtension.get(system).install(node);
            singleton = spawn(
                    ControllerSingleton.create(
                            () -> ControllerActor.create(ControllerContext.of(
                                    identity.brokerId(),
                                    ControllerSettings.of(parts.settings().whole()),
                                    control::voters)),
                            control.voterGroup(),
                            control::controllerActive),
                    ControllerAddress.ACTOR_NAME);
        });
        AtomicReference<@Nullable BiConsumer<TopicIdPartition, PartitionMessage>> sharding = new AtomicReference<>();
        ReplicaStarter starter = new ReplicaStarter(
                identity.brokerId(),
                directory,
                (partition, message) ->
                        Optional.ofNullable(sharding.get()).ifPresent(region -> region.accept(partition, message)),
                new PeerLinks(identity.brokerId(), parts.transport()),
                first -> parts.directories().sortOut(first, identity.brokerId()),
                catchUpBudget::rate,
                parts.settings().timing().controlledShutdownTimeout().toMillis());
        ActorRef<BrokerMessage> self = spawn(
                BrokerActor.create(identity, starter, newest -> publish(newest, starter), coordinators::feedContact),
                "sampo-broker");
        Executor blocking = new BoundedExecutor(
                system.dispatchers().lookup(DispatcherSelector.fromConfig("sampo.io-dispatcher")), BLOCKING_TASKS_MAX);
        BrokerReplicas context = new BrokerReplicas(
                identity,
                parts.transport(),
                new InFlightBytes(parts.settings().inFlightBytesMax()),
                self,
                logs,
                BrokerReplicas.settings(parts.settings()),
                parts.retentionTime()::nowMs,
                parts.settings().topicDefaults(),
                catchUpBudget,
                blocking,
                system.dispatchers().lookup(DispatcherSelector.fromConfig("sampo.recovery-dispatcher")));
        parts.directories().serving(directory::tell);
        sharding.set(ReplicaSharding.start(
                system, identity.brokerId(), partition -> PartitionActor.create(context, partition)));
        lostRequests = spawn(
                LostRequests.create(partition -> Optional.ofNullable(image.get())
                        .map(newest -> newest.metadata().partition(partition))
                        .orElse(null)),
                "sampo-lost-requests");
        broker.set(self);
        startCoordinators(self);
        gate.set(spawn(SessionGateActor.create(directory, self, coordinators), SessionMessage.GATE_NAME));
        parts.transport().deliverTo(directory);
        control.downBy(new Downing(system, identity.brokerId(), image::get));
        beAdmitted();
        unfenced.thenAcceptBoth(admitted, (let, in) -> serving.complete(null));
        control.onLeader(this::leaderChanged);
        identity.registration().whenComplete((done, failure) -> {
            if (failure != null) {
                serving.completeExceptionally(failure);
            }
        });
    }

    private void startCoordinators(ActorRef<BrokerMessage> self) {
        CoordinatorsActor.Surroundings surroundings = new CoordinatorsActor.Surroundings(
                partition -> new ReplicaOffsetsLog(partition, () -> directory.replica(partition)),
                (request, replyTo) -> self.tell(new BrokerRequests.PassOn(0, request, replyTo)),
                () -> new Now(System.nanoTime() / 1_000_000, System.currentTimeMillis()),
                parts.settings().topicDefaults(),
                DispatcherSelector.fromConfig("sampo.coordinator-dispatcher"),
                parts.groups());
        coordinatorsActor = spawn(
                CoordinatorsActor.create(coordinators, parts.settings().coordinators(), surroundings),
                "sampo-coordinators");
        coordinators.servedBy(coordinatorsActor);
    }

    private void beAdmitted() {
        if (ownSystem) {
            system.scheduler()
                    .scheduleWithFixedDelay(JOIN_CHECK, JOIN_CHECK, this::joinIfDue, system.executionContext());
            spawn(QuarantineWatch.create(), "sampo-quarantine-watch");
            Cluster.get(system).registerOnMemberUp(() -> admitted.complete(null));
        } else {
            admitted.complete(null);
        }
    }

    private void leaderChanged(Leads leads) {
        ActorRef<BrokerMessage> self = broker.get();
        if (singleton != null) {
            singleton.tell(
                    new ControllerSingleton.LeadershipChanged(parts.control().leadsHere(), leads.leaderBrokerId()));
        }
        if (self == null || leads.artery() == null) {
            return;
        }
        if (ownSystem) {
            leaderAt.set(leads.artery());
            joinIfDue();
        }
        self.tell(new BrokerRequests.ControllerMoved(new ControllerAddress(
                leads.leaderBrokerId(),
                leads.artery().system(),
                leads.artery().host(),
                leads.artery().port())));
    }

    private void joinIfDue() {
        ArteryAddress leader = leaderAt.get();
        if (leader != null && entry.isDue(leader, ClusterJoin.isMember(system), System.nanoTime() / 1_000_000)) {
            ClusterJoin.join(system, leader, parts.settings().seeds());
        }
    }

    /** Called in the BrokerActor with every new image, after the replicas were told. */
    private void publish(MetadataImage newest, ReplicaStarter starter) {
        parts.control().metadataChanged(newest.metadata());
        coordinators.imageChanged(newest);
        RegisteredBroker me = newest.metadata().broker(identity.brokerId());
        boolean serves = me != null && me.epoch() == identity.brokerEpoch() && !me.fenced();
        ActorRef<SessionMessage> door = gate.get();
        if (door != null && (serves || unfenced.isDone())) {
            door.tell(new SessionGateActor.ImageChanged(newest));
        }
        // Not before the gate was told: who sees this broker serve finds its gate open.
        image.set(newest);
        parts.published(newest);
        rehearsal.due(newest.metadata()).ifPresent(system.executionContext()::execute);
        if (me != null && me.displaces(identity.brokerEpoch())) {
            identity.displaced(me, ownSystem, system::terminate, () -> {
                ReplicaSharding.handOver(system, me.id(), starter);
                gate().tell(SessionGateActor.Shut.SHUT);
            });
        } else if (identity.isForgotten(newest.metadata().offset(), me) && ownSystem) {
            system.terminate();
        } else if (serves) {
            unfenced.complete(null);
        } else {
            // The controller lets a broker in by its heartbeat: not the next one, this one.
            parts.control().heartbeatNow();
        }
    }

    ActorSystem<?> system() {
        return system;
    }

    BrokerIdentity identity() {
        return identity;
    }

    ReplicaDirectory directory() {
        return directory;
    }

    Coordinators coordinators() {
        return coordinators;
    }

    @Nullable
    MetadataImage image() {
        return image.get();
    }

    /** Completes when the controller has unfenced this broker and the cluster has let its node in; fails if it is refused. */
    CompletableFuture<Void> serving() {
        return serving;
    }

    ActorRef<BrokerMessage> broker() {
        return started(broker.get());
    }

    ActorRef<SessionMessage> gate() {
        return started(gate.get());
    }

    private static <T> ActorRef<T> started(@Nullable ActorRef<T> actor) {
        if (actor == null) {
            throw new IllegalStateException("The broker has not started");
        }
        return actor;
    }

    /** Hands leadership over, sends the clients away, stops the replicas; completes when their logs are closed. */
    CompletableFuture<Void> leave() {
        ActorRef<BrokerMessage> self = broker.get();
        if (self == null) {
            return CompletableFuture.completedFuture(null);
        }
        CompletableFuture<Void> left = new CompletableFuture<>();
        // Nobody answers any more where the actor system has ended by itself.
        system.getWhenTerminated().whenComplete((done, failure) -> left.complete(null));
        self.tell(new BrokerRequests.Leave(() -> {
            gate().tell(SessionGateActor.Shut.SHUT);
            left.complete(null);
        }));
        return left;
    }

    /** The actor system has ended: nothing of this incarnation touches a log from now on. Blocks. */
    void endLogs() {
        logs.end();
    }

    /**
     * On an actor system that lives on: stops everything of this incarnation and returns when it is gone, so that another
     * broker may start there. Blocks.
     */
    void end() {
        // Sessions still have to tell their clients; the rest has nothing more to say.
        end(gate.get(), SessionGateActor.Shut.SHUT);
        end(coordinatorsActor, PoisonPill.getInstance());
        end(singleton, PoisonPill.getInstance());
        end(broker.get(), PoisonPill.getInstance());
        end(lostRequests, PoisonPill.getInstance());
        logs.end();
    }

    private static void end(@Nullable ActorRef<?> actor, Object last) {
        if (actor == null) {
            return;
        }
        try {
            Patterns.gracefulStop(Adapter.toClassic(actor), END_TIMEOUT, last)
                    .toCompletableFuture()
                    .join();
        } catch (CompletionException | IllegalStateException e) {
            // The second where the application has ended its actor system meanwhile, and the actor with it.
            LOG.warn("{} was not seen to stop: {}", actor.path(), e.getMessage());
        }
    }

    /** On an actor system that had a broker before, the name of an actor that has just ended is free a moment later. */
    private <T> ActorRef<T> spawn(Behavior<T> behavior, String name) {
        long deadlineNs = System.nanoTime() + END_TIMEOUT.toNanos();
        while (true) {
            try {
                return system.systemActorOf(behavior, name, Props.empty());
            } catch (InvalidActorNameException e) {
                if (System.nanoTime() > deadlineNs) {
                    throw e;
                }
                pause(e);
            }
        }
    }

    private static void pause(InvalidActorNameException untilFree) {
        try {
            TimeUnit.MILLISECONDS.sleep(NAME_PAUSE_MS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw untilFree;
        }
    }
}
