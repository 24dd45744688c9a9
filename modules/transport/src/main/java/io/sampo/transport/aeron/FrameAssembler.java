package io.sampo.transport.aeron;

import io.aeron.logbuffer.FrameDescriptor;
import io.sampo.replication.ReplicaFrame;
import io.sampo.transport.MalformedFrameException;
import java.nio.ByteBuffer;
import org.agrona.DirectBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Puts the messages of one image together: Aeron's fragments of a message, and our chunks of a large push. Payload bytes are
 * copied once, from the term buffer to a buffer of exactly their size that the receiver then owns. At most one chunked push
 * is under way per image, so memory is bounded by {@link FrameHeader#PAYLOAD_LENGTH_MAX}; a push with a missing chunk is dropped
 * (H36). One thread.
 */
final class FrameAssembler {
    /** Where whole frames go, and who says which messages are for us. */
    interface Sink {
        /** False to ignore the message: of another cluster, for another broker, over a cut link. */
        boolean accepts(Envelope envelope);

        void deliver(Envelope envelope, ReplicaFrame frame, int bytes);
    }

    /** A frame whose payload is on its way. */
    private static final class Assembly {
        final FrameHeader header;
        final ReplicaFrame frame;
        final ByteBuffer rest;

        Assembly(FrameHeader header, ReplicaFrame frame, ByteBuffer payload) {
            this.header = header;
            this.frame = frame;
            this.rest = payload.duplicate();
        }
    }

    private final Sink sink;
    private final Tally tally;
    private final ByteBuffer scratch = ByteBuffer.allocate(FrameHeader.LENGTH_MAX);
    /** The message of which fragments are being read; null: they are skipped. */
    private @Nullable Assembly message;
    /** The push of which chunks are being read. */
    private @Nullable Assembly chunked;

    FrameAssembler(Sink sink, Tally tally) {
        this.sink = sink;
        this.tally = tally;
    }

    /** One fragment of the image, with Aeron's frame flags. */
    void onFragment(DirectBuffer buffer, int offset, int length, byte flags) {
        boolean begins = (flags & FrameDescriptor.BEGIN_FRAG_FLAG) != 0;
        boolean ends = (flags & FrameDescriptor.END_FRAG_FLAG) != 0;
        try {
            int consumed = begins ? begin(buffer, offset, length) : 0;
            if (message != null) {
                append(message, buffer, offset + consumed, length - consumed);
                if (ends) {
                    end(message);
                }
            }
        } catch (MalformedFrameException e) {
            tally.malformed.increment();
            message = null;
        }
    }

    /** The image has gone; what was under way will not come. */
    void abandon() {
        message = null;
        loseChunked();
    }

    /** Reads the header of a message. Returns its length. */
    private int begin(DirectBuffer buffer, int offset, int length) {
        message = null;
        int readable = Math.min(length, FrameHeader.LENGTH_MAX);
        scratch.clear();
        buffer.getBytes(offset, scratch, readable);
        scratch.flip();
        FrameHeader header = FrameHeader.decode(scratch);
        if (header.headerLength() > readable) {
            throw new MalformedFrameException("header of " + header.headerLength() + " bytes in " + readable);
        }
        if (sink.accepts(header.envelope())) {
            message = header.kind() == FrameHeader.CHUNK ? continued(header) : begun(header);
        }
        return header.headerLength();
    }

    private Assembly begun(FrameHeader header) {
        scratch.limit(header.headerLength());
        ByteBuffer payload = ByteBuffer.allocate(header.payloadLength());
        Assembly assembly = new Assembly(header, ReplicaFrameCodec.decode(header, scratch, payload), payload);
        if (header.series() != 0) {
            loseChunked();
            chunked = assembly;
        }
        return assembly;
    }

    private @Nullable Assembly continued(FrameHeader header) {
        Assembly current = chunked;
        if (current == null
                || current.header.series() != header.series()
                || current.header.payloadLength() != header.payloadLength()
                || current.rest.position() != header.chunkOffset()
                || !current.header.envelope().equals(header.envelope())) {
            loseChunked();
            return null;
        }
        return current;
    }

    private void append(Assembly assembly, DirectBuffer buffer, int offset, int length) {
        if (length > assembly.rest.remaining()) {
            forget(assembly);
            throw new MalformedFrameException(
                    "payload longer than the " + assembly.header.payloadLength() + " announced");
        }
        buffer.getBytes(offset, assembly.rest, length);
    }

    private void end(Assembly assembly) {
        message = null;
        if (!assembly.rest.hasRemaining()) {
            forget(assembly);
            sink.deliver(
                    assembly.header.envelope(),
                    assembly.frame,
                    assembly.header.headerLength() + assembly.header.payloadLength());
        } else if (assembly.header.series() == 0) {
            throw new MalformedFrameException(
                    "payload ends " + assembly.rest.remaining() + " bytes before its announced length");
        }
    }

    private void forget(Assembly assembly) {
        message = null;
        if (chunked == assembly) {
            chunked = null;
        }
    }

    private void loseChunked() {
        if (chunked != null) {
            tally.lostChunks.increment();
            chunked = null;
        }
    }
}
