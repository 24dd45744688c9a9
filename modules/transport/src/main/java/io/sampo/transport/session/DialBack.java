package io.sampo.transport.session;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.ConnectTimeoutException;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.sampo.transport.LinkFilter;
import io.sampo.transport.session.SessionFrame.HelloReply;
import io.sampo.transport.session.SessionFrame.Knock;
import java.net.ConnectException;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Asks a broker whose session has ended whether it is still there, by dialing its session port (ARCHITECTURE §3.3). A
 * connection that ends without an answer proves nothing (a dying process closes its sockets one by one) and is dialed again
 * until the time is up.
 */
public final class DialBack {
    /** What a dial has shown. */
    public enum Verdict {
        /** Nobody listens there: the process is dead. */
        CONNECTION_REFUSED,
        /** The broker listens there as a later incarnation: the earlier one is dead. */
        OTHER_EPOCH,
        /** The same incarnation has answered. */
        ALIVE,
        /** No answer in time, or from somebody else: no proof of anything. */
        UNKNOWN;

        /** True if the incarnation that was dialed for is dead for certain. */
        public boolean isProofOfDeath() {
            return this == CONNECTION_REFUSED || this == OTHER_EPOCH;
        }
    }

    /**
     * The end of a dial.
     *
     * @param brokerEpoch epoch that the answer named; {@link SessionFrame#NO_BROKER_EPOCH} without an answer or before
     *     registration
     * @param description one line for a person
     */
    public record Result(Verdict verdict, long brokerEpoch, String description) {}

    private static final long REDIAL_MS = 20;

    private final EventLoop loop;
    private final int self;
    private final Supplier<String> clusterId;
    private final SessionSettings settings;
    private final LinkFilter filter;

    /**
     * @param self broker id of the controller node that dials
     * @param clusterId asked at each dial
     * @param filter {@link LinkFilter#ALL} but in tests
     */
    public DialBack(
            SessionLoop loop, int self, Supplier<String> clusterId, SessionSettings settings, LinkFilter filter) {
        this.loop = loop.eventLoop();
        this.self = self;
        this.clusterId = clusterId;
        this.settings = settings;
        this.filter = filter;
    }

    /**
     * Dials broker {@code brokerId}, known under {@code brokerEpoch}, at its session port. The future never fails and completes
     * on the control loop.
     *
     * @param incarnation what its session's Hello named; an answer of the same incarnation is ALIVE whatever its epoch,
     *     because a process learns of its epoch later than the controller. Null if not known.
     */
    public CompletableFuture<Result> dial(
            int brokerId, long brokerEpoch, @Nullable UUID incarnation, String host, int port) {
        Call call = new Call(brokerId, brokerEpoch, incarnation, host, port);
        loop.execute(call::begin);
        return call.result;
    }

    private final class Call {
        private final int brokerId;
        private final long brokerEpoch;
        private final @Nullable UUID incarnation;
        private final String host;
        private final int port;
        private final CompletableFuture<Result> result = new CompletableFuture<>();
        private String lastTrouble = "no answer";
        private @Nullable Knocking knocking;

        Call(int brokerId, long brokerEpoch, @Nullable UUID incarnation, String host, int port) {
            this.brokerId = brokerId;
            this.brokerEpoch = brokerEpoch;
            this.incarnation = incarnation;
            this.host = host;
            this.port = port;
        }

        void begin() {
            loop.schedule(
                    () -> end(Verdict.UNKNOWN, SessionFrame.NO_BROKER_EPOCH, lastTrouble),
                    settings.dialBackTimeoutMs(),
                    TimeUnit.MILLISECONDS);
            attempt();
        }

        private void attempt() {
            // Over a cut link the attempt is silent, and the time runs out.
            if (result.isDone() || !filter.passesBothWays(self, brokerId)) {
                return;
            }
            Knocking current = new Knocking(this);
            knocking = current;
            new Bootstrap()
                    .group(loop)
                    .channel(NioSocketChannel.class)
                    .option(ChannelOption.TCP_NODELAY, true)
                    .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, settings.dialBackTimeoutMs())
                    .handler(new ChannelInitializer<SocketChannel>() {
                        @Override
                        protected void initChannel(SocketChannel channel) {
                            current.install(channel.pipeline());
                        }
                    })
                    .connect(host, port)
                    .addListener(done -> {
                        if (!done.isSuccess()) {
                            notConnected(done.cause());
                        }
                    });
        }

        private void notConnected(Throwable cause) {
            // Of what the kernel says within so short a time, only "refused" is a plain ConnectException.
            if (cause instanceof ConnectException && !(cause instanceof ConnectTimeoutException)) {
                end(Verdict.CONNECTION_REFUSED, SessionFrame.NO_BROKER_EPOCH, String.valueOf(cause.getMessage()));
            } else {
                // Also a reset: the listening socket was closed while we stood in its queue. Next time it will refuse.
                lastTrouble = String.valueOf(cause.getMessage());
                again();
            }
        }

        private void answered(HelloReply reply) {
            long epoch = reply.brokerEpoch();
            if (!reply.accepted() || reply.brokerId() != brokerId) {
                end(Verdict.UNKNOWN, epoch, "somebody else answers: broker " + reply.brokerId() + " " + reply.reason());
            } else if (epoch == brokerEpoch || reply.incarnation().equals(incarnation)) {
                end(Verdict.ALIVE, epoch, "the same incarnation answers");
            } else {
                end(Verdict.OTHER_EPOCH, epoch, "answers with broker epoch " + epoch);
            }
        }

        private void again() {
            if (!result.isDone()) {
                loop.schedule(this::attempt, REDIAL_MS, TimeUnit.MILLISECONDS);
            }
        }

        private void end(Verdict verdict, long epoch, String description) {
            result.complete(new Result(verdict, epoch, description));
            if (knocking != null) {
                knocking.close(CloseReason.CLOSED_HERE);
            }
        }
    }

    private final class Knocking extends SessionConnection {
        private final Call call;

        Knocking(Call call) {
            super(self, filter);
            this.call = call;
            peer(call.brokerId);
        }

        @Override
        void connected() {
            if (call.result.isDone()) {
                close(CloseReason.CLOSED_HERE);
            } else {
                send(0, new Knock(clusterId.get(), self));
            }
        }

        @Override
        void received(long correlationId, SessionFrame frame) {
            if (frame instanceof HelloReply reply) {
                call.answered(reply);
            } else {
                close(CloseReason.REFUSED);
            }
        }

        @Override
        void ended(CloseReason why) {
            call.again();
        }
    }
}
