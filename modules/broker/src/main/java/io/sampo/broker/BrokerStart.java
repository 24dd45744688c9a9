package io.sampo.broker;

import io.sampo.broker.replicas.ReplicationStreams;
import io.sampo.broker.startup.Closing;
import io.sampo.broker.startup.Compaction;
import io.sampo.broker.startup.ControlPlane;
import io.sampo.broker.startup.FreePorts;
import io.sampo.broker.startup.LogDirectories;
import io.sampo.broker.startup.RetentionTime;
import io.sampo.broker.system.ActorSystems;
import io.sampo.broker.system.ArteryTls;
import io.sampo.broker.system.BrokerSeat;
import io.sampo.broker.system.GivenSystem;
import io.sampo.coordinator.GroupCensus;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.apache.pekko.actor.CoordinatedShutdown;
import org.apache.pekko.actor.typed.ActorSystem;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A broker that is being started, on a thread of its own: the list of ARCHITECTURE §3.0. Completes when the broker serves;
 * fails when it is refused, and everything that was opened is closed by then. {@link #cancel} gives the start up, whatever it
 * waits for: a broker may wait for its voters for ever, and whoever started it must be able to end that.
 */
final class BrokerStart extends CompletableFuture<BrokerNode> {
    private static final Logger LOG = LoggerFactory.getLogger(BrokerStart.class);
    private static final long GIVE_UP_TIMEOUT_S = 20;

    private final @Nullable ActorSystem<?> given;
    private final BrokerSettings settings;
    private final BrokerFaults faults;
    private final Consumer<BrokerNode> faces;
    private final AtomicBoolean facesOpen = new AtomicBoolean();
    private volatile CompletableFuture<Void> nextImage = new CompletableFuture<>();
    private final Closing closing = new Closing();
    private final CompletableFuture<Void> givenUp = new CompletableFuture<>();
    private final CompletableFuture<Void> ended = new CompletableFuture<>();

    private BrokerStart(
            @Nullable ActorSystem<?> given, BrokerSettings settings, BrokerFaults faults, Consumer<BrokerNode> faces) {
        this.given = given;
        this.settings = settings;
        this.faults = faults;
        this.faces = faces;
    }

    /** Begins on a thread of its own and returns at once. */
    static BrokerStart begin(
            @Nullable ActorSystem<?> given, BrokerSettings settings, BrokerFaults faults, Consumer<BrokerNode> faces) {
        BrokerStart start = new BrokerStart(given, settings, faults, faces);
        Thread starter = new Thread(start::run, "sampo-start-" + settings.brokerId());
        starter.setDaemon(true);
        starter.start();
        return start;
    }

    private void run() {
        try {
            BrokerNode node = open(FreePorts.resolve(given == null ? settings : GivenSystem.check(given, settings)));
            do {
                CompletableFuture.anyOf(nextImage, node.serving(), node.foreign(), givenUp)
                        .join();
                nextImage = new CompletableFuture<>();
            } while (!openFaces(node));
            facesOpen.set(true);
            node.heartbeatNow();
            CompletableFuture.anyOf(node.serving(), node.foreign(), givenUp).join();
            complete(node);
        } catch (CompletionException e) {
            closing.closeAll();
            completeExceptionally(e.getCause());
        } catch (RuntimeException | Error e) {
            closing.closeAll();
            completeExceptionally(e);
        } finally {
            ended.complete(null);
        }
    }

    /** False where the incarnation that they should belong to has ended meanwhile: the next one has its own first image. */
    private boolean openFaces(BrokerNode node) {
        ActorSystem<?> system = node.actorSystem();
        try {
            faces.accept(node);
            return true;
        } catch (RuntimeException e) {
            boolean isLast = node.actorSystem() == system
                    && CoordinatedShutdown.get(system).getShutdownReason().isEmpty()
                    && node.image() != null;
            // On an application's actor system there is no next one.
            if (isLast || given != null) {
                throw e;
            }
            LOG.info("The actor system ended while the faces of the broker were opened: {}", e.toString());
            return false;
        }
    }

    /**
     * Gives the start up. Blocks until all that was opened is closed, a few seconds at most.
     *
     * @return false if the broker serves already, and is to be stopped, or has failed
     */
    @Override
    public boolean cancel(boolean mayInterruptIfRunning) {
        boolean cancelled = super.cancel(mayInterruptIfRunning);
        if (cancelled) {
            givenUp.cancel(false);
            closing.closeAll();
            awaitEnd();
        }
        return cancelled;
    }

    private void awaitEnd() {
        try {
            ended.get(GIVE_UP_TIMEOUT_S, TimeUnit.SECONDS);
        } catch (TimeoutException | ExecutionException e) {
            LOG.warn("The start of broker {} has not ended within {} s", settings.brokerId(), GIVE_UP_TIMEOUT_S);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private BrokerNode open(BrokerSettings known) {
        if (given == null) {
            ArteryTls.check(known.whole());
        } else {
            closing.add("seat on the actor system", BrokerSeat.take(given, known.brokerId()));
        }
        // Before there is an actor system: a refused disk shall be told of in one line, and nothing else be heard.
        LogDirectories directories = closing.add("log directories", LogDirectories.open(known));
        BrokerFace face = closing.add("http", BrokerFace.open(known, directories));
        ControlPlane control =
                closing.add("control plane", ControlPlane.open(known, directories, faults, facesOpen::get));
        // The actor system is most of a cold start: it starts while Aeron and Raft do, once its cluster is known.
        CompletableFuture<ActorSystem<?>> systemStarts = given != null
                ? CompletableFuture.completedFuture(given)
                : control.groupId()
                        .<ActorSystem<?>>thenApplyAsync(
                                id -> ActorSystems.create(known, id), BrokerStart::onThreadOfItsOwn);
        BrokerParts parts;
        try {
            ReplicationStreams streams =
                    closing.add("replication streams", new ReplicationStreams(known, faults.links()));
            parts = new BrokerParts(
                    known,
                    directories,
                    control,
                    streams,
                    new RetentionTime(known.timing().clockJumpMax()),
                    new GroupCensus(),
                    new CopyOnWriteArrayList<>());
        } finally {
            // Last in, first out: the node leaves the cluster while its session links still live.
            if (given == null) {
                closing.add("actor system", () -> {
                    control.groupId().cancel(false);
                    terminateIfStarted(systemStarts);
                });
            }
        }
        face.step("waiting for " + (known.isVoter() ? "the other voters of" : "a voter of") + " the metadata log");
        parts.control().start(() -> systemStarts.isCompletedExceptionally() || givenUp.isDone());
        face.step("the actor system starts");
        ActorSystem<?> system = systemStarts.join();
        Compaction compaction =
                closing.add("compaction", new Compaction(known, parts.directories(), parts.retentionTime()));
        face.show(parts, compaction);
        parts.imageListeners().add(image -> nextImage.complete(null));
        Incarnation first = Incarnation.begin(parts, system, given == null);
        if (given != null) {
            closing.add("actors", first::end);
        }
        BrokerNode node = BrokerNode.on(parts, closing, first, face, given == null);
        face.show(node);
        return node;
    }

    private static void onThreadOfItsOwn(Runnable command) {
        Thread thread = new Thread(command, "sampo-start-system");
        thread.setDaemon(true);
        thread.start();
    }

    /** One that did not start has been told of already. */
    private static void terminateIfStarted(CompletableFuture<ActorSystem<?>> starting) {
        ActorSystem<?> system = starting.handle((started, failure) -> started).join();
        if (system != null) {
            ActorSystems.terminate(system);
        }
    }
}
