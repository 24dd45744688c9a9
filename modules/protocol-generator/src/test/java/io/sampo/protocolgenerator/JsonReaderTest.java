package io.sampo.protocolgenerator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonReaderTest {
    @Test
    void commentsAreBlankAndNumbersStayText() {
        Map<String, Object> read = JsonReader.object("""
                // "not": "read"
                { "a": -1, // neither is this
                  "b": ["x\\"y", true, {"c": []}], "d": "0x7f // kept" }
                """);
        assertThat(read)
                .isEqualTo(Map.of("a", "-1", "b", List.of("x\"y", true, Map.of("c", List.of())), "d", "0x7f // kept"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "{\"a\" 1}",
                "{\"a\": }",
                "{\"a\": 1} x",
                "{\"a\": 1, \"a\": 2}",
                "{\"a\": \"\\q\"}",
                "[]"
            })
    void whatIsNoObjectIsRefused(String text) {
        assertThatExceptionOfType(SpecException.class).isThrownBy(() -> JsonReader.object(text));
    }
}
