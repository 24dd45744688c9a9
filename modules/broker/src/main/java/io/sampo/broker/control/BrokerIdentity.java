package io.sampo.broker.control;

import io.sampo.broker.BrokerSettings;
import io.sampo.controller.BrokerDescription;
import io.sampo.controller.RegisteredBroker;
import io.sampo.messages.ControllerMessage;
import io.sampo.messages.ControllerReply;
import io.sampo.model.BrokerEndpoints;
import io.sampo.model.ErrorCode;
import io.sampo.model.Offsets;
import io.sampo.model.SampoException;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.pekko.actor.typed.ActorRef;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who this broker is in its present incarnation: what it registers with, and the broker epoch it got. Written by
 * {@link BrokerActor}; read by session links and transport on their own threads.
 */
public final class BrokerIdentity {
    private static final Logger LOG = LoggerFactory.getLogger(BrokerIdentity.class);
    private static final Duration NAMESAKE_PATIENCE = Duration.ofSeconds(20);

    /** What outlives the process: from the log directories. */
    public record Past(String clusterId, long brokerEpoch, boolean crashClean, List<UUID> directoryIds) {
        public Past {
            directoryIds = List.copyOf(directoryIds);
        }
    }

    /** Told once, when the controller has granted a registration, before anything is done under it. */
    @FunctionalInterface
    public interface RegistrationListener {
        void registered(String clusterId, long brokerEpoch);
    }

    private final BrokerSettings settings;
    private final BrokerEndpoints endpoints;
    private final String actorSystem;
    private final Past past;
    private final UUID incarnation = UUID.randomUUID();
    private final RegistrationListener listener;
    private final CompletableFuture<Void> registration = new CompletableFuture<>();
    private final long createdNs = System.nanoTime();
    private final AtomicBoolean displaced = new AtomicBoolean();
    private volatile String clusterId;
    private volatile long brokerEpoch = Offsets.UNKNOWN;
    private volatile long appliedOffset = Offsets.UNKNOWN;

    public BrokerIdentity(
            BrokerSettings settings,
            BrokerEndpoints endpoints,
            String actorSystem,
            Past past,
            RegistrationListener listener) {
        this.settings = settings;
        this.endpoints = endpoints;
        this.actorSystem = actorSystem;
        this.past = past;
        this.listener = listener;
        this.clusterId = past.clusterId();
    }

    public BrokerSettings settings() {
        return settings;
    }

    public int brokerId() {
        return settings.brokerId();
    }

    public BrokerEndpoints endpoints() {
        return endpoints;
    }

    public UUID incarnation() {
        return incarnation;
    }

    /** Empty until the first registration of a new broker. */
    public String clusterId() {
        return clusterId;
    }

    /** -1 until registered. */
    public long brokerEpoch() {
        return brokerEpoch;
    }

    public boolean isRegistered() {
        return brokerEpoch != Offsets.UNKNOWN;
    }

    /** Offset up to which the metadata is applied here: the caught-up position that the heartbeats carry. */
    public long appliedOffset() {
        return appliedOffset;
    }

    /** Completes with the registration, or fails with a {@link SampoException} that says why there is none. */
    public CompletableFuture<Void> registration() {
        return registration;
    }

    /** As the controller knows this start of the broker. */
    public BrokerDescription description() {
        return new BrokerDescription(incarnation, endpoints, actorSystem, past.directoryIds());
    }

    /** The metadata is applied here up to {@code offset}. */
    public void applied(long offset) {
        appliedOffset = offset;
    }

    ControllerMessage.RegisterBroker registration(ActorRef<ControllerReply> replyTo) {
        return new ControllerMessage.RegisterBroker(
                brokerId(),
                clusterId,
                incarnation,
                endpoints,
                actorSystem,
                past.directoryIds(),
                past.brokerEpoch(),
                past.crashClean(),
                replyTo);
    }

    /** True the first time. */
    boolean registered(ControllerReply.Registered registered) {
        if (isRegistered()) {
            return false;
        }
        // The marker and meta.properties carry the epoch before anybody may count on it (R11b).
        try {
            listener.registered(registered.clusterId(), registered.brokerEpoch());
        } catch (RuntimeException e) {
            registration.completeExceptionally(new SampoException(
                    ErrorCode.KAFKA_STORAGE_ERROR, "The registration cannot be written down: " + e.getMessage(), e));
            return false;
        }
        clusterId = registered.clusterId();
        brokerEpoch = registered.brokerEpoch();
        registration.complete(null);
        return true;
    }

    /** True once another process has registered under this id, or the broker was removed: this one is fenced for good. */
    boolean isDisplaced() {
        return displaced.get();
    }

    /**
     * What another process has registered under this id counts now, and this one is fenced for good. To be called again and again;
     * only the first time anything is done.
     *
     * @param mayBeginAnew true where the actor system can be ended and another incarnation begun
     * @param beginAnew run if that should be done: what displaced this start is of the same log directories, so of a process that is
     *     dead
     * @param standAside run where the other one has directories of its own: it needs the home of the replicas, and the clients, which
     *     would ask this one for ever what the other one leads
     */
    public void displaced(RegisteredBroker by, boolean mayBeginAnew, Runnable beginAnew, Runnable standAside) {
        if (!displaced.compareAndSet(false, true)) {
            return;
        }
        boolean ours = by.description().sharesDirectoryWith(description());
        if (ours && mayBeginAnew) {
            LOG.warn(
                    "A registration of a process that has ended, or a copy of ours, arrived late and became epoch {}: this actor"
                            + " system ends, and broker {} registers anew",
                    by.epoch(),
                    brokerId());
            beginAnew.run();
            return;
        }
        LOG.error(
                "Broker {} at {}:{} has registered with sampo.broker.id = {} and took the place of this one: expected ids"
                        + " that differ; give one of them another id and start it again",
                by.id(),
                by.endpoints().host(),
                by.endpoints().arteryPort(),
                brokerId());
        if (!ours) {
            standAside.run();
        }
    }

    /**
     * True the first time that this start is found to be forgotten, which an administrator does to a broker that is empty and does not
     * run: this one was only silent.
     *
     * @param offset of the metadata
     * @param me what they say of this broker
     */
    public boolean isForgotten(long offset, @Nullable RegisteredBroker me) {
        boolean forgotten =
                me == null && isRegistered() && offset >= brokerEpoch && displaced.compareAndSet(false, true);
        if (forgotten) {
            LOG.warn("Broker {} was removed from the cluster while it did not answer; it registers anew", brokerId());
        }
        return forgotten;
    }

    /** A living namesake may be our own dead predecessor that is not fenced yet: then it is asked again for a while. */
    void refused(ControllerReply.RegistrationRefused refused) {
        boolean mayPass = refused.error() == ErrorCode.DUPLICATE_BROKER_REGISTRATION
                && System.nanoTime() - createdNs < NAMESAKE_PATIENCE.toNanos();
        if (mayPass) {
            return;
        }
        registration.completeExceptionally(new SampoException(refused.error(), refused.message()));
    }
}
