package io.sampo.protocol.frame;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import org.apache.kafka.common.network.Send;
import org.apache.kafka.common.network.TransferableChannel;
import org.apache.kafka.common.requests.AbstractRequest;
import org.apache.kafka.common.requests.RequestHeader;

/** A channel that keeps what kafka-clients' network client would have put into a socket: golden frames, made at test time. */
final class SentByKafka implements TransferableChannel {
    private final ByteArrayOutputStream sent = new ByteArrayOutputStream();

    private SentByKafka() {}

    /** The bytes of {@code request}, its size first. */
    static ByteBuffer frame(AbstractRequest request, RequestHeader header) {
        SentByKafka channel = new SentByKafka();
        Send send = request.toSend(header);
        try {
            while (!send.completed()) {
                send.writeTo(channel);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return ByteBuffer.wrap(channel.sent.toByteArray());
    }

    @Override
    public int write(ByteBuffer bytes) {
        byte[] copy = new byte[bytes.remaining()];
        bytes.get(copy);
        sent.writeBytes(copy);
        return copy.length;
    }

    @Override
    public long write(ByteBuffer[] buffers, int offset, int length) {
        long written = 0;
        for (int i = offset; i < offset + length; i++) {
            written += write(buffers[i]);
        }
        return written;
    }

    @Override
    public long write(ByteBuffer[] buffers) {
        return write(buffers, 0, buffers.length);
    }

    @Override
    public boolean hasPendingWrites() {
        return false;
    }

    @Override
    public long transferFrom(FileChannel file, long position, long count) throws IOException {
        throw new IOException("a request holds no file");
    }

    @Override
    public boolean isOpen() {
        return true;
    }

    @Override
    public void close() {}
}
