package io.sampo.transport.session;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.sampo.transport.LinkFilter;
import io.sampo.transport.session.SessionFrame.FormationAnswer;
import io.sampo.transport.session.SessionFrame.FormationQuery;
import io.sampo.transport.session.SessionFrame.Leads;
import io.sampo.transport.session.SessionFrame.WhoLeads;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps one session to one controller node: connects, says Hello, sends heartbeats, and when it is lost connects again with
 * back-off, until it is closed. Methods may be called from any thread; futures complete on the control loop.
 */
public final class SessionLink implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SessionLink.class);

    private final EventLoop loop;
    private final int self;
    private final int controllerId;
    private final String host;
    private final int port;
    private final SessionClient client;
    private final SessionSettings settings;
    private final LinkFilter filter;

    private volatile String state = "not connected yet";
    private volatile boolean open;
    private boolean closed;
    private long backOffMs;
    private @Nullable ClientConnection connection;

    private SessionLink(
            SessionLoop loop,
            int controllerId,
            String host,
            int port,
            SessionClient client,
            SessionSettings settings,
            LinkFilter filter) {
        this.loop = loop.eventLoop();
        this.self = client.hello().brokerId();
        this.controllerId = controllerId;
        this.host = host;
        this.port = port;
        this.client = client;
        this.settings = settings;
        this.filter = filter;
        this.backOffMs = settings.backOffMinMs();
    }

    /**
     * Opens a link that connects in the background.
     *
     * @param controllerId broker id of the controller node at {@code host:port}
     * @param filter {@link LinkFilter#ALL} but in tests
     */
    public static SessionLink open(
            SessionLoop loop,
            int controllerId,
            String host,
            int port,
            SessionClient client,
            SessionSettings settings,
            LinkFilter filter) {
        SessionLink link = new SessionLink(loop, controllerId, host, port, client, settings, filter);
        link.loop.execute(link::connect);
        return link;
    }

    /** The controller node that this link leads to. */
    public int controllerId() {
        return controllerId;
    }

    /** True while there is an accepted session. */
    public boolean isOpen() {
        return open;
    }

    /** One line for a person: to whom, and how it stands. */
    @Override
    public String toString() {
        return "session to controller node " + controllerId + " at " + host + ":" + port + ": " + state;
    }

    /** Asks who leads. Fails with {@link NoSessionException} if there is no session or it ends before the answer. */
    public CompletableFuture<Leads> whoLeads() {
        return ask(new WhoLeads(), Leads.class);
    }

    /** Asks about the Raft group. Fails as {@link #whoLeads} does. */
    public CompletableFuture<FormationAnswer> formation(FormationQuery query) {
        return ask(query, FormationAnswer.class);
    }

    /** Sends a heartbeat now rather than at its time, because something in it has changed. */
    public void heartbeatNow() {
        loop.execute(() -> {
            if (connection != null) {
                connection.heartbeat();
            }
        });
    }

    private <T extends SessionFrame> CompletableFuture<T> ask(SessionFrame request, Class<T> answer) {
        CompletableFuture<T> future = new CompletableFuture<>();
        loop.execute(() -> {
            ClientConnection current = connection;
            if (current == null || !open) {
                future.completeExceptionally(new NoSessionException(toString()));
            } else {
                current.ask(request, answer, future);
            }
        });
        return future;
    }

    private void connect() {
        if (closed) {
            return;
        }
        if (!filter.passesBothWays(self, controllerId)) {
            // A cut network does not answer at all; so neither does the attempt.
            loop.schedule(() -> failed("no answer"), settings.connectTimeoutMs(), TimeUnit.MILLISECONDS);
            return;
        }
        ClientConnection attempt =
                new ClientConnection(self, controllerId, client, settings, filter, this::everyHeartbeat, this::events);
        ChannelFuture connecting = new Bootstrap()
                .group(loop)
                .channel(NioSocketChannel.class)
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, settings.connectTimeoutMs())
                .handler(new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel channel) {
                        attempt.install(channel.pipeline());
                    }
                })
                .connect(host, port);
        connection = attempt;
        connecting.addListener(done -> {
            if (!done.isSuccess()) {
                failed(String.valueOf(done.cause().getMessage()));
            }
        });
    }

    private ScheduledFuture<?> everyHeartbeat(long intervalMs, Runnable task) {
        // With a delay: at a fixed rate a process that slept would send all missed beats at once.
        return loop.scheduleWithFixedDelay(task, intervalMs, intervalMs, TimeUnit.MILLISECONDS);
    }

    /** What becomes of the current connection. */
    private void events(boolean opened, String description) {
        if (opened) {
            open = true;
            state = description;
            backOffMs = settings.backOffMinMs();
            LOG.debug("{}", this);
        } else {
            failed(description);
        }
    }

    private void failed(String why) {
        boolean wasOpen = open;
        open = false;
        connection = null;
        boolean news = !why.equals(state);
        state = why;
        if (closed) {
            return;
        }
        if (wasOpen || news) {
            LOG.debug("{}", this);
        }
        loop.schedule(this::connect, backOffMs, TimeUnit.MILLISECONDS);
        backOffMs = Math.min(backOffMs * 2, settings.backOffMaxMs());
    }

    /** Ends the session and does not connect again. */
    @Override
    public void close() {
        loop.execute(() -> {
            closed = true;
            if (connection != null) {
                connection.close(CloseReason.CLOSED_HERE);
            }
        });
    }
}
