package io.sampo.transport.session;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.sampo.transport.LinkFilter;
import java.net.InetSocketAddress;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Listens on the session port of a broker. Controller nodes have their sessions here; on every broker it answers the Knock of a
 * {@link DialBack}.
 */
public final class SessionServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SessionServer.class);

    private final Channel listening;
    private final ChannelGroup connections;

    private SessionServer(Channel listening, ChannelGroup connections) {
        this.listening = listening;
        this.connections = connections;
    }

    /**
     * Begins to listen; {@code port} 0 takes a free one.
     *
     * @param filter {@link LinkFilter#ALL} but in tests
     * @throws IllegalStateException if the port cannot be had; the message is for a person
     */
    public static SessionServer start(
            SessionLoop loop,
            String host,
            int port,
            SessionHandler handler,
            SessionSettings settings,
            LinkFilter filter) {
        ChannelGroup connections = new DefaultChannelGroup(loop.eventLoop());
        ServerSessions sessions = new ServerSessions(handler, settings, filter);
        ChannelFuture bound = new ServerBootstrap()
                .group(loop.eventLoop())
                .channel(NioServerSocketChannel.class)
                .option(ChannelOption.SO_REUSEADDR, true)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childHandler(new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel channel) {
                        connections.add(channel);
                        sessions.accept().install(channel.pipeline());
                    }
                })
                .bind(new InetSocketAddress(host, port))
                .awaitUninterruptibly();
        if (!bound.isSuccess()) {
            throw new IllegalStateException(
                    "session port " + host + ":" + port + " cannot be opened: "
                            + bound.cause().getMessage(),
                    bound.cause());
        }
        LOG.debug("Session links at {}", bound.channel().localAddress());
        return new SessionServer(bound.channel(), connections);
    }

    /** The port that is listened on. */
    public int port() {
        return ((InetSocketAddress) listening.localAddress()).getPort();
    }

    /** Stops listening and closes all sessions; {@link SessionHandler#closed} is called for each. Not from the control loop. */
    @Override
    public void close() {
        listening.close().awaitUninterruptibly();
        connections.close().awaitUninterruptibly();
    }
}
