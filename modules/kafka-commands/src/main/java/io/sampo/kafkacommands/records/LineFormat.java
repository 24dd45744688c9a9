package io.sampo.kafkacommands.records;

import io.sampo.client.ProducerRecord;
import io.sampo.records.RecordHeader;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a line of the console producer holds: {@code headers key value}, of which headers and key are there if asked for. The
 * names of the properties are those of Kafka's line reader. Lines are bytes. Pure.
 */
final class LineFormat {
    private static final Set<String> KNOWN = Set.of(
            "parse.key",
            "parse.headers",
            "ignore.error",
            "key.separator",
            "headers.delimiter",
            "headers.separator",
            "headers.key.separator",
            "null.marker");

    private final String topic;
    private final boolean parseKey;
    private final boolean parseHeaders;
    private final boolean ignoreError;
    private final byte[] keySeparator;
    private final byte[] headersDelimiter;
    private final byte[] headersSeparator;
    private final byte[] headerKeySeparator;
    private final byte @Nullable [] nullMarker;

    private LineFormat(String topic, Map<String, String> properties) {
        this.topic = topic;
        this.parseKey = Boolean.parseBoolean(properties.getOrDefault("parse.key", "false"));
        this.parseHeaders = Boolean.parseBoolean(properties.getOrDefault("parse.headers", "false"));
        this.ignoreError = Boolean.parseBoolean(properties.getOrDefault("ignore.error", "false"));
        this.keySeparator = separator(properties, "key.separator", "\t");
        this.headersDelimiter = separator(properties, "headers.delimiter", "\t");
        this.headersSeparator = separator(properties, "headers.separator", ",");
        this.headerKeySeparator = separator(properties, "headers.key.separator", ":");
        String marker = properties.get("null.marker");
        this.nullMarker = marker == null ? null : marker.getBytes(StandardCharsets.UTF_8);
    }

    /**
     * The format that these properties mean.
     *
     * @throws IllegalArgumentException in one line, naming a property that is none or has no legal value
     */
    static LineFormat of(String topic, Map<String, String> properties) {
        for (String key : properties.keySet()) {
            if (!KNOWN.contains(key)) {
                throw new IllegalArgumentException("--reader-property " + key + " is not one of "
                        + String.join(", ", KNOWN.stream().sorted().toList()));
            }
        }
        return new LineFormat(topic, properties);
    }

    private static byte[] separator(Map<String, String> properties, String key, String usual) {
        String text = properties.getOrDefault(key, usual);
        if (text.isEmpty()) {
            throw new IllegalArgumentException("--reader-property " + key + " is empty; expected what stands between");
        }
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /**
     * The record that the line stands for.
     *
     * @param number of the line, from 1
     * @throws IllegalArgumentException in one line, where something that was asked for is not there
     */
    ProducerRecord record(byte[] line, long number) {
        int from = 0;
        List<RecordHeader> headers = List.of();
        if (parseHeaders) {
            int end = indexOf(line, headersDelimiter, from);
            if (end >= 0) {
                headers = headers(Arrays.copyOfRange(line, from, end), number);
                from = end + headersDelimiter.length;
            } else if (!ignoreError) {
                throw missing("headers delimiter", number, line);
            }
        }
        byte[] key = null;
        if (parseKey) {
            int end = indexOf(line, keySeparator, from);
            if (end >= 0) {
                key = Arrays.copyOfRange(line, from, end);
                from = end + keySeparator.length;
            } else if (!ignoreError) {
                throw missing("key separator", number, line);
            }
        }
        byte[] value = Arrays.copyOfRange(line, from, line.length);
        return new ProducerRecord(topic, orNull(key), orNull(value)).withHeaders(headers);
    }

    private List<RecordHeader> headers(byte[] text, long number) {
        List<RecordHeader> headers = new ArrayList<>();
        if (text.length == 0 || isNull(text)) {
            return headers;
        }
        int from = 0;
        while (from <= text.length) {
            int found = indexOf(text, headersSeparator, from);
            int end = found < 0 ? text.length : found;
            byte[] one = Arrays.copyOfRange(text, from, end);
            int at = indexOf(one, headerKeySeparator, 0);
            if (at < 0 && !ignoreError) {
                throw missing("header key separator in pair '" + utf8(one) + "'", number, text);
            }
            byte[] key = at < 0 ? one : Arrays.copyOf(one, at);
            byte[] value = at < 0 ? null : Arrays.copyOfRange(one, at + headerKeySeparator.length, one.length);
            if (isNull(key)) {
                throw new IllegalArgumentException(
                        "Header keys should not be equal to the null marker '" + utf8(key) + "' as they can't be null");
            }
            byte[] kept = orNull(value);
            headers.add(new RecordHeader(utf8(key), kept == null ? null : ByteBuffer.wrap(kept)));
            from = end + headersSeparator.length;
        }
        return headers;
    }

    private boolean isNull(byte[] bytes) {
        return nullMarker != null && Arrays.equals(bytes, nullMarker);
    }

    private byte @Nullable [] orNull(byte @Nullable [] bytes) {
        return bytes == null || isNull(bytes) ? null : bytes;
    }

    private static IllegalArgumentException missing(String what, long number, byte[] line) {
        return new IllegalArgumentException(
                "No " + what + " found on line number " + number + ": '" + utf8(line) + "'");
    }

    private static String utf8(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private static int indexOf(byte[] line, byte[] wanted, int from) {
        for (int at = from; at + wanted.length <= line.length; at++) {
            if (Arrays.equals(line, at, at + wanted.length, wanted, 0, wanted.length)) {
                return at;
            }
        }
        return -1;
    }
}
