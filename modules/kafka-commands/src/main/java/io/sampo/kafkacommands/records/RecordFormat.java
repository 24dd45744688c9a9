package io.sampo.kafkacommands.records;

import io.sampo.client.ConsumerRecord;
import io.sampo.records.RecordHeader;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A record as Kafka's console consumer prints it, by the names of its properties: of timestamp, partition, offset, epoch,
 * headers, key and value those that are asked for, in that order. Pure.
 */
final class RecordFormat {
    private static final Set<String> KNOWN = Set.of(
            "print.timestamp",
            "print.partition",
            "print.offset",
            "print.delivery",
            "print.epoch",
            "print.headers",
            "print.key",
            "print.value",
            "key.separator",
            "line.separator",
            "headers.separator",
            "null.literal",
            "key.deserializer",
            "value.deserializer",
            "headers.deserializer");

    private final Map<String, String> properties;
    private final byte[] keySeparator;
    private final byte[] lineSeparator;
    private final byte[] headersSeparator;
    private final byte[] nullLiteral;
    private final Deserializer keys;
    private final Deserializer values;
    private final Deserializer headers;

    private RecordFormat(Map<String, String> properties) {
        this.properties = Map.copyOf(properties);
        this.keySeparator = utf8(properties.getOrDefault("key.separator", "\t"));
        this.lineSeparator = utf8(properties.getOrDefault("line.separator", "\n"));
        this.headersSeparator = utf8(properties.getOrDefault("headers.separator", ","));
        this.nullLiteral = utf8(properties.getOrDefault("null.literal", "null"));
        this.keys = deserializer("key.deserializer");
        this.values = deserializer("value.deserializer");
        this.headers = deserializer("headers.deserializer");
    }

    /**
     * The format that these properties mean.
     *
     * @throws IllegalArgumentException in one line, naming a property that is none or has no legal value
     */
    static RecordFormat of(Map<String, String> properties) {
        for (String key : properties.keySet()) {
            if (!KNOWN.contains(key)) {
                throw new IllegalArgumentException("--formatter-property " + key + " is not one of "
                        + String.join(", ", KNOWN.stream().sorted().toList()));
            }
        }
        return new RecordFormat(properties);
    }

    private Deserializer deserializer(String key) {
        return Deserializer.named(key, properties.getOrDefault(key, "StringDeserializer"));
    }

    private boolean prints(String what) {
        return Boolean.parseBoolean(properties.getOrDefault("print." + what, Boolean.toString(what.equals("value"))));
    }

    /**
     * The line of a record, with its end; nothing where nothing is asked for.
     *
     * @param timestampType CreateTime or LogAppendTime
     * @throws IllegalArgumentException where key, value or a header is none of its type
     */
    byte[] line(ConsumerRecord record, String timestampType) {
        Line line = new Line();
        if (prints("timestamp")) {
            line.field(utf8(timestampType + ":" + record.timestampMs()));
        }
        if (prints("partition")) {
            line.field(utf8("Partition:" + record.partition().partition()));
        }
        if (prints("offset")) {
            line.field(utf8("Offset:" + record.offset()));
        }
        if (prints("delivery")) {
            // Of share groups, which are none of these.
            line.field(utf8("Delivery:NOT_PRESENT"));
        }
        if (prints("epoch")) {
            line.field(utf8("Epoch:" + (record.leaderEpoch() < 0 ? "NOT_PRESENT" : record.leaderEpoch())));
        }
        if (prints("headers")) {
            line.field(headers(record));
        }
        if (prints("key")) {
            line.field(text(keys, record.key()));
        }
        if (prints("value")) {
            line.field(text(values, record.value()));
        }
        return line.ended();
    }

    private byte[] headers(ConsumerRecord record) {
        if (record.headers().isEmpty()) {
            return utf8("NO_HEADERS");
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (Iterator<RecordHeader> all = record.headers().iterator(); all.hasNext(); ) {
            RecordHeader header = all.next();
            bytes.writeBytes(utf8(header.key() + ":"));
            bytes.writeBytes(text(headers, header.value()));
            if (all.hasNext()) {
                bytes.writeBytes(headersSeparator);
            }
        }
        return bytes.toByteArray();
    }

    private byte[] text(Deserializer deserializer, @Nullable ByteBuffer bytes) {
        return bytes == null ? nullLiteral : deserializer.text(bytes);
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** Fields with the separator between them. */
    private final class Line {
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        private boolean isBegun;

        private void field(byte[] text) {
            if (isBegun) {
                bytes.writeBytes(keySeparator);
            }
            isBegun = true;
            bytes.writeBytes(text);
        }

        private byte[] ended() {
            if (isBegun) {
                bytes.writeBytes(lineSeparator);
            }
            return bytes.toByteArray();
        }
    }
}
