package io.sampo.kafkacommands.records;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sampo.client.ConsumerRecord;
import io.sampo.model.TopicPartition;
import io.sampo.records.RecordHeader;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RecordFormatTest {
    private static ByteBuffer utf8(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    }

    private static ConsumerRecord record(
            @Nullable ByteBuffer key, @Nullable ByteBuffer value, RecordHeader... headers) {
        return new ConsumerRecord(new TopicPartition("t", 1), 2, 1_700L, key, value, List.of(headers), 5);
    }

    private static String line(Map<String, String> properties, ConsumerRecord record) {
        return new String(RecordFormat.of(properties).line(record, "CreateTime"), StandardCharsets.UTF_8);
    }

    @Test
    void theValueAloneIsPrintedUnlessMoreIsAskedFor() {
        assertThat(line(Map.of(), record(utf8("k"), utf8("v")))).isEqualTo("v\n");
    }

    @Test
    void fieldsStandInTheOrderOfKafka() {
        Map<String, String> all = Map.of(
                "print.key", "true",
                "print.timestamp", "true",
                "print.offset", "true",
                "print.partition", "true",
                "print.headers", "true",
                "print.epoch", "true");
        assertThat(line(all, record(null, utf8("one"))))
                .isEqualTo("CreateTime:1700\tPartition:1\tOffset:2\tEpoch:5\tNO_HEADERS\tnull\tone\n");
        assertThat(line(
                        all,
                        record(
                                utf8("key"),
                                utf8("value"),
                                new RecordHeader("h1", utf8("x")),
                                new RecordHeader("h2", null))))
                .isEqualTo("CreateTime:1700\tPartition:1\tOffset:2\tEpoch:5\th1:x,h2:null\tkey\tvalue\n");
    }

    @Test
    void aKeyAloneEndsItsLineToo() {
        assertThat(line(Map.of("print.key", "true", "print.value", "false"), record(utf8("k"), utf8("v"))))
                .isEqualTo("k\n");
        assertThat(line(Map.of("print.value", "false"), record(utf8("k"), utf8("v"))))
                .isEmpty();
    }

    @Test
    void separatorsAndTheLiteralOfNothingAreChosen() {
        assertThat(line(
                        Map.of("print.key", "true", "key.separator", " = ", "line.separator", ";", "null.literal", "-"),
                        record(utf8("k"), null)))
                .isEqualTo("k = -;");
    }

    @Test
    void numbersAreReadAsKafkasDeserializersReadThem() {
        ByteBuffer count = ByteBuffer.allocate(8).putLong(42).flip();
        assertThat(line(
                        Map.of(
                                "print.key",
                                "true",
                                "value.deserializer",
                                "org.apache.kafka.common.serialization.LongDeserializer"),
                        record(utf8("word"), count)))
                .isEqualTo("word\t42\n");
        assertThatThrownBy(() -> line(Map.of("value.deserializer", "LongDeserializer"), record(null, utf8("v"))))
                .hasMessage("Size of data received by LongDeserializer is not 8");
    }

    @Test
    void whatNobodyKnowsIsToldWithWhatThereIs() {
        assertThatThrownBy(() -> RecordFormat.of(Map.of("print.kye", "true"))).hasMessageContaining("print.key");
        assertThatThrownBy(() -> RecordFormat.of(Map.of("value.deserializer", "com.me.MyDeserializer")))
                .hasMessageContaining("com.me.MyDeserializer")
                .hasMessageContaining("UUIDDeserializer");
    }
}
