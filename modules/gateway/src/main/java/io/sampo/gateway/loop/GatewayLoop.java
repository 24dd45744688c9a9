package io.sampo.gateway.loop;

import io.netty.channel.EventLoop;
import io.sampo.apis.ApiSettings;
import io.sampo.apis.Backend;
import io.sampo.apis.Groups;
import io.sampo.apis.Waiter;
import io.sampo.gateway.GatewaySettings;
import io.sampo.gateway.connection.RequestMemory;
import io.sampo.groups.Coordinators;
import io.sampo.messages.AdminReply;
import io.sampo.messages.AdminRequest;
import io.sampo.messages.ClientMessage;
import io.sampo.messages.PartitionMessage;
import io.sampo.messages.PartitionReply;
import io.sampo.messages.face.ClusterImage;
import io.sampo.messages.face.LocalBroker;
import io.sampo.messages.face.LogDirectoryView;
import io.sampo.model.ErrorCode;
import io.sampo.model.Offsets;
import io.sampo.model.TopicIdPartition;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.pekko.actor.PoisonPill;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.DispatcherSelector;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One event loop and everything that its connections share. Confined to that loop, but for {@link #execute},
 * {@link #imageChanged} and the constructor.
 */
public final class GatewayLoop implements Backend {
    private static final Logger LOG = LoggerFactory.getLogger(GatewayLoop.class);
    private static final long TICK_MS = 250;
    /** What the controller link gives a request before it answers by itself. */
    private static final long CONTROLLER_WAIT_MS = 20_000;

    private static final long REPLICA_LOOK_MS = 5;

    /** What a loop looks after each {@code TICK_MS}. */
    public interface Connection {
        /** Closes what is due. */
        void look(long nowMs);

        /** Closes it whatever it does. */
        void close(String why);
    }

    private final String id;
    private final EventLoop loop;
    private final LocalBroker broker;
    private final GatewaySettings settings;
    private final RequestMemory memory;
    private final ReplicaWaiters replicaWaiters = new ReplicaWaiters(this::replica);
    private final LoopBuffers buffers = new LoopBuffers();
    private final Replies<PartitionReply> partitionReplies = new Replies<>();
    private final Replies<ClientMessage> brokerReplies = new Replies<>();
    private final LoopGroups groups;
    private final ImageWaiters imageWaiters = new ImageWaiters();
    private final Set<Connection> connections = new LinkedHashSet<>();
    private final AtomicReference<@Nullable ClusterImage> news = new AtomicReference<>();
    private ClusterImage image;
    private boolean resuming;
    private @Nullable Attachment attachment;

    /** The actors of this loop on one actor system. */
    private record Attachment(
            ActorSystem<?> system, ActorRef<PartitionReply> replies, ActorRef<ClientMessage> answers) {}

    /**
     * @param id that no other loop on the same actor system has had
     * @param coordinators of the broker's present incarnation
     * @param image the first one
     */
    public GatewayLoop(
            String id,
            EventLoop loop,
            LocalBroker broker,
            Supplier<Coordinators> coordinators,
            GatewaySettings settings,
            ClusterImage image) {
        this.id = id;
        this.loop = loop;
        this.broker = broker;
        this.settings = settings;
        this.image = image;
        this.groups = new LoopGroups(coordinators, loop, settings.patienceMs());
        this.memory = new RequestMemory(Math.max(1, settings.requestBytesMax() / settings.threads()));
    }

    /** Attaches to the broker's actor system and begins to look after connections. */
    public void start() {
        LoopDispatcher.host(loop);
        attach();
        loop.scheduleWithFixedDelay(this::tick, TICK_MS, TICK_MS, TimeUnit.MILLISECONDS);
    }

    private void attach() {
        ActorSystem<?> system = broker.actorSystem();
        LoopDispatcher.register(Adapter.toClassic(system), id, loop);
        DispatcherSelector here = DispatcherSelector.fromConfig(id);
        attachment = new Attachment(
                system,
                system.systemActorOf(ReplyActor.create(PartitionReply.class, this::onReply), id + "-replies", here),
                system.systemActorOf(ReplyActor.create(ClientMessage.class, this::onAnswer), id + "-answers", here));
    }

    private Attachment attached() {
        Attachment present = attachment;
        if (present == null) {
            throw new IllegalStateException("the loop has not started");
        }
        return present;
    }

    /** Ends every connection and takes its actors from the actor system. */
    public void stop() {
        connectionsEnd("the broker stops");
        Attachment present = attachment;
        attachment = null;
        if (present != null) {
            Adapter.toClassic(present.replies()).tell(PoisonPill.getInstance(), null);
            Adapter.toClassic(present.answers()).tell(PoisonPill.getInstance(), null);
        }
    }

    private void connectionsEnd(String why) {
        new ArrayList<>(connections).forEach(connection -> connection.close(why));
        partitionReplies.giveUpAll();
        brokerReplies.giveUpAll();
        groups.giveUpAll();
    }

    /** Runs {@code task} on this loop; any thread. */
    public void execute(Runnable task) {
        loop.execute(task);
    }

    public EventLoop eventLoop() {
        return loop;
    }

    public void opened(Connection connection) {
        connections.add(connection);
    }

    public void closed(Connection connection) {
        connections.remove(connection);
    }

    /** Memory of the requests of this loop's connections. */
    public RequestMemory memory() {
        return memory;
    }

    /** What waits for memory goes on, as far as there is some. */
    public void memoryReleased() {
        if (resuming) {
            // Whoever goes on gives memory back himself, and comes here again.
            return;
        }
        resuming = true;
        try {
            for (RequestMemory.Share next = memory.next(); next != null; next = memory.next()) {
                next.resume();
            }
        } finally {
            resuming = false;
        }
    }

    public LoopBuffers buffers() {
        return buffers;
    }

    /** The broker has a newer image; any thread. */
    public void imageChanged(ClusterImage newest) {
        // Several that come together are one, the newest: whoever starts the loop may bring an older one last.
        if (news.getAndAccumulate(newest, GatewayLoop::newer) == null && !loop.isShuttingDown()) {
            try {
                loop.execute(this::takeNews);
            } catch (RejectedExecutionException e) {
                LOG.debug("The loop ends", e);
            }
        }
    }

    private static ClusterImage newer(@Nullable ClusterImage one, ClusterImage other) {
        return one == null || one.offset() < other.offset() ? other : one;
    }

    private void takeNews() {
        ClusterImage newest = news.getAndSet(null);
        boolean beginsAnew =
                attachment != null && broker.actorSystem() != attached().system();
        if (newest == null || (newest.offset() < image.offset() && !beginsAnew)) {
            return;
        }
        if (beginsAnew) {
            // Nobody answers any more who was asked on the old one.
            connectionsEnd("the broker begins anew");
            attach();
        }
        image = newest;
        imageWaiters.look(image.offset(), nowMs());
    }

    private void tick() {
        try {
            long nowMs = nowMs();
            partitionReplies.expire(nowMs);
            brokerReplies.expire(nowMs);
            groups.expire(nowMs);
            imageWaiters.look(image.offset(), nowMs);
            List.copyOf(connections).forEach(connection -> connection.look(nowMs));
        } catch (RuntimeException e) {
            LOG.error("A fault in the care for connections", e);
        }
    }

    private void onReply(PartitionReply reply) {
        try {
            boolean isAwaited = partitionReplies.answered(reply.requestId(), reply);
            if (!isAwaited && reply instanceof PartitionReply.Fetched late) {
                late.records().close();
            }
        } catch (RuntimeException e) {
            LOG.error("A fault with an answer of {}", reply.partition(), e);
        }
    }

    private void onAnswer(ClientMessage message) {
        try {
            if (message instanceof ClientMessage.AdminDone done) {
                brokerReplies.answered(done.correlationId(), done);
            } else if (message instanceof ClientMessage.ProducerIdGiven given) {
                brokerReplies.answered(given.correlationId(), given);
            }
        } catch (RuntimeException e) {
            LOG.error("A fault with an answer of the broker", e);
        }
    }

    /** Milliseconds of a clock that never goes back. */
    public static long nowMs() {
        return System.nanoTime() / 1_000_000;
    }

    @Override
    public LocalBroker broker() {
        return broker;
    }

    @Override
    public ApiSettings settings() {
        return settings.apis();
    }

    /** What holds for the connections of this loop. */
    public GatewaySettings connectionSettings() {
        return settings;
    }

    @Override
    public ClusterImage image() {
        return image;
    }

    @Override
    public @Nullable ActorRef<PartitionMessage> replica(TopicIdPartition partition) {
        return broker.replica(partition);
    }

    @Override
    public ActorRef<PartitionReply> replies() {
        return attached().replies();
    }

    @Override
    public long expect(Waiter<PartitionReply> waiter, int tag, long waitMs) {
        return partitionReplies.expect(waiter, tag, deadline(waitMs));
    }

    private long deadline(long waitMs) {
        return nowMs() + Math.max(0, Math.min(waitMs, Integer.MAX_VALUE)) + settings.patienceMs();
    }

    @Override
    public void forget(long number) {
        partitionReplies.forget(number);
    }

    @Override
    public void administer(AdminRequest request, Consumer<AdminReply> answer) {
        long number = brokerReplies.expect(
                new BrokerAnswer<>(
                        ClientMessage.AdminDone.class,
                        done -> answer.accept(done.reply()),
                        () -> answer.accept(new AdminReply(
                                ErrorCode.REQUEST_TIMED_OUT,
                                "the broker did not pass the request on in time",
                                Offsets.UNKNOWN))),
                0,
                deadline(CONTROLLER_WAIT_MS));
        broker.ask(request, number, attached().answers());
    }

    @Override
    public void producerId(Consumer<ClientMessage.ProducerIdGiven> answer) {
        long number = brokerReplies.expect(
                new BrokerAnswer<>(
                        ClientMessage.ProducerIdGiven.class,
                        answer,
                        () -> answer.accept(new ClientMessage.ProducerIdGiven(
                                0, ErrorCode.COORDINATOR_LOAD_IN_PROGRESS, Offsets.UNKNOWN, (short) -1))),
                0,
                deadline(0));
        broker.giveProducerId(number, attached().answers());
    }

    /** One answer of the broker; {@code silence} is what happens without it. */
    private record BrokerAnswer<T extends ClientMessage>(Class<T> type, Consumer<T> answer, Runnable silence)
            implements Waiter<ClientMessage> {
        @Override
        public void answered(int tag, ClientMessage reply) {
            answer.accept(type.cast(reply));
        }

        @Override
        public void unanswered(int tag) {
            silence.run();
        }
    }

    @Override
    public void describeLogDirectories(Consumer<List<LogDirectoryView>> answer) {
        broker.describeLogDirectories(views -> later(0, () -> answer.accept(views)));
    }

    @Override
    public Groups groups() {
        return groups;
    }

    @Override
    public void later(long delayMs, Runnable action) {
        loop.schedule(
                () -> {
                    try {
                        action.run();
                    } catch (RuntimeException e) {
                        LOG.error("A fault of something that was put off", e);
                    }
                },
                delayMs,
                TimeUnit.MILLISECONDS);
    }

    @Override
    public void withReplica(
            TopicIdPartition partition, long waitMs, Consumer<@Nullable ActorRef<PartitionMessage>> then) {
        ActorRef<PartitionMessage> replica = replica(partition);
        if (replicaWaiters.awaits(partition) || (replica == null && waitMs > 0)) {
            if (replicaWaiters.isEmpty()) {
                later(REPLICA_LOOK_MS, this::lookForReplicas);
            }
            replicaWaiters.add(partition, nowMs() + waitMs, then);
        } else {
            then.accept(replica);
        }
    }

    private void lookForReplicas() {
        replicaWaiters.look(nowMs());
        if (!replicaWaiters.isEmpty()) {
            later(REPLICA_LOOK_MS, this::lookForReplicas);
        }
    }

    @Override
    public void whenImageReaches(long offset, long waitMs, Runnable action) {
        if (image.offset() >= offset) {
            action.run();
        } else {
            imageWaiters.add(offset, nowMs() + waitMs, action);
        }
    }
}
