package io.sampo.transport.aeron;

import io.aeron.Aeron;
import io.aeron.Image;
import io.aeron.Subscription;
import io.aeron.logbuffer.FragmentHandler;
import io.aeron.logbuffer.Header;
import java.util.function.Supplier;
import org.agrona.DirectBuffer;
import org.agrona.collections.Int2ObjectHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What arrives on one stream from all peers: one assembler per image. On the transport loop. */
final class InboundStream implements FragmentHandler {
    private static final Logger LOG = LoggerFactory.getLogger(InboundStream.class);
    private static final int FRAGMENTS_PER_POLL = 64;

    private final Int2ObjectHashMap<FrameAssembler> assemblers = new Int2ObjectHashMap<>();
    private final Supplier<FrameAssembler> newAssembler;
    private final Subscription subscription;

    InboundStream(Aeron aeron, String channel, StreamKind kind, Supplier<FrameAssembler> newAssembler) {
        this.newAssembler = newAssembler;
        this.subscription = aeron.addSubscription(channel, kind.streamId(), this::began, this::ended);
    }

    /** Delivers what has arrived. Returns how many fragments it was. */
    int poll() {
        return subscription.poll(this, FRAGMENTS_PER_POLL);
    }

    @Override
    public void onFragment(DirectBuffer buffer, int offset, int length, Header header) {
        FrameAssembler assembler = assemblers.get(header.sessionId());
        if (assembler == null) {
            assembler = newAssembler.get();
            assemblers.put(header.sessionId(), assembler);
        }
        assembler.onFragment(buffer, offset, length, header.flags());
    }

    private void began(Image image) {
        LOG.debug("Stream {} from {} has begun", image.subscription().streamId(), image.sourceIdentity());
    }

    private void ended(Image image) {
        LOG.debug("Stream {} from {} has ended", image.subscription().streamId(), image.sourceIdentity());
        FrameAssembler assembler = assemblers.remove(image.sessionId());
        if (assembler != null) {
            assembler.abandon();
        }
    }
}
