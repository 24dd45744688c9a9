package io.sampo.transport.session;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.LengthFieldBasedFrameDecoder;
import io.sampo.transport.LinkFilter;
import io.sampo.transport.MalformedFrameException;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What both ends of a TCP connection share: frames in and out past the {@link LinkFilter}, the clock of silence, and one end
 * with one reason. On the control loop.
 */
abstract class SessionConnection extends SimpleChannelInboundHandler<ByteBuf> {
    private static final Logger LOG = LoggerFactory.getLogger(SessionConnection.class);
    private static final int LENGTH_BYTES = 4;
    private static final int UNKNOWN_PEER = -1;
    /** A check of silence that comes this late was late itself: the process slept, not the peer. */
    private static final long LATE_MS = 500;

    private final int self;
    private final LinkFilter filter;
    private int peer = UNKNOWN_PEER;
    private @Nullable ChannelHandlerContext context;
    private @Nullable CloseReason reason;
    private long lastHeardMs;
    private long lastCheckMs;

    SessionConnection(int self, LinkFilter filter) {
        this.self = self;
        this.filter = filter;
    }

    /** The connection is there. */
    abstract void connected();

    /** A frame that the filter let through. */
    abstract void received(long correlationId, SessionFrame frame);

    /** The connection is over. Called once. */
    abstract void ended(CloseReason why);

    /** Adds frame length, then this handler. */
    final void install(ChannelPipeline pipeline) {
        pipeline.addLast(new LengthFieldBasedFrameDecoder(
                LENGTH_BYTES + SessionFrameCodec.FRAME_BYTES_MAX, 0, LENGTH_BYTES, 0, LENGTH_BYTES));
        pipeline.addLast(this);
    }

    /** From now on the filter is asked about this peer. */
    final void peer(int brokerId) {
        peer = brokerId;
    }

    final boolean hears(int fromBroker) {
        return filter.passes(fromBroker, self);
    }

    final void send(long correlationId, SessionFrame frame) {
        ChannelHandlerContext to = context;
        if (to == null || (peer != UNKNOWN_PEER && !filter.passes(self, peer))) {
            return;
        }
        ByteBuf out = to.alloc().buffer();
        out.writeInt(0);
        SessionFrameCodec.encode(new SessionFrameCodec.Envelope(correlationId, frame), out);
        out.setInt(0, out.readableBytes() - LENGTH_BYTES);
        to.writeAndFlush(out);
    }

    /** Ends the connection from here; what was sent before still leaves. */
    final void close(CloseReason why) {
        if (reason == null) {
            reason = why;
        }
        if (context != null) {
            context.close();
        }
    }

    /** Ends the connection if nothing has been heard for {@code timeoutMs}; checks until then. */
    final void watchSilence(long timeoutMs) {
        ChannelHandlerContext watched = context;
        if (watched == null) {
            return;
        }
        long intervalMs = Math.max(1, timeoutMs / 6);
        lastHeardMs = nowMs();
        lastCheckMs = lastHeardMs;
        watched.executor()
                .schedule(() -> checkSilence(watched, timeoutMs, intervalMs), intervalMs, TimeUnit.MILLISECONDS);
    }

    private void checkSilence(ChannelHandlerContext watched, long timeoutMs, long intervalMs) {
        if (!watched.channel().isActive()) {
            return;
        }
        long nowMs = nowMs();
        if (nowMs - lastCheckMs > intervalMs + LATE_MS) {
            lastHeardMs = nowMs;
        }
        lastCheckMs = nowMs;
        if (nowMs - lastHeardMs >= timeoutMs) {
            close(CloseReason.TIMEOUT);
            return;
        }
        watched.executor()
                .schedule(() -> checkSilence(watched, timeoutMs, intervalMs), intervalMs, TimeUnit.MILLISECONDS);
    }

    private static long nowMs() {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime());
    }

    @Override
    public final void channelActive(ChannelHandlerContext active) {
        context = active;
        connected();
    }

    @Override
    protected final void channelRead0(ChannelHandlerContext from, ByteBuf bytes) {
        SessionFrameCodec.Envelope envelope = SessionFrameCodec.decode(bytes);
        if (peer != UNKNOWN_PEER && !hears(peer)) {
            return;
        }
        lastHeardMs = nowMs();
        received(envelope.correlationId(), envelope.frame());
    }

    @Override
    public final void channelInactive(ChannelHandlerContext inactive) {
        CloseReason why = reason == null ? CloseReason.END_OF_STREAM : reason;
        boolean cut = peer != UNKNOWN_PEER && !filter.passesBothWays(self, peer);
        ended(cut && why.isSuspicious() ? CloseReason.TIMEOUT : why);
    }

    @Override
    public final void exceptionCaught(ChannelHandlerContext failed, Throwable cause) {
        if (cause instanceof IOException) {
            close(CloseReason.RESET);
            return;
        }
        Throwable root = cause instanceof DecoderException && cause.getCause() != null ? cause.getCause() : cause;
        if (root instanceof MalformedFrameException || root instanceof DecoderException) {
            LOG.warn("{} does not speak our language: {}", failed.channel().remoteAddress(), root.getMessage());
        } else {
            LOG.error("A session with {} has failed here", failed.channel().remoteAddress(), root);
        }
        close(CloseReason.REFUSED);
    }
}
