package io.sampo.broker.startup;

import io.sampo.broker.BrokerFaults;
import io.sampo.broker.BrokerSettings;
import io.sampo.broker.control.BrokerIdentity;
import io.sampo.broker.control.Downing;
import io.sampo.broker.control.VoterGroup;
import io.sampo.broker.quorum.MetadataQuorum;
import io.sampo.broker.quorum.QuorumFormation;
import io.sampo.broker.quorum.VoterQuestions;
import io.sampo.controller.ClusterMetadata;
import io.sampo.messages.ControllerMessage;
import io.sampo.metadatalog.MetadataLogNode;
import io.sampo.model.ErrorCode;
import io.sampo.model.SampoException;
import io.sampo.model.Voter;
import io.sampo.transport.session.CloseReason;
import io.sampo.transport.session.DialBack;
import io.sampo.transport.session.LivenessSettings;
import io.sampo.transport.session.SessionClient;
import io.sampo.transport.session.SessionFrame.ArteryAddress;
import io.sampo.transport.session.SessionFrame.FormationAnswer;
import io.sampo.transport.session.SessionFrame.FormationQuery;
import io.sampo.transport.session.SessionFrame.Heartbeat;
import io.sampo.transport.session.SessionFrame.HeartbeatReply;
import io.sampo.transport.session.SessionFrame.Hello;
import io.sampo.transport.session.SessionFrame.HelloReply;
import io.sampo.transport.session.SessionFrame.Leads;
import io.sampo.transport.session.SessionHandler;
import io.sampo.transport.session.SessionLink;
import io.sampo.transport.session.SessionLoop;
import io.sampo.transport.session.SessionPeer;
import io.sampo.transport.session.SessionServer;
import io.sampo.transport.session.SessionSettings;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.apache.pekko.actor.typed.ActorRef;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What joins a broker to the control of the cluster and outlives its actor system: the session port, the links to every
 * controller node, this node's part in the Raft group, and who leads it. Safe from any thread; listeners are called on
 * the control loop.
 */
public final class ControlPlane implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ControlPlane.class);
    private static final long ASK_WHO_LEADS_MS = 200;
    private static final long DOWNING_TICK_MS = 250;
    private static final long ASK_TO_BE_TAKEN_IN_MS = 1_000;
    private static final long HAND_OVER_MS = 3_000;

    private final BrokerSettings settings;
    private final SelfDescription self;
    private final SessionLoop loop = SessionLoop.start();
    private final LivenessWatch liveness;
    private final Map<Voter, SessionLink> links = new LinkedHashMap<>();
    private final LeaderTracker tracker = new LeaderTracker(leads -> tellListeners());
    private final Map<Integer, String> refusals = new ConcurrentHashMap<>();
    private final CompletableFuture<Void> foreign = new CompletableFuture<>();
    private final CompletableFuture<UUID> groupId = new CompletableFuture<>();
    private final List<Consumer<Leads>> listeners = new CopyOnWriteArrayList<>();
    private final @Nullable MetadataQuorum quorum;
    private @Nullable SessionServer server;
    private volatile @Nullable Downing downing;
    private volatile boolean leadsHere;
    private volatile boolean closed;

    private ControlPlane(
            BrokerSettings settings, LogDirectories directories, BrokerFaults faults, BooleanSupplier facesOpen) {
        this.settings = settings;
        this.self = new SelfDescription(settings.brokerId(), directories.past().clusterId(), facesOpen);
        SessionSettings times = sessionSettings(settings);
        DialBack dialBack = new DialBack(loop, settings.brokerId(), self::clusterId, times, faults.links());
        LivenessSettings defaults = LivenessSettings.DEFAULTS;
        this.liveness = new LivenessWatch(
                new LivenessSettings(
                        times.sessionTimeoutMs(),
                        defaults.tickIntervalMs(),
                        defaults.tickLateMs(),
                        defaults.timeoutFenceGapMs(),
                        defaults.timeoutFenceGapMaxMs()),
                dialBack,
                this::provenDead);
        this.quorum = settings.isVoter() ? MetadataQuorum.open(settings, this::raftLeaderChanged, faults.raft()) : null;
    }

    private static SessionSettings sessionSettings(BrokerSettings settings) {
        SessionSettings defaults = SessionSettings.DEFAULTS;
        return new SessionSettings(
                Math.toIntExact(settings.timing().heartbeatInterval().toMillis()),
                Math.toIntExact(settings.timing().sessionTimeout().toMillis()),
                defaults.connectTimeoutMs(),
                defaults.backOffMinMs(),
                defaults.backOffMaxMs(),
                defaults.dialBackTimeoutMs());
    }

    /**
     * Opens the session port, the links and the directory of the metadata log; starts no Raft.
     *
     * @param facesOpen false as long as the controller must not let this broker in
     * @throws SampoException with one line if a port or directory is not to be had
     */
    public static ControlPlane open(
            BrokerSettings settings, LogDirectories directories, BrokerFaults faults, BooleanSupplier facesOpen) {
        ControlPlane plane = new ControlPlane(settings, directories, faults, facesOpen);
        try {
            plane.listen(faults);
            return plane;
        } catch (RuntimeException e) {
            plane.close();
            throw e;
        }
    }

    private void listen(BrokerFaults faults) {
        SessionSettings times = sessionSettings(settings);
        try {
            server = SessionServer.start(
                    loop,
                    settings.endpoints().host(),
                    settings.endpoints().sessionPort(),
                    new Handler(),
                    times,
                    faults.links());
        } catch (IllegalStateException e) {
            throw new SampoException(ErrorCode.BROKER_NOT_AVAILABLE, e.getMessage() + " (sampo.session.port)", e);
        }
        for (Voter voter : settings.voters()) {
            links.put(
                    voter,
                    SessionLink.open(
                            loop,
                            voter.brokerId(),
                            voter.host(),
                            voter.sessionPort(),
                            new Client(),
                            times,
                            faults.links()));
        }
        loop.every(LivenessSettings.DEFAULTS.tickIntervalMs(), liveness::tick);
        loop.every(ASK_WHO_LEADS_MS, this::askWhoLeads);
        loop.every(ASK_WHO_LEADS_MS, this::checkLeadership);
        loop.every(DOWNING_TICK_MS, () -> {
            Downing now = downing;
            if (now != null) {
                now.tick(System.nanoTime() / 1_000_000);
            }
        });
    }

    /**
     * Finds the Raft group and starts this node in it, where it is a voter. Blocks while voters that have to be asked are
     * silent, and says whom it waits for.
     *
     * @param inVain true once the start has failed elsewhere: nobody is waited for any more
     * @throws java.util.concurrent.CompletionException if most controller nodes say: another cluster
     */
    public void start(BooleanSupplier inVain) {
        QuorumFormation formation =
                new QuorumFormation(quorum, new VoterQuestions(settings.brokerId(), links), groupId);
        while (!closed && !inVain.getAsBoolean() && !formation.attempt()) {
            foreign.getNow(null);
        }
        if (quorum != null) {
            loop.every(ASK_TO_BE_TAKEN_IN_MS, formation::askToBeTakenIn);
        }
    }

    /** Completes when {@link #start} knows which Raft group this cluster's metadata log is; for ever the same. */
    public CompletableFuture<UUID> groupId() {
        return groupId;
    }

    private void askWhoLeads() {
        links.values().stream().filter(SessionLink::isOpen).forEach(link -> link.whoLeads()
                .thenAccept(tracker::heard));
    }

    /** Ratis' news come on several threads and may overtake each other: what it says now wins over what came last. */
    private void checkLeadership() {
        boolean leads = quorum != null && quorum.node().isLeader();
        if (leads != leadsHere) {
            leadsHere = leads;
            tellListeners();
        }
    }

    private void raftLeaderChanged(@Nullable String leaderPeerId, long term, boolean thisNodeLeads) {
        leadsHere = thisNodeLeads;
        if (thisNodeLeads) {
            tracker.heard(new Leads(settings.brokerId(), term, self.artery()));
        } else if (leaderPeerId != null) {
            int leader = MetadataQuorum.brokerId(leaderPeerId);
            if (leader != settings.brokerId()) {
                tracker.heard(new Leads(leader, term, null));
            }
        }
        tellListeners();
    }

    /** On one thread, each time as things are by then: the last word that a listener hears is the newest. */
    private void tellListeners() {
        if (!closed) {
            loop.execute(() -> listeners.forEach(listener -> listener.accept(tracker.current())));
        }
    }

    /** Called now and after every change of who leads. Listeners of an earlier incarnation are dropped. */
    public void onLeader(Consumer<Leads> listener) {
        listeners.clear();
        listeners.add(listener);
        tellListeners();
    }

    /** From now on dead members are removed from the cluster of this incarnation. */
    public void downBy(Downing current) {
        downing = current;
    }

    private void provenDead(int brokerId) {
        Downing now = downing;
        if (now != null) {
            now.provenDead(brokerId);
        }
    }

    /** From now on session links speak for this incarnation. */
    public void identify(BrokerIdentity identity, String actorSystem) {
        ArteryAddress artery = new ArteryAddress(
                actorSystem, identity.endpoints().host(), identity.endpoints().arteryPort());
        self.become(identity, artery);
        Leads known = tracker.current();
        // Also while it cannot append yet: whoever heard that this node leads waits for its address.
        if (leadsHere || known.leaderBrokerId() == settings.brokerId()) {
            tracker.heard(new Leads(settings.brokerId(), known.term(), artery));
        }
    }

    /** Fails when most controller nodes say that this broker belongs to another cluster; never completes otherwise. */
    public CompletableFuture<Void> foreign() {
        return foreign;
    }

    /** Whether this node leads the metadata log and can append. */
    public boolean leadsHere() {
        return leadsHere;
    }

    /** The node of the metadata log, on voters. */
    public Optional<MetadataLogNode> node() {
        return Optional.ofNullable(quorum).map(MetadataQuorum::node);
    }

    /** The voters of the metadata log, for the node that leads it; of use on voters only. */
    public @Nullable VoterGroup voterGroup() {
        return quorum == null ? null : quorum.voters();
    }

    /** Broker ids of the voters of the metadata log, as far as this node knows. */
    public Set<Integer> voters() {
        return node().map(MetadataLogNode::groupPeers).orElse(List.of()).stream()
                .map(peer -> MetadataQuorum.brokerId(peer.id()))
                .collect(Collectors.toSet());
    }

    /** The controller of this node has started, or stopped (null). */
    public void controllerActive(@Nullable ActorRef<ControllerMessage> active) {
        // An application's actor system outlives the broker on it, and its controller's end is told after ours.
        if (!closed) {
            loop.execute(() -> liveness.controllerActive(active));
        }
    }

    /** The image of this broker has moved. */
    public void metadataChanged(ClusterMetadata metadata) {
        loop.execute(() -> liveness.metadataChanged(metadata));
    }

    /** Tells the controller nodes at once how far this broker has come, instead of with the next heartbeat. */
    public void heartbeatNow() {
        links.values().forEach(SessionLink::heartbeatNow);
    }

    /** Before a planned stop: another voter leads the metadata log, so that nobody has to notice our end. */
    public void handOver() {
        if (quorum == null || !leadsHere) {
            return;
        }
        for (var peer : quorum.node().groupPeers()) {
            if (!peer.id().equals(quorum.node().self().id())) {
                try {
                    quorum.node().transferLeadership(peer.id()).get(HAND_OVER_MS, TimeUnit.MILLISECONDS);
                    return;
                } catch (TimeoutException | ExecutionException e) {
                    LOG.info("{} did not take over the metadata log: {}", peer.id(), e.toString());
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    return;
                }
            }
        }
    }

    @Override
    public void close() {
        closed = true;
        listeners.clear();
        links.values().forEach(SessionLink::close);
        if (server != null) {
            server.close();
        }
        if (quorum != null) {
            quorum.close();
        }
        loop.close();
    }

    private final class Handler implements SessionHandler {
        @Override
        public Hello self() {
            return self.hello();
        }

        @Override
        public void opened(SessionPeer peer) {
            liveness.opened(peer);
        }

        @Override
        public HeartbeatReply heartbeat(SessionPeer peer, Heartbeat heartbeat) {
            return liveness.heartbeat(peer, heartbeat);
        }

        @Override
        public void closed(SessionPeer peer, CloseReason reason) {
            liveness.closed(peer, reason);
        }

        @Override
        public Leads whoLeads() {
            return tracker.current();
        }

        @Override
        public FormationAnswer formation(FormationQuery query) {
            return quorum == null
                    ? new FormationAnswer("", "", false, new byte[0], List.of(), self.clusterId())
                    : quorum.answer(query, self.clusterId());
        }
    }

    private final class Client implements SessionClient {
        @Override
        public Hello hello() {
            return self.hello();
        }

        @Override
        public Heartbeat heartbeat() {
            return self.heartbeat();
        }

        @Override
        public void opened(int controllerId, HelloReply reply) {
            refusals.remove(controllerId);
        }

        @Override
        public void refused(int controllerId, HelloReply reply) {
            String known = refusals.put(controllerId, reply.reason());
            if (known == null) {
                LOG.debug("Controller node {} refuses this broker: {}", controllerId, reply.reason());
            }
            if (refusals.size() * 2 > settings.voters().size()) {
                String ours = String.join(
                        ", ", settings.logDirs().stream().map(Path::toString).toList());
                foreign.completeExceptionally(new SampoException(
                        ErrorCode.INCONSISTENT_CLUSTER_ID,
                        "Most controller nodes refuse this broker: " + reply.reason() + "; its data is in " + ours));
            }
        }
    }
}
