package io.sampo.gateway.net;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.sampo.apis.ApiRegistry;
import io.sampo.apis.OffsetsOrder;
import io.sampo.apis.fetch.FetchSessions;
import io.sampo.gateway.connection.CloseReason;
import io.sampo.gateway.connection.ConnectionFlow;
import io.sampo.gateway.connection.FrameBuffer;
import io.sampo.gateway.connection.RequestMemory;
import io.sampo.gateway.connection.ResponseOrder;
import io.sampo.gateway.loop.GatewayLoop;
import io.sampo.protocol.frame.RequestFrame;
import io.sampo.protocol.frame.ResponseFrame;
import io.sampo.protocol.message.ApiRequest;
import io.sampo.protocol.message.ApiResponse;
import io.sampo.protocol.wire.MalformedFrame;
import io.sampo.protocol.wire.WireWriter;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One client: cuts what comes into requests, hands each to the handler of its API, and sends the answers in the order of the
 * requests. Reads only while {@link ConnectionFlow} allows it. Confined to the event loop of its channel.
 */
final class KafkaConnection extends ChannelInboundHandlerAdapter implements GatewayLoop.Connection {
    private static final Logger LOG = LoggerFactory.getLogger(KafkaConnection.class);

    private final GatewayLoop loop;
    private final ApiRegistry apis;
    private final String listener;
    private final Runnable afterwards;
    private final ConnectionFlow flow;
    private final RequestMemory.Share memory;
    private final FrameBuffer frames;
    private final ResponseOrder<OpenCall> order = new ResponseOrder<>();
    private final FetchSessions fetchSessions = new FetchSessions();
    private final OffsetsOrder offsetsOrder = new OffsetsOrder();
    private final Set<OpenCall> open = new LinkedHashSet<>();
    private final Deque<SliceRegion> sending = new ArrayDeque<>();
    private @Nullable ChannelHandlerContext context;
    private @Nullable ByteBuf received;
    private long unsentBytes;
    private boolean draining;
    private boolean settling;
    private boolean reading;
    private boolean closed;

    /** @param afterwards runs when the connection is gone */
    KafkaConnection(GatewayLoop loop, ApiRegistry apis, String listener, Runnable afterwards) {
        this.loop = loop;
        this.apis = apis;
        this.listener = listener;
        this.afterwards = afterwards;
        this.flow = new ConnectionFlow(loop.connectionSettings().limits(), GatewayLoop.nowMs());
        this.memory = loop.memory().open();
        this.frames = new FrameBuffer(loop.connectionSettings().frameBytesMax(), memory);
        memory.onResume(this::drain);
    }

    String listener() {
        return listener;
    }

    GatewayLoop loop() {
        return loop;
    }

    FetchSessions fetchSessions() {
        return fetchSessions;
    }

    OffsetsOrder offsetsOrder() {
        return offsetsOrder;
    }

    InetAddress clientAddress() {
        ChannelHandlerContext at = context;
        return at != null
                        && at.channel().remoteAddress() instanceof InetSocketAddress address
                        && address.getAddress() != null
                ? address.getAddress()
                : InetAddress.getLoopbackAddress();
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        // Where another loop counts the connections, the channel is active before this is known.
        if (ctx.channel().isActive()) {
            begin(ctx);
        }
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        begin(ctx);
    }

    private void begin(ChannelHandlerContext ctx) {
        if (context == null) {
            context = ctx;
            loop.opened(this);
            readMore();
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        ByteBuf bytes = (ByteBuf) message;
        ByteBuf before = received;
        if (closed) {
            bytes.release();
            return;
        }
        received = before == null ? bytes : joined(ctx, before, bytes);
        drain();
    }

    /** One read is asked for at a time, when all of the last one is used up: so this is for a transport that gives more. */
    private static ByteBuf joined(ChannelHandlerContext ctx, ByteBuf one, ByteBuf other) {
        ByteBuf both = ctx.alloc().directBuffer(one.readableBytes() + other.readableBytes());
        both.writeBytes(one).writeBytes(other);
        one.release();
        other.release();
        return both;
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        reading = false;
        readMore();
    }

    /** Hands out as many requests as may be worked on. */
    private void drain() {
        if (draining) {
            return;
        }
        draining = true;
        try {
            handleWhatMayBe();
        } catch (MalformedFrame e) {
            close(e.getMessage() == null ? "no request" : e.getMessage());
        } finally {
            draining = false;
            loop.buffers().recentCopy().drop();
        }
        if (!closed && context != null) {
            context.flush();
            readMore();
        }
    }

    private void handleWhatMayBe() {
        ByteBuf bytes = received;
        if (bytes == null || closed) {
            return;
        }
        ByteBuffer view = bytes.nioBuffer();
        while (view.hasRemaining() && mayRead()) {
            ByteBuffer frame = frames.next(view);
            long nowMs = GatewayLoop.nowMs();
            if (frame == null) {
                flow.received(frames.unfinishedBytes(), nowMs);
                if (frames.isStarved()) {
                    flow.hold(true, nowMs);
                    break;
                }
            } else {
                flow.admitted(frame.capacity(), nowMs);
                handle(frame);
                if (closed) {
                    return;
                }
            }
        }
        if (view.hasRemaining()) {
            bytes.readerIndex(bytes.writerIndex() - view.remaining());
        } else {
            received = null;
            bytes.release();
        }
    }

    private boolean mayRead() {
        flow.hold(unsentBytes >= loop.connectionSettings().unsentBytesMax(), GatewayLoop.nowMs());
        return flow.mayRead();
    }

    private void readMore() {
        if (!closed && !reading && received == null && context != null && mayRead()) {
            reading = true;
            context.read();
        }
    }

    private void handle(ByteBuffer frame) {
        RequestFrame request = RequestFrame.read(frame);
        OpenCall call = new OpenCall(this, order.admit(), request, frame.capacity());
        open.add(call);
        ApiRegistry.Served served = apis.served(request.key(), request.version());
        if (served == null) {
            // As Kafka does: what nobody announced cannot be answered in a form that the client would understand.
            call.answerByClosing(request + " is not served here");
            return;
        }
        if (!served.isVersionServed()) {
            served.handler().handle(call, apis.unreadable());
            return;
        }
        ApiRequest body = request.body();
        try {
            served.handler().handle(call, body);
        } catch (RuntimeException e) {
            LOG.error("{} from {} could not be handled", request, clientAddress(), e);
            close("a fault of the broker with " + request);
        }
    }

    /** The call has its answer. */
    void answered(OpenCall call) {
        if (closed) {
            call.discard();
            return;
        }
        order.complete(call.ticket(), call);
        try {
            sendInOrder();
        } catch (RuntimeException e) {
            LOG.error("An answer to {} could not be sent", clientAddress(), e);
            close("a fault of the broker with an answer");
        }
    }

    private void sendInOrder() {
        ChannelHandlerContext at = context;
        for (OpenCall next = order.poll(); next != null && at != null && !closed; next = order.poll()) {
            open.remove(next);
            send(at, next);
            memory.release(next.requestBytes());
            flow.answered(next.requestBytes(), GatewayLoop.nowMs());
        }
        loop.memoryReleased();
        if (!draining && !settling && !closed && at != null) {
            // Behind the answers that come with this one: what they have to say leaves in one piece.
            settling = true;
            loop.execute(this::settle);
        }
    }

    private void settle() {
        settling = false;
        loop.buffers().recentCopy().drop();
        ChannelHandlerContext at = context;
        if (!closed && at != null) {
            at.flush();
            drain();
        }
    }

    private void send(ChannelHandlerContext at, OpenCall call) {
        String end = call.closing();
        if (end != null) {
            close(end);
            return;
        }
        ApiResponse response = call.response();
        if (response == null) {
            return;
        }
        WireWriter writer = loop.buffers().writer();
        try {
            ResponseFrame.write(writer, call.responseVersion(), call.correlationId(), response);
        } catch (RuntimeException e) {
            call.discard();
            throw e;
        }
        long size = writer.size();
        ResponsePieces pieces = new ResponsePieces(at, loop.buffers().recentCopy(), sending);
        writer.drainTo(pieces);
        unsentBytes += size;
        flow.waiting(unsentBytes, GatewayLoop.nowMs());
        pieces.end(at.newPromise().addListener(done -> sent((ChannelFuture) done, size)));
    }

    private void sent(ChannelFuture done, long size) {
        boolean wasHeld = unsentBytes >= loop.connectionSettings().unsentBytesMax();
        unsentBytes -= size;
        if (!done.isSuccess()) {
            close(String.valueOf(done.cause()));
            return;
        }
        flow.waiting(unsentBytes, GatewayLoop.nowMs());
        if (wasHeld) {
            // Not within the flush that has just sent it.
            loop.execute(this::drain);
        }
    }

    /** What has left, of the response that is on its way now. */
    private long leftOfFile() {
        while (!sending.isEmpty() && sending.getFirst().refCnt() == 0) {
            sending.removeFirst();
        }
        return sending.isEmpty() ? 0 : sending.getFirst().transferred();
    }

    @Override
    public void look(long nowMs) {
        long left = leftOfFile();
        if (unsentBytes > 0) {
            flow.waiting(Math.max(1, unsentBytes - left), nowMs);
        }
        CloseReason reason = flow.due(nowMs);
        if (reason != null) {
            close(reason.text());
        }
    }

    @Override
    public void close(String why) {
        ChannelHandlerContext at = context;
        if (!closed && at != null) {
            LOG.debug("Connection from {} ends: {}", at.channel().remoteAddress(), why);
            end();
            // Answers that were written before still leave, as far as the socket takes them now.
            at.flush();
            at.close();
        }
    }

    private void end() {
        closed = true;
        loop.closed(this);
        loop.buffers().recentCopy().drop();
        ByteBuf rest = received;
        received = null;
        if (rest != null) {
            rest.release();
        }
        frames.drop();
        memory.close();
        List<OpenCall> left = List.copyOf(open);
        open.clear();
        left.forEach(OpenCall::gone);
        sending.clear();
        loop.memoryReleased();
        afterwards.run();
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        if (!closed) {
            end();
        }
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        if (!closed) {
            end();
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (!(cause instanceof IOException)) {
            LOG.error("A fault on the connection from {}", ctx.channel().remoteAddress(), cause);
        }
        close(String.valueOf(cause.getMessage()));
    }
}
