package io.sampo.gateway.net;

import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.SocketChannel;
import io.sampo.apis.ApiRegistry;
import io.sampo.gateway.GatewaySettings;
import io.sampo.gateway.connection.ConnectionAdmission;
import io.sampo.gateway.loop.GatewayLoop;
import java.net.InetAddress;
import java.util.Map;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Lets connections in, as many as there may be, and gives each to its event loop. */
public final class ConnectionDoor {
    private static final Logger LOG = LoggerFactory.getLogger(ConnectionDoor.class);
    private static final int READ_LEAST_BYTES = 1_024;
    private static final int READ_FIRST_BYTES = 4_096;
    private static final int READ_MOST_BYTES = 256 * 1024;

    private final Map<EventLoop, GatewayLoop> loops;
    private final ApiRegistry apis;
    private final ConnectionAdmission<InetAddress> admission;
    /** Of all loops the one that counts. */
    private final EventLoop counting;

    /** @param loops all of them; the first one counts the connections */
    public ConnectionDoor(Map<EventLoop, GatewayLoop> loops, ApiRegistry apis, GatewaySettings settings) {
        this.loops = loops;
        this.apis = apis;
        this.admission = new ConnectionAdmission<>(settings.connectionsMax(), settings.connectionsPerAddressMax());
        this.counting = loops.keySet().iterator().next();
    }

    /** What makes a connection of a channel that came in by the listener of that name. */
    public ChannelHandler of(String listener) {
        return new ChannelInitializer<SocketChannel>() {
            @Override
            protected void initChannel(SocketChannel channel) {
                channel.config().setAutoRead(false);
                channel.config().setOption(ChannelOption.TCP_NODELAY, true);
                channel.config().setOption(ChannelOption.SO_KEEPALIVE, true);
                // One read at a time: what has been read and may not be worked on yet has to be kept.
                channel.config()
                        .setRecvByteBufAllocator(
                                new AdaptiveRecvByteBufAllocator(READ_LEAST_BYTES, READ_FIRST_BYTES, READ_MOST_BYTES)
                                        .maxMessagesPerRead(1));
                admit(channel, listener);
            }
        };
    }

    private void admit(SocketChannel channel, String listener) {
        InetAddress address = channel.remoteAddress() == null
                ? InetAddress.getLoopbackAddress()
                : channel.remoteAddress().getAddress();
        if (counting.inEventLoop()) {
            admitted(channel, listener, address, admission.admits(address));
            return;
        }
        counting.execute(() -> {
            boolean isAdmitted = admission.admits(address);
            channel.eventLoop().execute(() -> admitted(channel, listener, address, isAdmitted));
        });
    }

    private void admitted(SocketChannel channel, String listener, InetAddress address, boolean isAdmitted) {
        if (!isAdmitted) {
            LOG.warn("A connection from {} is refused: there are as many as there may be", address);
            channel.close();
            return;
        }
        GatewayLoop loop = Objects.requireNonNull(loops.get(channel.eventLoop()));
        if (!channel.isOpen()) {
            gone(address);
            return;
        }
        channel.pipeline().addLast(new KafkaConnection(loop, apis, listener, () -> gone(address)));
    }

    private void gone(InetAddress address) {
        if (counting.inEventLoop()) {
            admission.closed(address);
        } else {
            counting.execute(() -> admission.closed(address));
        }
    }
}
