package io.sampo.client.actor;

import io.sampo.client.Admin;
import io.sampo.client.ClientMetrics;
import io.sampo.client.ClientSettings;
import io.sampo.client.Consumer;
import io.sampo.client.ConsumerSettings;
import io.sampo.client.Partitioner;
import io.sampo.client.Producer;
import io.sampo.client.ProducerSettings;
import io.sampo.client.group.GroupCallsActor;
import io.sampo.client.group.MembershipActor;
import io.sampo.client.intercept.ConsumerInterceptor;
import io.sampo.client.intercept.Interceptors;
import io.sampo.client.intercept.ProducerInterceptor;
import io.sampo.messages.ClientMessage;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.Props;

/** Starts the actors of one client on an actor system and gives out their faces. May be used from any thread. */
public final class ClientActors {
    private static final AtomicLong STARTED = new AtomicLong();

    private final ActorSystem<?> system;
    private final ClientSettings settings;
    private final ClientMetrics metrics = new ClientMetrics();
    private final String name = "sampo-client-" + STARTED.incrementAndGet();
    private final AtomicLong parts = new AtomicLong();
    private final ActorRef<ClientMessage> hub;
    private final ActorRef<AdminActor.Command> admin;
    private final ActorRef<GroupCallsActor.Command> groupCalls;
    private volatile boolean stopped;

    public ClientActors(ActorSystem<?> system, Gates gates, ClientSettings settings) {
        this.system = system;
        this.settings = settings;
        this.hub = system.systemActorOf(HubActor.create(gates, settings, metrics), name, Props.empty());
        this.groupCalls = spawn(GroupCallsActor.create(hub, settings, metrics), "groups");
        this.admin = spawn(AdminActor.create(hub, settings), "admin");
    }

    /** Done with the first view of the cluster. */
    public CompletableFuture<Void> connected() {
        CompletableFuture<Void> done = new CompletableFuture<>();
        hub.tell(new HubCommand.AwaitView(done));
        return done;
    }

    /** @param stopped completed when the producer has stopped */
    public Producer producer(
            ProducerSettings producerSettings, Partitioner partitioner, CompletableFuture<Void> stopped) {
        Interceptors<ProducerInterceptor> interceptors = new Interceptors<>(producerSettings.interceptorClasses());
        SendInbox inbox = new SendInbox();
        AtomicLong acceptedBytes = new AtomicLong();
        SendBuffer buffer = new SendBuffer(
                inbox, producerSettings.bufferMemoryBytes(), producerSettings.maxBlockMs(), acceptedBytes, metrics);
        return new ActorProducer(
                spawn(ProducerActor.create(hub, settings, producerSettings, partitioner, buffer), "producer"),
                settings,
                producerSettings,
                inbox,
                acceptedBytes,
                stopped,
                interceptors);
    }

    /** @param stopped completed when the consumer has stopped */
    public Consumer consumer(ConsumerSettings consumerSettings, CompletableFuture<Void> stopped) {
        Interceptors<ConsumerInterceptor> interceptors = new Interceptors<>(consumerSettings.interceptorClasses());
        AtomicReference<ActorConsumer.Mode> mode = new AtomicReference<>(ActorConsumer.Mode.NOBODY);
        ActorRef<ConsumerActor.Command> reader = spawn(
                ConsumerActor.create(
                        hub, settings, consumerSettings, interceptors, () -> mode.get() == ActorConsumer.Mode.USER),
                "consumer");
        return new ActorConsumer(
                reader,
                consumerSettings.hasGroup()
                        ? spawn(
                                MembershipActor.create(
                                        hub,
                                        groupCalls,
                                        settings,
                                        consumerSettings,
                                        new ActorConsumer.Read(reader, interceptors, metrics)),
                                "member")
                        : null,
                stopped,
                interceptors,
                metrics,
                mode);
    }

    public ClientMetrics metrics() {
        return metrics;
    }

    public Admin admin() {
        return new ActorAdmin(admin, groupCalls, settings.defaultApiTimeoutMs(), () -> stopped);
    }

    /** Ends all sessions. Producers and consumers are closed by whoever took them. */
    public void stop() {
        stopped = true;
        admin.tell(new AdminActor.Stop());
        groupCalls.tell(new GroupCallsActor.Stop());
        hub.tell(new HubCommand.Stop());
    }

    private <T> ActorRef<T> spawn(Behavior<T> behavior, String part) {
        return system.systemActorOf(behavior, name + "-" + part + "-" + parts.incrementAndGet(), Props.empty());
    }
}
