package io.sampo.samples.filecopy;

import io.sampo.client.ConsumerRecord;
import io.sampo.client.ProducerRecord;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.pekko.util.ByteString;

/**
 * A piece of a file, as a record: the value is its bytes, the key says at which position of the file they begin. So both sides
 * tell from what they have where to go on, and a piece that is in the topic twice changes nothing.
 */
record Piece(long position, ByteString bytes) {
    /** Bytes of a piece, but for the last one of a file, which may be shorter. */
    static final int BYTES = 64 * 1024;

    /** @throws IllegalStateException if it is a record of another program */
    static Piece of(ConsumerRecord record) {
        ByteBuffer value = record.value();
        try {
            if (value != null) {
                return new Piece(
                        Long.parseUnsignedLong(String.valueOf(record.keyText())), ByteString.fromByteBuffer(value));
            }
        } catch (NumberFormatException e) {
            // Said below.
        }
        throw new IllegalStateException(
                "the record at offset " + record.offset() + " of " + record.partition() + " is no piece of a file");
    }

    ProducerRecord toRecord(String topic) {
        ByteBuffer key = StandardCharsets.UTF_8.encode(Long.toString(position));
        return new ProducerRecord(topic, 0, null, key, bytes.asByteBuffer(), List.of());
    }

    /** Position of the first byte behind it. */
    long end() {
        return position + bytes.size();
    }

    /**
     * What a file of that length lacks of it; nothing where it has all of it.
     *
     * @throws IllegalStateException if something is missing between the file and this piece
     */
    ByteString behind(long length) {
        if (position > length) {
            throw new IllegalStateException("the bytes from " + length + " to " + position + " are missing");
        }
        return bytes.drop((int) Math.min(length - position, bytes.size()));
    }
}
