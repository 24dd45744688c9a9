package io.sampo.broker;

import io.sampo.broker.http.BrokerMetrics;
import io.sampo.broker.http.HttpFace;
import io.sampo.broker.replicas.ReplicaDirectory;
import io.sampo.broker.replicas.ReplicationStreams;
import io.sampo.broker.session.MetadataImage;
import io.sampo.broker.startup.ActorSystems;
import io.sampo.broker.startup.BrokerSeat;
import io.sampo.broker.startup.Closing;
import io.sampo.broker.startup.Compaction;
import io.sampo.broker.startup.ControlPlane;
import io.sampo.broker.startup.FreePorts;
import io.sampo.broker.startup.GivenSystem;
import io.sampo.broker.startup.LogDirectories;
import io.sampo.broker.startup.RetentionTime;
import io.sampo.messages.SessionMessage;
import io.sampo.model.BrokerEndpoints;
import io.sampo.transport.aeron.TransportCounters;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One broker. {@link #start(BrokerSettings)} runs it on an actor system of its own, {@link #start(ActorSystem,
 * BrokerSettings)} on one that an application already has; either never ends the JVM. Safe from any thread.
 *
 * <p>Starting is a list (ARCHITECTURE §3.0): log directories, replication streams, session links and Raft, then an
 * {@link Incarnation}: cluster, registration, feed, replicas; at last the HTTP face. Stopping is the list in reverse. When
 * its own actor system ends because its node was removed or quarantined, another incarnation begins in place.
 */
public final class BrokerNode {
    private static final Logger LOG = LoggerFactory.getLogger(BrokerNode.class);
    private static final long INCARNATION_PAUSE_MS = 500;

    private final BrokerParts parts;
    private final boolean ownSystem;
    private final Closing closing;
    private final Compaction compaction;
    private final AtomicBoolean stopping = new AtomicBoolean();
    private final CompletableFuture<Void> terminated = new CompletableFuture<>();
    /** Of whichever incarnation comes to it: the first may end before the controller has let it in. */
    private final CompletableFuture<Void> serving = new CompletableFuture<>();

    private volatile Incarnation incarnation;
    private @Nullable HttpFace http;

    private BrokerNode(
            BrokerParts parts, Closing closing, Incarnation first, Compaction compaction, boolean ownSystem) {
        this.parts = parts;
        this.closing = closing;
        this.incarnation = first;
        this.compaction = compaction;
        this.ownSystem = ownSystem;
    }

    /**
     * Starts a broker on an actor system of its own.
     *
     * @return completes when the broker serves; fails with a {@link io.sampo.model.SampoException} whose message is one line
     *     for a person. Everything that was opened is closed again then
     */
    public static CompletionStage<BrokerNode> start(BrokerSettings settings) {
        return start(settings, BrokerFaults.NONE);
    }

    /** As {@link #start(BrokerSettings)}, with links that a test may cut. */
    public static CompletionStage<BrokerNode> start(BrokerSettings settings, BrokerFaults faults) {
        return startAsync(null, settings, faults);
    }

    /**
     * Starts a broker on {@code system}, which is or becomes a cluster member by its owner's will. It needs the roles
     * {@code broker} and {@code broker-<id>} (a voter also {@code controller}), the {@code reference.conf} of Sampo's jars
     * and frames of 2 MiB; what is missing is refused with one line that names it. Stopping the broker leaves the system
     * alone and nothing of itself on it; then a broker may be started there again, one at a time. Errors as in
     * {@link #start(BrokerSettings)}.
     */
    public static CompletionStage<BrokerNode> start(ActorSystem<?> system, BrokerSettings settings) {
        return start(system, settings, BrokerFaults.NONE);
    }

    /** As {@link #start(ActorSystem, BrokerSettings)}, with links that a test may cut. */
    public static CompletionStage<BrokerNode> start(
            ActorSystem<?> system, BrokerSettings settings, BrokerFaults faults) {
        return startAsync(system, settings, faults);
    }

    private static CompletionStage<BrokerNode> startAsync(
            @Nullable ActorSystem<?> given, BrokerSettings settings, BrokerFaults faults) {
        CompletableFuture<BrokerNode> started = new CompletableFuture<>();
        Thread starter = new Thread(
                () -> {
                    Closing closing = new Closing();
                    try {
                        BrokerNode node = open(given, addresses(given, settings), faults, closing);
                        CompletableFuture.anyOf(
                                        node.serving, node.parts.control().foreign())
                                .join();
                        node.serveHttp();
                        started.complete(node);
                    } catch (CompletionException e) {
                        closing.closeAll();
                        started.completeExceptionally(e.getCause());
                    } catch (RuntimeException | Error e) {
                        closing.closeAll();
                        started.completeExceptionally(e);
                    }
                },
                "sampo-start-" + settings.brokerId());
        starter.setDaemon(true);
        starter.start();
        return started;
    }

    private static BrokerSettings addresses(@Nullable ActorSystem<?> given, BrokerSettings settings) {
        return FreePorts.resolve(given == null ? settings : GivenSystem.check(given, settings));
    }

    private static BrokerNode open(
            @Nullable ActorSystem<?> given, BrokerSettings settings, BrokerFaults faults, Closing closing) {
        if (given != null) {
            closing.add("seat on the actor system", BrokerSeat.take(given, settings.brokerId()));
        }
        // Before there is an actor system: a refused disk shall be told of in one line, and nothing else be heard.
        LogDirectories directories = closing.add("log directories", LogDirectories.open(settings));
        // The actor system is most of a cold start: it starts while Aeron and Raft do.
        CompletableFuture<ActorSystem<?>> systemStarts = given != null
                ? CompletableFuture.completedFuture(given)
                : CompletableFuture.supplyAsync(() -> ActorSystems.create(settings), command -> {
                    Thread thread = new Thread(command, "sampo-start-system");
                    thread.setDaemon(true);
                    thread.start();
                });
        BrokerParts parts;
        try {
            ReplicationStreams streams =
                    closing.add("replication streams", new ReplicationStreams(settings, faults.links()));
            ControlPlane control = closing.add("control plane", ControlPlane.open(settings, directories, faults));
            parts = new BrokerParts(
                    settings,
                    directories,
                    control,
                    streams,
                    new RetentionTime(settings.timing().clockJumpMax()));
        } finally {
            // Last in, first out: the node leaves the cluster while its session links still live.
            if (given == null) {
                closing.add("actor system", () -> terminateIfStarted(systemStarts));
            }
        }
        parts.control().start(systemStarts::isCompletedExceptionally);
        ActorSystem<?> system = systemStarts.join();
        Compaction compaction =
                closing.add("compaction", new Compaction(settings, parts.directories(), parts.retentionTime()));
        Incarnation first = Incarnation.begin(parts, system, given == null);
        if (given != null) {
            closing.add("actors", first::end);
        }
        BrokerNode node = new BrokerNode(parts, closing, first, compaction, given == null);
        node.watch(first);
        return node;
    }

    /** One that did not start has been told of already. */
    private static void terminateIfStarted(CompletableFuture<ActorSystem<?>> starting) {
        ActorSystem<?> system = starting.handle((started, failure) -> started).join();
        if (system != null) {
            terminate(system);
        }
    }

    private static void terminate(ActorSystem<?> system) {
        ActorSystems.quieten(system);
        system.terminate();
        try {
            system.getWhenTerminated().toCompletableFuture().get(20, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            LOG.warn("The actor system did not end within 20 s; going on without it");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (java.util.concurrent.ExecutionException e) {
            LOG.warn("The actor system ended badly", e.getCause());
        }
    }

    private void serveHttp() {
        BrokerMetrics metrics = new BrokerMetrics(this::image, parts.directories()::openLogs);
        metrics.gauge(
                "sampo.retention.paused",
                "1 while nothing is deleted for its age because the wall clock has jumped",
                () -> parts.retentionTime().isPaused() ? 1 : 0);
        compaction.show(metrics);
        metrics.gauge(
                "sampo.replicas.quarantined",
                "Replicas here that were found corrupt and lie in quarantine",
                parts.directories()::quarantined);
        metrics.gauge("sampo.replicas.serving", "Replicas here whose log is open", () -> replicaDirectory()
                .all()
                .size());
        transportMetrics(metrics);
        http = closing.add(
                "http",
                HttpFace.start(
                        parts.settings().endpoints().host(),
                        parts.settings().endpoints().httpPort(),
                        this::notReady,
                        metrics::scrape));
    }

    private void transportMetrics(BrokerMetrics metrics) {
        metrics.gauge("sampo.replication.bytes.sent", "Bytes of replication frames sent", () -> counters()
                .bytesSent());
        metrics.gauge("sampo.replication.bytes.received", "Bytes of replication frames received", () -> counters()
                .bytesReceived());
        metrics.gauge("sampo.replication.frames.sent", "Replication frames sent", () -> counters()
                .framesSent());
        parts.directories().show(metrics);
        metrics.gauge("sampo.replication.back.pressured", "Sends that a full stream refused", () -> counters()
                .backPressured());
    }

    private TransportCounters counters() {
        return parts.transport().counters();
    }

    private String notReady() {
        if (stopping.get()) {
            return "stopping";
        }
        MetadataImage image = image();
        if (image == null) {
            return "no metadata yet";
        }
        var me = image.metadata().broker(parts.settings().brokerId());
        return me == null || me.fenced() ? "fenced by the controller" : "";
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
            if (!isEnding()) {
                Thread again = new Thread(
                        () -> reincarnate(current),
                        "sampo-start-" + parts.settings().brokerId());
                again.setDaemon(true);
                again.start();
            }
        });
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
                system = ActorSystems.create(parts.settings());
                beginOn(system);
                return;
            } catch (RuntimeException e) {
                LOG.warn("The new incarnation could not start, trying again: {}", e.getMessage());
                if (system != null) {
                    // It holds the port that the next attempt needs.
                    terminate(system);
                }
                pause();
            }
        }
    }

    private void beginOn(ActorSystem<?> system) {
        if (!closing.replace("actor system", () -> terminate(system))) {
            terminate(system);
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
        int httpPort = http == null ? at.httpPort() : http.port();
        return new BrokerEndpoints(
                at.host(), at.arteryPort(), at.kafkaPort(), at.aeronPort(), at.sessionPort(), at.raftPort(), httpPort);
    }

    /** The door for actor clients in the same JVM. */
    public ActorRef<SessionMessage> sessionGate() {
        return incarnation.gate();
    }

    /** The actor system of the present incarnation. */
    public ActorSystem<?> actorSystem() {
        return incarnation.system();
    }

    /** The running replicas of this broker. */
    public ReplicaDirectory replicaDirectory() {
        return incarnation.directory();
    }

    /** The newest metadata here, or null before the first. */
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
