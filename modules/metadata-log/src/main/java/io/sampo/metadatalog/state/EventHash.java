package io.sampo.metadatalog.state;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** The first eight bytes of SHA-256: enough to tell two events with one sequence number apart. */
final class EventHash {
    private EventHash() {}

    static long of(byte[] event) {
        try {
            return ByteBuffer.wrap(MessageDigest.getInstance("SHA-256").digest(event))
                    .getLong();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
