package io.sampo.gateway;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.EventExecutor;
import io.sampo.apis.ApiRegistry;
import io.sampo.gateway.loop.GatewayLoop;
import io.sampo.gateway.net.ConnectionDoor;
import io.sampo.gateway.net.NetworkTransport;
import io.sampo.groups.Coordinators;
import io.sampo.messages.face.ClusterImage;
import io.sampo.messages.face.LocalBroker;
import io.sampo.model.ErrorCode;
import io.sampo.model.KafkaListener;
import io.sampo.model.SampoException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Listens for Kafka clients beside a running broker, at its {@code sampo.listeners}. Closed with the broker, or before. Safe from
 * any thread.
 */
public final class Gateway implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Gateway.class);
    private static final int BACKLOG = 512;
    private static final long CLOSE_WAIT_S = 5;
    private static final long LET_IN_AFTER_S = 10;

    private final EventLoopGroup group;
    private final List<GatewayLoop> loops = new ArrayList<>();
    private final List<Channel> doors = new CopyOnWriteArrayList<>();
    private final AtomicBoolean isOpen = new AtomicBoolean();

    private Gateway(EventLoopGroup group) {
        this.group = group;
    }

    /** As {@link #start(LocalBroker, Supplier, GatewaySettings)}, with what the broker's configuration says. */
    public static Gateway start(LocalBroker broker, Supplier<Coordinators> coordinators) {
        return start(broker, coordinators, GatewaySettings.of(broker.configuration()));
    }

    /**
     * Binds every listener of {@code broker}, which has an image, and returns when clients reach it; they are served as soon as
     * the controller has let the broker in. Without a listener nothing is opened. The place to call it is {@code BrokerNode.start}, as its {@code faces}: a broker that leads before it
     * listens keeps its clients waiting.
     *
     * @param coordinators the groups that the broker coordinates, of its present incarnation: asked for again each time
     * @throws SampoException with one line if an address cannot be bound
     */
    public static Gateway start(LocalBroker broker, Supplier<Coordinators> coordinators, GatewaySettings settings) {
        ClusterImage image = broker.image();
        if (image == null) {
            throw new IllegalStateException("the broker has no image yet");
        }
        NetworkTransport transport = NetworkTransport.best();
        int threads = broker.kafkaListeners().isEmpty() ? 0 : settings.threads();
        Gateway gateway = new Gateway(new MultiThreadIoEventLoopGroup(
                Math.max(1, threads),
                new DefaultThreadFactory("sampo-kafka-" + broker.brokerId(), true),
                transport.handlers()));
        try {
            if (threads > 0) {
                gateway.open(broker, coordinators, settings, image, transport);
            }
            broker.closeWithIt("Kafka gateway", gateway);
        } catch (RuntimeException e) {
            gateway.close();
            throw e;
        }
        return gateway;
    }

    private void open(
            LocalBroker broker,
            Supplier<Coordinators> coordinators,
            GatewaySettings settings,
            ClusterImage image,
            NetworkTransport transport) {
        Map<EventLoop, GatewayLoop> byLoop = new LinkedHashMap<>();
        String id = "sampo-kafka-" + UUID.randomUUID();
        for (EventExecutor executor : group) {
            EventLoop eventLoop = (EventLoop) executor;
            GatewayLoop loop =
                    new GatewayLoop(id + "-" + loops.size(), eventLoop, broker, coordinators, settings, image);
            byLoop.put(eventLoop, loop);
            loops.add(loop);
        }
        loops.forEach(loop -> onLoop(loop, loop::start));
        ApiRegistry apis = StandardApis.registry();
        ConnectionDoor door = new ConnectionDoor(byLoop, apis, settings);
        for (KafkaListener listener : broker.kafkaListeners()) {
            doors.add(bind(listener, door, transport));
            LOG.info("Kafka clients reach this broker at {}, by {}", listener, transport);
        }
        group.schedule(this::letIn, LET_IN_AFTER_S, TimeUnit.SECONDS);
        broker.onImage(newest -> imageChanged(newest, broker.brokerId()));
        // What came between the first one and now.
        ClusterImage newest = broker.image();
        imageChanged(newest == null ? image : newest, broker.brokerId());
    }

    private void imageChanged(ClusterImage newest, int brokerId) {
        loops.forEach(loop -> loop.imageChanged(newest));
        if (newest.isAlive(brokerId)) {
            letIn();
        }
    }

    /**
     * Who comes before the controller lets the broker in waits in the backlog for a while: he would hear of a cluster without
     * brokers. Not for ever, for another broker may know more.
     */
    private void letIn() {
        if (isOpen.getAndSet(true)) {
            return;
        }
        try {
            doors.forEach(door -> door.config().setAutoRead(true));
        } catch (RejectedExecutionException e) {
            LOG.debug("The gateway ends", e);
        }
    }

    private Channel bind(KafkaListener listener, ConnectionDoor door, NetworkTransport transport) {
        var bound = new ServerBootstrap()
                .group(group)
                .channel(transport.serverChannel())
                .option(io.netty.channel.ChannelOption.SO_BACKLOG, BACKLOG)
                .option(io.netty.channel.ChannelOption.SO_REUSEADDR, true)
                .option(io.netty.channel.ChannelOption.AUTO_READ, false)
                .childHandler(door.of(listener.name()))
                .bind(listener.host(), listener.port())
                .awaitUninterruptibly();
        if (!bound.isSuccess()) {
            throw new SampoException(
                    ErrorCode.BROKER_NOT_AVAILABLE,
                    "The Kafka listener " + listener + " cannot be bound ("
                            + bound.cause().getMessage() + "); stop what holds it or choose another sampo.listeners",
                    bound.cause());
        }
        return bound.channel();
    }

    private static void onLoop(GatewayLoop loop, Runnable task) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        loop.execute(() -> {
            try {
                task.run();
                done.complete(null);
            } catch (RuntimeException e) {
                done.completeExceptionally(e);
            }
        });
        done.join();
    }

    /** Ends every connection and returns when the ports are free. Idempotent. */
    @Override
    public void close() {
        doors.forEach(door -> door.close().awaitUninterruptibly());
        doors.clear();
        if (!group.isShuttingDown()) {
            loops.forEach(loop -> onLoop(loop, loop::stop));
            group.shutdownGracefully(0, CLOSE_WAIT_S, TimeUnit.SECONDS).awaitUninterruptibly();
        }
    }
}
