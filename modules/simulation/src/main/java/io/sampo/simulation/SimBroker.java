package io.sampo.simulation;

import io.sampo.controller.BrokerDescription;
import io.sampo.controller.BrokerRegistration;
import io.sampo.controller.ClusterMetadata;
import io.sampo.controller.PartitionAlteration.IsrProposal;
import io.sampo.controller.RegisteredBroker;
import io.sampo.controller.feed.FeedFollower;
import io.sampo.model.BrokerEndpoints;
import io.sampo.model.ErrorCode;
import io.sampo.model.TopicId;
import io.sampo.model.TopicIdPartition;
import io.sampo.replication.ReplicaFrame;
import io.sampo.simulation.engine.Rng;
import io.sampo.simulation.engine.Trace;
import io.sampo.simulation.watch.BrokerWatch;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A node: a process that can die and stand still, a disk that survives it, the broker's side of registration, heartbeat
 * and feed, its replicas, and now and then a controller.
 */
final class SimBroker {
    private static final long BEAT_MS = 40;
    private static final long FEED_PATIENCE_MS = 160;
    private static final long STALE_MS = 500;

    private final Simulation simulation;
    private final int id;
    private final Rng random;

    // What survives the process.
    private final UUID directoryId;
    private final SimDisk disk;
    private long previousEpoch = -1;

    // What does not.
    private final BrokerWatch watch;
    private final FailedReplicas failed;
    private final Map<TopicIdPartition, SimReplica> replicas = new TreeMap<>();
    private boolean up;
    private int incarnation;
    private UUID incarnationId = new UUID(0, 0);
    private long pausedUntilMs;
    private long clockOffsetMs;
    private long brokerEpoch = -1;
    private FeedFollower image = new FeedFollower();
    private final ControllerLink link;
    private long feedAtMs;
    private boolean stopping;
    private ClusterMetadata applied = ClusterMetadata.EMPTY;
    private @Nullable ActiveController controller;

    SimBroker(Simulation simulation, int id, Rng random) {
        this.simulation = simulation;
        this.id = id;
        this.random = random;
        this.watch = new BrokerWatch(id);
        this.disk = new SimDisk(simulation, id, random);
        this.failed = new FailedReplicas(simulation, this);
        this.link = new ControllerLink(simulation, this);
        this.directoryId = new UUID(random.next(), random.next());
    }

    int id() {
        return id;
    }

    boolean isUp() {
        return up;
    }

    int incarnation() {
        return incarnation;
    }

    long brokerEpoch() {
        return brokerEpoch;
    }

    UUID directoryId() {
        return directoryId;
    }

    boolean isProcess(UUID anIncarnation) {
        return up && incarnationId.equals(anIncarnation);
    }

    Map<TopicIdPartition, SimReplica> replicas() {
        return replicas;
    }

    SimDisk disk() {
        return disk;
    }

    Map<TopicIdPartition, SimLog> logs() {
        return disk.logs();
    }

    /** Some only another process may open again. */
    boolean hasFailedReplicas() {
        return disk.hasFailed() || replicas.values().stream().anyMatch(SimReplica::isFailed);
    }

    ClusterMetadata image() {
        return image.metadata();
    }

    @Nullable
    ActiveController controller() {
        if (controller != null && controller.isGone()) {
            controller = null;
        }
        return controller;
    }

    /** Its own monotonic clock: begins anywhere at each start, and never goes back. */
    long nowMs() {
        return simulation.nowMs() + clockOffsetMs;
    }

    /** Its clock leaps ahead: all that it waits for is due at once. */
    void leap(long aheadMs) {
        if (up) {
            simulation.trace("leap", id, aheadMs, Trace.NONE, null);
            clockOffsetMs += aheadMs;
            watch.stood(simulation.nowMs(), aheadMs);
            List.copyOf(replicas.values()).forEach(SimReplica::clockLeapt);
        }
    }

    // ---- the process

    void start() {
        up = true;
        incarnation++;
        incarnationId = new UUID(random.next(), random.next());
        clockOffsetMs = random.below(100_000);
        pausedUntilMs = 0;
        disk.freeAtMs = 0;
        brokerEpoch = -1;
        image = new FeedFollower();
        link.guess(1 + random.below(simulation.weather().brokers()));
        feedAtMs = nowMs();
        stopping = false;
        applied = ClusterMetadata.EMPTY;
        watch.reset();
        failed.clear();
        simulation.trace("start", id, incarnation, Trace.NONE, null);
        after(random.below(20), this::beat);
    }

    /** The process ends at once. */
    void crash(boolean power) {
        if (!up) {
            return;
        }
        simulation.trace(power ? "power loss" : "crash", id, incarnation, Trace.NONE, null);
        up = false;
        incarnation++;
        for (SimReplica replica : replicas.values()) {
            replica.die(random);
        }
        replicas.clear();
        if (controller != null) {
            controller.stop();
            controller = null;
        }
        disk.ended(power);
    }

    /** The process lives on; of what its replicas had asked the disk for a part was done. */
    void restartReplicas() {
        if (up && !isPaused()) {
            simulation.trace("restart replicas", id, brokerEpoch, Trace.NONE, null);
            replicas.values().forEach(replica -> replica.die(random));
            replicas.clear();
            applyImage();
        }
    }

    void pause(long untilMs) {
        if (up) {
            simulation.trace("pause", id, untilMs, Trace.NONE, null);
            watch.paused(simulation.nowMs(), untilMs);
            pausedUntilMs = Math.max(pausedUntilMs, untilMs);
        }
    }

    void resume() {
        watch.resumed(simulation.nowMs());
        pausedUntilMs = Math.min(pausedUntilMs, simulation.nowMs());
    }

    boolean isPaused() {
        return pausedUntilMs > simulation.nowMs();
    }

    /** Later in this process, if it lives then; not while it stands still. */
    void after(long delayMs, Runnable what) {
        int asked = incarnation;
        simulation.schedule().after(delayMs, () -> step(asked, what));
    }

    /** Now in the process of that start, if it lives; not while it stands still. */
    void step(int asked, Runnable what) {
        if (asked != incarnation || !up) {
            return;
        }
        if (pausedUntilMs > simulation.nowMs()) {
            simulation.schedule().at(pausedUntilMs, () -> step(asked, what));
            return;
        }
        watch.ran(simulation.nowMs());
        what.run();
    }

    void arrive(Runnable what) {
        step(incarnation, what);
    }

    void control(ActiveController next) {
        if (controller != null) {
            controller.stop();
        }
        controller = next;
    }

    // ---- the broker

    private void beat() {
        long silenceMs = nowMs() - feedAtMs;
        if (brokerEpoch < 0) {
            link.guessNext();
            BrokerRegistration registration = registration();
            int asked = incarnation;
            link.tell(controller -> controller.register(this, asked, registration));
        } else {
            if (silenceMs > FEED_PATIENCE_MS) {
                link.guessNext();
                askFeed();
            }
            long epoch = brokerEpoch;
            long applied = image.offset();
            link.tell(controller -> controller.heartbeat(id, epoch, applied));
            boolean fresh = silenceMs < STALE_MS;
            replicas.values().forEach(replica -> replica.feedContact(fresh));
            failed.sayAgain();
            if (random.below(8) == 0) {
                replicas.values().forEach(SimReplica::writeBack);
            }
        }
        after(BEAT_MS, this::beat);
    }

    private boolean isDisplaced() {
        RegisteredBroker registered = image.metadata().broker(id);
        return registered != null && registered.displaces(brokerEpoch);
    }

    private BrokerRegistration registration() {
        BrokerDescription description = new BrokerDescription(
                incarnationId, new BrokerEndpoints("sim", id, 0, id, id, id, 0), "sampo", List.of(directoryId));
        String clusterId = previousEpoch < 0 ? "" : "simulated";
        return new BrokerRegistration(id, clusterId, description, previousEpoch, !disk.isPageCacheLost());
    }

    void registered(int asked, long epoch, int controllerNode) {
        if (asked != incarnation || brokerEpoch >= 0) {
            return;
        }
        simulation.trace("registered", id, epoch, Trace.NONE, null);
        brokerEpoch = epoch;
        previousEpoch = epoch;
        disk.registered();
        link.guess(controllerNode);
        askFeed();
        link.tell(controller -> controller.allocateProducerIds(id, epoch));
    }

    BrokerWatch watch() {
        return watch;
    }

    /** To whom it takes for the controller. */
    ControllerLink link() {
        return link;
    }

    FailedReplicas failed() {
        return failed;
    }

    void askFeed() {
        long epoch = brokerEpoch;
        long from = image.nextOffset();
        link.tell(controller -> controller.subscribe(id, epoch, from));
    }

    void snapshot(int node, long controllerEpoch, long offset, int index, int count, byte[] chunk) {
        if (brokerEpoch >= 0) {
            heard(image.onSnapshot(controllerEpoch, offset, index, count, chunk), node, controllerEpoch);
        }
    }

    void events(int node, long controllerEpoch, long fromOffset, List<byte[]> records) {
        if (brokerEpoch >= 0) {
            heard(image.onEvents(controllerEpoch, fromOffset, records), node, controllerEpoch);
        }
    }

    private void heard(FeedFollower.Verdict verdict, int node, long controllerEpoch) {
        if (verdict == FeedFollower.Verdict.STALE) {
            return;
        }
        watch.heard(controllerEpoch);
        link.guess(node);
        feedAtMs = nowMs();
        if (verdict == FeedFollower.Verdict.GAP) {
            askFeed();
        } else if (verdict == FeedFollower.Verdict.APPLIED) {
            if (image.offset() != applied.offset()) {
                simulation.laws().image(this, image.metadata());
                if (isDisplaced()) {
                    // As Incarnation does: what runs under the old epoch ends, and another start registers.
                    simulation.trace("displaced", id, brokerEpoch, Trace.NONE, null);
                    crash(false);
                    start();
                    return;
                }
                applyImage();
            }
            long epoch = brokerEpoch;
            long offset = image.offset();
            link.tell(controller -> controller.acknowledged(id, epoch, offset));
        }
    }

    /** No replica starts before the metadata has reached the own registration (R11). */
    void applyImage() {
        ClusterMetadata metadata = image.metadata();
        RegisteredBroker self = metadata.broker(id);
        if (metadata.offset() < brokerEpoch || self == null || self.epoch() != brokerEpoch || stopping) {
            return;
        }
        SimImage.apply(simulation, this, applied, metadata);
        applied = metadata;
    }

    /** The topic is gone, its files with it. */
    void remove(TopicId topic) {
        for (TopicIdPartition partition : List.copyOf(logs().keySet())) {
            if (partition.topicId().equals(topic)) {
                remove(partition);
            }
        }
    }

    /** The replica leaves, its files with it. */
    void remove(TopicIdPartition partition) {
        SimReplica replica = replicas.remove(partition);
        if (replica != null) {
            replica.stop();
        }
        failed.forget(partition);
        logs().remove(partition);
    }

    void receive(int from, long fromEpoch, ReplicaFrame frame) {
        SimReplica replica = replicas.get(frame.partition());
        if (replica != null) {
            replica.receive(from, fromEpoch, frame);
        }
    }

    void isrRefused(IsrProposal proposal, ErrorCode error) {
        SimReplica replica = replicas.get(proposal.partition());
        if (replica != null) {
            replica.isrRefused(proposal.leaderEpoch(), proposal.partitionEpoch(), error);
        }
    }

    /** Asks the controller, then ends. */
    void shutDown() {
        if (up && brokerEpoch >= 0 && !stopping) {
            simulation.trace("shutdown", id, brokerEpoch, Trace.NONE, null);
            int asked = incarnation;
            long epoch = brokerEpoch;
            link.tell(controller ->
                    controller.shutdown(this, epoch, () -> step(asked, () -> after(20, () -> crash(false)))));
            after(300, () -> crash(false));
        }
    }
}
