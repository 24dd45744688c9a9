package io.sampo.model;

import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.Objects;
import java.util.UUID;

/**
 * Identity of a topic. A topic that is deleted and created again under the same name has another id, so a name alone
 * never decides anything (REPLICATION R14, KIP-516). Written like Kafka's {@code Uuid}: 22 characters of URL-safe base64.
 */
public record TopicId(UUID uuid) implements Comparable<TopicId> {
    private static final Base64.Encoder ENCODER = Base64.getUrlEncoder().withoutPadding();

    public TopicId {
        Objects.requireNonNull(uuid, "uuid");
    }

    /** A new random id; never one whose text starts with a dash, so that it may stand on a command line (as Kafka does). */
    public static TopicId random() {
        while (true) {
            TopicId id = new TopicId(UUID.randomUUID());
            if (!id.toString().startsWith("-")) {
                return id;
            }
        }
    }

    /**
     * Reads the 22 characters that {@link #toString()} writes.
     *
     * @throws IllegalArgumentException when {@code text} is not such an id; the message names it
     */
    public static TopicId parse(String text) {
        byte[] bytes;
        try {
            bytes = Base64.getUrlDecoder().decode(text);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("'" + text + "' is not a topic id: expected 22 characters of base64", e);
        }
        if (bytes.length != 16) {
            throw new IllegalArgumentException("'" + text + "' is not a topic id: expected 22 characters of base64");
        }
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        return new TopicId(new UUID(buffer.getLong(), buffer.getLong()));
    }

    @Override
    public int compareTo(TopicId other) {
        return uuid.compareTo(other.uuid);
    }

    @Override
    public String toString() {
        return ENCODER.encodeToString(ByteBuffer.allocate(16)
                .putLong(uuid.getMostSignificantBits())
                .putLong(uuid.getLeastSignificantBits())
                .array());
    }
}
