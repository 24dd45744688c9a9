package io.sampo.groups.classic;

import io.sampo.groups.Blob;
import io.sampo.model.ErrorCode;
import io.sampo.model.SampoException;
import io.sampo.model.TopicPartition;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What consumers put into the protocol metadata and the assignments of the classic protocol: Kafka's ConsumerProtocolSubscription
 * and ConsumerProtocolAssignment, versions 0 to 3. A newer version is read as 3, as Kafka does: fields are only appended.
 */
public final class EmbeddedProtocolCodec {
    /** The protocol type of consumers. */
    public static final String PROTOCOL_TYPE = "consumer";

    private static final short NEWEST = 3;

    /**
     * What a consumer wants.
     *
     * @param owned what it says it owns (version 1)
     * @param generation of {@code owned}; -1 = unknown (version 2)
     * @param rackId null = unknown (version 3)
     */
    public record Subscription(
            SortedSet<String> topics,
            SortedSet<TopicPartition> owned,
            int generation,
            @Nullable String rackId) {
        public Subscription {
            topics = Collections.unmodifiableSortedSet(new TreeSet<>(topics));
            owned = Collections.unmodifiableSortedSet(new TreeSet<>(owned));
        }
    }

    /**
     * What a consumer was given.
     *
     * @param hasUserData an assignor of their own has added something that nobody else understands
     */
    public record Assignment(SortedSet<TopicPartition> partitions, boolean hasUserData) {
        public Assignment {
            partitions = Collections.unmodifiableSortedSet(new TreeSet<>(partitions));
        }
    }

    private EmbeddedProtocolCodec() {}

    /**
     * Reads a subscription.
     *
     * @throws SampoException INCONSISTENT_GROUP_PROTOCOL where the bytes are none
     */
    public static Subscription subscription(Blob metadata) {
        ByteBuffer bytes = ByteBuffer.wrap(metadata.toBytes());
        try {
            short version = readVersion(bytes);
            SortedSet<String> topics = new TreeSet<>();
            for (int left = count(bytes, 2); left > 0; left--) {
                topics.add(text(bytes));
            }
            skipBytes(bytes);
            SortedSet<TopicPartition> owned = version >= 1 ? partitions(bytes) : new TreeSet<>();
            int generation = version >= 2 ? bytes.getInt() : -1;
            String rackId = version >= 3 ? nullableText(bytes) : null;
            return new Subscription(topics, owned, generation, rackId);
        } catch (BufferUnderflowException tooShort) {
            throw malformed("subscription", "it ends too soon");
        }
    }

    /**
     * Reads an assignment; no bytes are no partitions.
     *
     * @throws SampoException INCONSISTENT_GROUP_PROTOCOL where the bytes are none
     */
    public static Assignment assignment(Blob assignment) {
        if (assignment.isEmpty()) {
            return new Assignment(Collections.emptySortedSet(), false);
        }
        ByteBuffer bytes = ByteBuffer.wrap(assignment.toBytes());
        try {
            readVersion(bytes);
            SortedSet<TopicPartition> partitions = partitions(bytes);
            return new Assignment(partitions, skipBytes(bytes) > 0);
        } catch (BufferUnderflowException tooShort) {
            throw malformed("assignment", "it ends too soon");
        }
    }

    /** The version of a subscription, at most the newest that is known here. */
    public static short version(Blob metadata) {
        try {
            return readVersion(ByteBuffer.wrap(metadata.toBytes()));
        } catch (BufferUnderflowException tooShort) {
            throw malformed("subscription", "it ends too soon");
        }
    }

    /** Writes an assignment, without user data. */
    public static Blob assignment(short version, Collection<TopicPartition> partitions) {
        return written(out -> {
            out.writeShort(version);
            write(out, partitions);
            out.writeInt(-1);
        });
    }

    /** Writes a subscription, without user data. */
    public static Blob subscription(short version, Subscription subscription) {
        return written(out -> {
            out.writeShort(version);
            out.writeInt(subscription.topics().size());
            for (String topic : subscription.topics()) {
                write(out, topic);
            }
            out.writeInt(-1);
            if (version >= 1) {
                write(out, subscription.owned());
            }
            if (version >= 2) {
                out.writeInt(subscription.generation());
            }
            if (version >= 3) {
                if (subscription.rackId() == null) {
                    out.writeShort(-1);
                } else {
                    write(out, subscription.rackId());
                }
            }
        });
    }

    private static short readVersion(ByteBuffer bytes) {
        short version = bytes.getShort();
        if (version < 0) {
            throw malformed("protocol metadata", "its version is " + version);
        }
        return (short) Math.min(version, NEWEST);
    }

    private static SortedSet<TopicPartition> partitions(ByteBuffer bytes) {
        SortedSet<TopicPartition> partitions = new TreeSet<>();
        for (int topics = count(bytes, 6); topics > 0; topics--) {
            String topic = text(bytes);
            for (int left = count(bytes, 4); left > 0; left--) {
                partitions.add(new TopicPartition(topic, bytes.getInt()));
            }
        }
        return partitions;
    }

    /** A count of things that take {@code least} bytes or more, so that garbage asks for no memory. */
    private static int count(ByteBuffer bytes, int least) {
        int count = bytes.getInt();
        if (count < 0 || (long) count * least > bytes.remaining()) {
            throw malformed("protocol metadata", "a count of " + count);
        }
        return count;
    }

    private static String text(ByteBuffer bytes) {
        String text = nullableText(bytes);
        if (text == null) {
            throw malformed("protocol metadata", "a name is null");
        }
        return text;
    }

    private static @Nullable String nullableText(ByteBuffer bytes) {
        short length = bytes.getShort();
        if (length < 0) {
            return null;
        }
        byte[] text = new byte[Math.min(length, bytes.remaining() + 1)];
        bytes.get(text);
        return new String(text, StandardCharsets.UTF_8);
    }

    private static int skipBytes(ByteBuffer bytes) {
        int length = bytes.getInt();
        if (length > bytes.remaining()) {
            throw malformed("protocol metadata", "user data of " + length + " bytes");
        }
        bytes.position(bytes.position() + Math.max(0, length));
        return length;
    }

    private static void write(DataOutputStream out, Collection<TopicPartition> partitions) throws IOException {
        SortedMap<String, SortedSet<Integer>> byTopic = new TreeMap<>();
        for (TopicPartition partition : partitions) {
            byTopic.computeIfAbsent(partition.topic(), topic -> new TreeSet<>()).add(partition.partition());
        }
        out.writeInt(byTopic.size());
        for (Map.Entry<String, SortedSet<Integer>> topic : byTopic.entrySet()) {
            write(out, topic.getKey());
            out.writeInt(topic.getValue().size());
            for (int partition : topic.getValue()) {
                out.writeInt(partition);
            }
        }
    }

    private static void write(DataOutputStream out, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        out.writeShort(bytes.length);
        out.write(bytes);
    }

    private interface Writing {
        void to(DataOutputStream out) throws IOException;
    }

    private static Blob written(Writing writing) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            writing.to(out);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return Blob.of(bytes.toByteArray());
    }

    private static SampoException malformed(String what, String why) {
        return new SampoException(
                ErrorCode.INCONSISTENT_GROUP_PROTOCOL, "A " + what + " of a consumer is malformed: " + why);
    }

    /** All names that the subscriptions speak of; null where one of them is none of a consumer. */
    static @Nullable SortedSet<String> topicsOf(List<Blob> subscriptions) {
        SortedSet<String> topics = new TreeSet<>();
        try {
            for (Blob subscription : subscriptions) {
                topics.addAll(subscription(subscription).topics());
            }
        } catch (SampoException notOfAConsumer) {
            return null;
        }
        return topics;
    }
}
