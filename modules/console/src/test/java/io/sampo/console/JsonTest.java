package io.sampo.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.ConfigFactory;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class JsonTest {
    @Test
    void membersKeepTheirOrderAndListsOfNumbersTheirLine() {
        // given
        Map<String, Object> partition = new LinkedHashMap<>();
        partition.put("partition", 0);
        partition.put("leader", null);
        partition.put("isr", List.of(1, 2));

        // then
        assertThat(Json.text(List.of(partition))).isEqualTo("""
                        [
                          {
                            "partition": 0,
                            "leader": null,
                            "isr": [1, 2]
                          }
                        ]""");
    }

    @Test
    void emptyThingsStayShort() {
        assertThat(Json.text(Map.of())).isEqualTo("{}");
        assertThat(Json.text(List.of())).isEqualTo("[]");
    }

    @Test
    void unknownTypeIsRefused() {
        assertThatThrownBy(() -> Json.text(new Object())).isInstanceOf(IllegalArgumentException.class);
    }

    @Property(tries = 300)
    void anyTextIsReadBackByAParser(@ForAll String text) {
        // Unpaired surrogates are not text, no encoding carries them.
        if (text.codePoints().noneMatch(c -> Character.isSurrogate((char) c) && c <= 0xFFFF)) {
            String json = Json.text(Map.of("text", text));
            assertThat(ConfigFactory.parseString(json).getString("text")).isEqualTo(text);
        }
    }
}
