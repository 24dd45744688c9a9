package io.sampo.client;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.sampo.client.actor.ClientActors;
import io.sampo.client.actor.EmbeddedGates;
import io.sampo.client.actor.Gates;
import io.sampo.client.actor.RemoteGates;
import io.sampo.client.produce.Murmur2Partitioner;
import io.sampo.messages.SessionMessage;
import io.sampo.model.ErrorCode;
import io.sampo.model.SampoException;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.actor.ClassicActorSystemProvider;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.jspecify.annotations.Nullable;

/**
 * A client of one Sampo cluster: gives out producers, consumers and an admin that share its sessions. Connecting blocks
 * until the first broker answers; everything after is asynchronous. May be used from any thread.
 */
public final class SampoClient implements AutoCloseable {
    private static final Duration SYSTEM_STOP = Duration.ofSeconds(10);

    private final ClientActors actors;
    private final ClientSettings settings;
    private final ClassicActorSystemProvider system;
    private final @Nullable ActorSystem ownSystem;
    private final Set<Producer> producers = ConcurrentHashMap.newKeySet();
    private final Set<Consumer> consumers = ConcurrentHashMap.newKeySet();

    private SampoClient(ClassicActorSystemProvider system, Gates gates, ClientSettings settings, boolean owned) {
        this.actors = new ClientActors(Adapter.toTyped(system.classicSystem()), gates, settings);
        this.settings = settings;
        this.system = system;
        this.ownSystem = owned ? system.classicSystem() : null;
    }

    /**
     * Connects from an actor system of its own, which is no member of the cluster and ends with {@link #close()}.
     *
     * @throws SampoException {@link ErrorCode#BROKER_NOT_AVAILABLE} if no contact point answers in time
     */
    public static SampoClient connect(ClientSettings settings) {
        Config config = ConfigFactory.parseMap(Map.of("pekko.remote.artery.canonical.hostname", settings.bindHost()))
                .withFallback(ConfigFactory.load().getConfig("sampo.client.system"))
                .withFallback(ConfigFactory.load());
        ActorSystem system = ActorSystem.create("sampo-client", config);
        return new SampoClient(system, new RemoteGates(system, settings.bootstrapServers()), settings, true)
                .awaitConnected();
    }

    /**
     * Connects from an actor system handed in, which has remoting and goes on after {@link #close()}.
     *
     * @throws SampoException {@link ErrorCode#BROKER_NOT_AVAILABLE} if no contact point answers in time
     */
    public static SampoClient connect(ClassicActorSystemProvider system, ClientSettings settings) {
        Gates gates = new RemoteGates(system.classicSystem(), settings.bootstrapServers());
        return new SampoClient(system, gates, settings, false).awaitConnected();
    }

    /**
     * Connects by reference to a broker that runs on the same actor system.
     *
     * @param gate the broker's session gate
     * @throws SampoException {@link ErrorCode#BROKER_NOT_AVAILABLE} if it does not answer in time
     */
    public static SampoClient embedded(
            ClassicActorSystemProvider system, ActorRef<SessionMessage> gate, ClientSettings settings) {
        Gates peers = new RemoteGates(system.classicSystem(), settings.bootstrapServers());
        return new SampoClient(system, new EmbeddedGates(gate, peers), settings, false).awaitConnected();
    }

    /** As {@link #embedded(ClassicActorSystemProvider, ActorRef, ClientSettings)} with the configuration of this JVM. */
    public static SampoClient embedded(ClassicActorSystemProvider system, ActorRef<SessionMessage> gate) {
        return embedded(system, gate, ClientSettings.of(Map.of()));
    }

    /** Through gates of the caller's own making; for tests of this client. */
    static SampoClient through(ClassicActorSystemProvider system, Gates gates, ClientSettings settings) {
        return new SampoClient(system, gates, settings, false).awaitConnected();
    }

    /** A producer with the configuration of this JVM, which puts equal keys where Kafka's clients put them. */
    public Producer producer() {
        return producer(ProducerSettings.load());
    }

    public Producer producer(ProducerSettings producerSettings) {
        return producer(producerSettings, new Murmur2Partitioner());
    }

    public Producer producer(ProducerSettings producerSettings, Partitioner partitioner) {
        CompletableFuture<Void> ended = new CompletableFuture<>();
        Producer producer = actors.producer(producerSettings, partitioner, ended);
        producers.add(producer);
        ended.whenComplete((done, failure) -> producers.remove(producer));
        return producer;
    }

    /** A consumer with the configuration of this JVM. */
    public Consumer consumer() {
        return consumer(ConsumerSettings.load());
    }

    public Consumer consumer(ConsumerSettings consumerSettings) {
        CompletableFuture<Void> stopped = new CompletableFuture<>();
        Consumer consumer = actors.consumer(consumerSettings, stopped);
        consumers.add(consumer);
        stopped.whenComplete((done, failure) -> consumers.remove(consumer));
        return consumer;
    }

    public Admin admin() {
        return actors.admin();
    }

    /** What this client has done so far, by Kafka's names where Kafka counts the same: see {@link ClientMetrics.Metric}. */
    public Map<String, Long> metrics() {
        return actors.metrics().snapshot();
    }

    /** The actor system it runs on, for streams to run on. */
    public ClassicActorSystemProvider system() {
        return system;
    }

    public ClientSettings settings() {
        return settings;
    }

    /** Closes every producer and consumer it gave out, producers after all their records are settled, then the sessions. */
    @Override
    public void close() {
        // All at once, then one wait after the other.
        consumers.forEach(Consumer::stop);
        consumers.forEach(Consumer::close);
        producers.forEach(Producer::close);
        abandon();
    }

    private void abandon() {
        actors.stop();
        ActorSystem own = ownSystem;
        if (own == null) {
            return;
        }
        try {
            own.terminate();
            own.getWhenTerminated().toCompletableFuture().get(SYSTEM_STOP.toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (TimeoutException | ExecutionException e) {
            own.log().warning("the client's actor system has not ended within {}: {}", SYSTEM_STOP, e);
        }
    }

    private SampoClient awaitConnected() {
        try {
            actors.connected().get(settings.connectTimeoutMs(), TimeUnit.MILLISECONDS);
            return this;
        } catch (TimeoutException e) {
            abandon();
            throw new SampoException(
                    ErrorCode.BROKER_NOT_AVAILABLE,
                    "No broker answers at " + settings.bootstrapServers() + " within " + settings.connectTimeoutMs()
                            + " ms; is one running there, and is that its Artery port?",
                    e);
        } catch (InterruptedException e) {
            abandon();
            Thread.currentThread().interrupt();
            throw new SampoException(ErrorCode.BROKER_NOT_AVAILABLE, "Interrupted while connecting", e);
        } catch (ExecutionException e) {
            abandon();
            throw new CompletionException(e.getCause());
        }
    }
}
