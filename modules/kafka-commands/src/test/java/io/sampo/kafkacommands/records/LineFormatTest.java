package io.sampo.kafkacommands.records;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sampo.client.ProducerRecord;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class LineFormatTest {
    private static final Map<String, String> KEY_AND_HEADERS = Map.of("parse.key", "true", "parse.headers", "true");

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static @Nullable String text(@Nullable ByteBuffer bytes) {
        return bytes == null
                ? null
                : StandardCharsets.UTF_8.decode(bytes.duplicate()).toString();
    }

    @Property
    void aLineIsItsValueWhateverStandsInIt(@ForAll byte[] line) {
        ProducerRecord record = LineFormat.of("t", Map.of()).record(line, 1);
        assertThat(record.key()).isNull();
        assertThat(record.value()).isEqualTo(ByteBuffer.wrap(line));
        assertThat(record.headers()).isEmpty();
    }

    @Test
    void theFirstSeparatorEndsTheKey() {
        ProducerRecord record = LineFormat.of("t", Map.of("parse.key", "true", "key.separator", ":"))
                .record(utf8("alice:1:2"), 1);
        assertThat(text(record.key())).isEqualTo("alice");
        assertThat(text(record.value())).isEqualTo("1:2");
    }

    @Test
    void headersStandBeforeTheKey() {
        ProducerRecord record = LineFormat.of("t", KEY_AND_HEADERS).record(utf8("h1:x,h2:y:z\tkey\tvalue"), 1);
        assertThat(record.headers()).extracting(header -> header.key()).containsExactly("h1", "h2");
        assertThat(record.headers()).extracting(header -> text(header.value())).containsExactly("x", "y:z");
        assertThat(text(record.key())).isEqualTo("key");
        assertThat(text(record.value())).isEqualTo("value");
    }

    @Test
    void theNullMarkerIsNothing() {
        ProducerRecord record = LineFormat.of("t", Map.of("parse.key", "true", "null.marker", "NULL"))
                .record(utf8("gone\tNULL"), 1);
        assertThat(text(record.key())).isEqualTo("gone");
        assertThat(record.value()).isNull();
    }

    @Test
    void aLineWithoutItsSeparatorIsToldByNumberInKafkasWords() {
        LineFormat format = LineFormat.of("t", Map.of("parse.key", "true"));
        assertThatThrownBy(() -> format.record(utf8("nokey"), 3))
                .hasMessage("No key separator found on line number 3: 'nokey'");
        LineFormat headers = LineFormat.of("t", KEY_AND_HEADERS);
        assertThatThrownBy(() -> headers.record(utf8("h1:x"), 4))
                .hasMessage("No headers delimiter found on line number 4: 'h1:x'");
    }

    @Test
    void ignoreErrorTakesSuchALineAsAValue() {
        ProducerRecord record = LineFormat.of("t", Map.of("parse.key", "true", "ignore.error", "true"))
                .record(utf8("nokey"), 3);
        assertThat(record.key()).isNull();
        assertThat(text(record.value())).isEqualTo("nokey");
    }

    @Test
    void aPropertyThatNobodyKnowsIsTold() {
        assertThatThrownBy(() -> LineFormat.of("t", Map.of("parse.kye", "true")))
                .hasMessageContaining("parse.kye")
                .hasMessageContaining("parse.key");
    }
}
