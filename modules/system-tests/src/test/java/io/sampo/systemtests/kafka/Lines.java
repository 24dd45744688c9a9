package io.sampo.systemtests.kafka;

import io.sampo.client.ConsumerRecord;
import io.sampo.client.ProducerRecord;
import io.sampo.records.RecordHeader;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Numbered records as lines of text: {@code header:value TAB key TAB value}, which is how Kafka's console tools read and
 * print them. The values do not compress away, so that a topic has several segments with every codec.
 */
final class Lines {
    private static final int RANDOM_BYTES = 450;

    private Lines() {}

    /** {@code count} lines; the same seed gives the same. */
    static List<String> of(long seed, int count) {
        Random random = new Random(seed);
        byte[] bytes = new byte[RANDOM_BYTES];
        List<String> lines = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            random.nextBytes(bytes);
            lines.add("h" + i % 3 + ":x" + i + "\tkey-" + i + "\t" + i + "-"
                    + Base64.getEncoder().encodeToString(bytes));
        }
        return lines;
    }

    static ProducerRecord toRecord(String topic, int partition, String line) {
        String[] fields = line.split("\t");
        String[] header = fields[0].split(":");
        return ProducerRecord.of(topic, fields[1], fields[2])
                .toPartition(partition)
                .withHeaders(List.of(
                        new RecordHeader(header[0], ByteBuffer.wrap(header[1].getBytes(StandardCharsets.UTF_8)))));
    }

    static String of(ConsumerRecord record) {
        String headers = record.headers().stream()
                .map(header -> header.key() + ":" + text(header.value()))
                .collect(Collectors.joining(","));
        return headers + "\t" + record.keyText() + "\t" + record.valueText();
    }

    private static String text(@Nullable ByteBuffer bytes) {
        return bytes == null
                ? "null"
                : StandardCharsets.UTF_8.decode(bytes.duplicate()).toString();
    }
}
