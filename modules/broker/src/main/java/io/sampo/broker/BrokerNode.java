package io.sampo.broker;

import com.typesafe.config.Config;
import io.sampo.broker.control.BrokerRequests;
import io.sampo.broker.replicas.ReplicaDirectory;
import io.sampo.broker.session.MetadataImage;
import io.sampo.broker.startup.Closing;
import io.sampo.broker.system.ActorSystems;
import io.sampo.groups.Coordinators;
import io.sampo.messages.AdminRequest;
import io.sampo.messages.ClientMessage;
import io.sampo.messages.PartitionMessage;
import io.sampo.messages.SessionMessage;
import io.sampo.messages.face.ClusterImage;
import io.sampo.messages.face.LocalBroker;
import io.sampo.messages.face.LogDirectoryView;
import io.sampo.metadatalog.MetadataLogNode;
import io.sampo.model.BrokerEndpoints;
import io.sampo.model.ErrorCode;
import io.sampo.model.KafkaListener;
import io.sampo.model.SampoException;
import io.sampo.model.TopicIdPartition;
import io.sampo.model.TopicPartition;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.DispatcherSelector;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One broker. {@link #start(BrokerSettings)} runs it on an actor system of its own, {@link #start(ActorSystem,
 * BrokerSettings)} on one that an application already has; either never ends the JVM. Safe from any thread.
 *
 * <p>Starting is a list (ARCHITECTURE §3.0): log directories, HTTP face, session links and Raft, replication streams, then an
 * {@link Incarnation}: cluster, registration, feed, replicas. Stopping is the list in reverse. When
 * its own actor system ends because its node was removed or quarantined, another incarnation begins in place.
 */
public final class BrokerNode implements LocalBroker {
    private static final Logger LOG = LoggerFactory.getLogger(BrokerNode.class);
    private static final long INCARNATION_PAUSE_MS = 500;

    private final BrokerParts parts;
    private final boolean ownSystem;
    private final Closing closing;
    private final BrokerFace face;
    private final AtomicBoolean stopping = new AtomicBoolean();
    private final CompletableFuture<Void> terminated = new CompletableFuture<>();
    /** Of whichever incarnation comes to it: the first may end before the controller has let it in. */
    private final CompletableFuture<Void> serving = new CompletableFuture<>();

    private volatile Incarnation incarnation;

    private BrokerNode(BrokerParts parts, Closing closing, Incarnation first, BrokerFace face, boolean ownSystem) {
        this.parts = parts;
        this.closing = closing;
        this.incarnation = first;
        this.face = face;
        this.ownSystem = ownSystem;
    }

    /**
     * Starts a broker on an actor system of its own.
     *
     * @return completes when the broker serves; fails with a {@link io.sampo.model.SampoException} whose message is one line
     *     for a person. Everything that was opened is closed again then. A start may take for ever, where voters are awaited:
     *     {@code toCompletableFuture().cancel(true)} gives it up and returns when everything is closed
     */
    public static CompletionStage<BrokerNode> start(BrokerSettings settings) {
        return BrokerStart.begin(null, settings, BrokerFaults.NONE, node -> {});
    }

    /**
     * As {@link #start(BrokerSettings)}; {@code faces} opens what other clients than Sampo's connect to, before this broker may
     * lead. What it throws, and then it leaves nothing open, fails the start; or it is called again for the next actor system.
     */
    public static CompletionStage<BrokerNode> start(BrokerSettings settings, Consumer<BrokerNode> faces) {
        return BrokerStart.begin(null, settings, BrokerFaults.NONE, faces);
    }

    /** As {@link #start(BrokerSettings)}, with links that a test may cut. */
    public static CompletionStage<BrokerNode> start(BrokerSettings settings, BrokerFaults faults) {
        return BrokerStart.begin(null, settings, faults, node -> {});
    }

    /**
     * Starts a broker on {@code system}, which is or becomes a cluster member by its owner's will. It needs the roles
     * {@code broker} and {@code broker-<id>} (a voter also {@code controller}), the {@code reference.conf} of Sampo's jars
     * and frames of 2 MiB; what is missing is refused with one line that names it. Stopping the broker leaves the system
     * alone and nothing of itself on it; then a broker may be started there again, one at a time. Errors as in
     * {@link #start(BrokerSettings)}.
     */
    public static CompletionStage<BrokerNode> start(ActorSystem<?> system, BrokerSettings settings) {
        return start(system, settings, node -> {});
    }

    /** As {@link #start(ActorSystem, BrokerSettings)}, with {@code faces} as in {@link #start(BrokerSettings, Consumer)}. */
    public static CompletionStage<BrokerNode> start(
            ActorSystem<?> system, BrokerSettings settings, Consumer<BrokerNode> faces) {
        return BrokerStart.begin(system, settings, BrokerFaults.NONE, faces);
    }

    /** A broker whose first incarnation has begun. */
    static BrokerNode on(BrokerParts parts, Closing closing, Incarnation first, BrokerFace face, boolean ownSystem) {
        BrokerNode node = new BrokerNode(parts, closing, first, face, ownSystem);
        node.watch(first);
        return node;
    }

    /** Completes when the controller has let some incarnation in; fails if it is refused. */
    CompletableFuture<Void> serving() {
        return serving;
    }

    /** Fails when most controller nodes say: another cluster. */
    CompletableFuture<Void> foreign() {
        return parts.control().foreign();
    }

    /** The controller hears at once what has changed here. */
    void heartbeatNow() {
        parts.control().heartbeatNow();
    }

    /** Why this broker does not serve; empty if it does. */
    String notReady() {
        if (stopping.get()) {
            return "stopping";
        }
        String broken = parts.transport().failure();
        if (!broken.isEmpty()) {
            return broken;
        }
        String votes = parts.control().node().map(MetadataLogNode::failure).orElse("");
        if (!votes.isEmpty()) {
            return votes;
        }
        MetadataImage image = image();
        if (image == null) {
            return "no metadata yet";
        }
        var me = image.metadata().broker(parts.settings().brokerId());
        if (me == null || me.fenced() || me.displaces(image.brokerEpoch())) {
            return "fenced by the controller";
        }
        return serving.isDone() ? "" : "the cluster has not let this node in yet";
    }

    /** Listens to {@code current}; when an actor system of our own ends by itself, another incarnation begins. */
    private void watch(Incarnation current) {
        current.serving().whenComplete((done, refusal) -> {
            if (refusal == null) {
                serving.complete(null);
            } else {
                serving.completeExceptionally(refusal);
            }
        });
        if (!ownSystem) {
            return;
        }
        current.system().getWhenTerminated().whenComplete((done, failure) -> {
            if (!isEnding() && !isRefused(current)) {
                Thread again = new Thread(
                        () -> reincarnate(current),
                        "sampo-start-" + parts.settings().brokerId());
                again.setDaemon(true);
                again.start();
            }
        });
    }

    /** A seed of another cluster ends a start. Where the broker has served before, the next incarnation asks again. */
    private boolean isRefused(Incarnation current) {
        if (!ActorSystems.metAnotherCluster(current.system())) {
            return false;
        }
        SampoException refusal = new SampoException(
                ErrorCode.INCONSISTENT_CLUSTER_ID,
                "A broker at sampo.seeds = " + parts.settings().seeds()
                        + " belongs to another cluster than the voters at sampo.controller.voters = "
                        + parts.settings().voters() + ": expected seeds of one cluster");
        boolean first = serving.completeExceptionally(refusal);
        if (!first) {
            LOG.error(refusal.getMessage());
            pause();
        }
        return first;
    }

    /** Also a start that failed: its actor system must not come back. */
    private boolean isEnding() {
        return stopping.get() || closing.hasBegun();
    }

    private void reincarnate(Incarnation ended) {
        LOG.warn(
                "The actor system of broker {} ended; a new incarnation begins",
                parts.settings().brokerId());
        ended.endLogs();
        while (!isEnding()) {
            ActorSystem<?> system = null;
            try {
                system = ActorSystems.create(
                        parts.settings(), parts.control().groupId().join());
                beginOn(system);
                return;
            } catch (RuntimeException e) {
                LOG.warn("The new incarnation could not start, trying again: {}", e.getMessage());
                if (system != null) {
                    // It holds the port that the next attempt needs.
                    ActorSystems.terminate(system);
                }
                pause();
            }
        }
    }

    private void beginOn(ActorSystem<?> system) {
        if (!closing.replace("actor system", () -> ActorSystems.terminate(system))) {
            ActorSystems.terminate(system);
            return;
        }
        Incarnation next = Incarnation.begin(parts, system, true);
        incarnation = next;
        watch(next);
    }

    private static void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(INCARNATION_PAUSE_MS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Configuration with every port known. */
    public BrokerSettings settings() {
        return parts.settings();
    }

    /** Where the faces of this broker are reached. */
    public BrokerEndpoints endpoints() {
        BrokerEndpoints at = parts.settings().endpoints();
        return new BrokerEndpoints(
                at.host(),
                at.arteryPort(),
                at.kafkaPort(),
                at.aeronPort(),
                at.sessionPort(),
                at.raftPort(),
                face.port(),
                at.kafkaListeners());
    }

    /** The door for actor clients in the same JVM. */
    public ActorRef<SessionMessage> sessionGate() {
        return incarnation.gate();
    }

    /** The groups that this broker coordinates: the door for its faces. Of the present incarnation: ask for it each time. */
    public Coordinators coordinators() {
        return incarnation.coordinators();
    }

    @Override
    public ActorSystem<?> actorSystem() {
        return incarnation.system();
    }

    @Override
    public int brokerId() {
        return parts.settings().brokerId();
    }

    @Override
    public Config configuration() {
        return parts.settings().whole();
    }

    @Override
    public List<KafkaListener> kafkaListeners() {
        return parts.settings().kafkaListeners();
    }

    @Override
    public Map<String, String> topicDefaults() {
        return parts.settings().topicDefaults();
    }

    @Override
    public void onImage(Consumer<ClusterImage> listener) {
        parts.imageListeners().add(listener);
    }

    @Override
    public @Nullable ActorRef<PartitionMessage> replica(TopicIdPartition partition) {
        return incarnation.directory().replica(partition);
    }

    @Override
    public void ask(AdminRequest request, long correlationId, ActorRef<ClientMessage> replyTo) {
        incarnation.broker().tell(new BrokerRequests.PassOn(correlationId, request, replyTo));
    }

    @Override
    public void giveProducerId(long correlationId, ActorRef<ClientMessage> replyTo) {
        incarnation.broker().tell(new BrokerRequests.GiveProducerId(correlationId, replyTo));
    }

    @Override
    public void describeLogDirectories(Consumer<List<LogDirectoryView>> report) {
        onIoThread(() -> report.accept(parts.directories().views()));
    }

    @Override
    public void moveReplicas(Map<TopicPartition, String> directories, Consumer<Map<TopicPartition, ErrorCode>> report) {
        onIoThread(() -> {
            Map<TopicPartition, ErrorCode> errors = new TreeMap<>();
            directories.forEach(
                    (name, path) -> errors.put(name, parts.directories().move(name, path)));
            report.accept(errors);
        });
    }

    private void onIoThread(Runnable task) {
        actorSystem()
                .dispatchers()
                .lookup(DispatcherSelector.fromConfig("sampo.io-dispatcher"))
                .execute(task);
    }

    @Override
    public void closeWithIt(String name, AutoCloseable closeable) {
        closing.add(name, closeable);
    }

    /** The running replicas of this broker. */
    public ReplicaDirectory replicaDirectory() {
        return incarnation.directory();
    }

    @Override
    public @Nullable MetadataImage image() {
        return incarnation.image();
    }

    /**
     * Hands leadership over, flushes, leaves the cluster and closes everything. Idempotent.
     *
     * @return completes when all is closed, within seconds
     */
    public CompletionStage<Void> stop() {
        if (stopping.compareAndSet(false, true)) {
            Thread stopper =
                    new Thread(this::stopNow, "sampo-stop-" + parts.settings().brokerId());
            stopper.start();
        }
        return terminated;
    }

    private void stopNow() {
        try {
            long limitMs =
                    2 * parts.settings().timing().controlledShutdownTimeout().toMillis() + 1_000;
            incarnation.leave().get(limitMs, TimeUnit.MILLISECONDS);
            parts.control().handOver();
        } catch (TimeoutException e) {
            LOG.warn("Not all replicas stopped in time; their logs are recovered at the next start");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (java.util.concurrent.ExecutionException e) {
            LOG.warn("Leaving failed", e.getCause());
        } finally {
            closing.closeAll();
            terminated.complete(null);
        }
    }

    /**
     * Completes, with one line for people, when the last log directory has failed: this broker can do nothing any more
     * (STORAGE §4.5). It does not end the JVM; whoever owns that should, or stop the broker.
     */
    public CompletionStage<String> storageLost() {
        return parts.directories().allFailed();
    }

    /** Completes when the broker has stopped. */
    public CompletionStage<Void> terminated() {
        return terminated;
    }
}
