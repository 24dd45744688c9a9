package io.sampo.kafkacommands;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.AlphaChars;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;

class WordsTest {
    @Test
    void oneDashIsAsGoodAsTwoForALongOption() {
        assertThat(Words.withTwoDashes("-topic", "music", "--from-beginning", "-max-messages=3"))
                .containsExactly("--topic", "music", "--from-beginning", "--max-messages=3");
    }

    @Test
    void numbersLettersAndDashesStayWhatTheyAre() {
        assertThat(Words.withTwoDashes("--shift-by", "-10", "-", "-h", "--", "-topic"))
                .containsExactly("--shift-by", "-10", "-", "-h", "--", "-topic");
    }

    @Property
    void wordsThatBeginWithAnythingElseAreNotTouched(@ForAll @AlphaChars @StringLength(min = 1, max = 20) String word) {
        assertThat(Words.withTwoDashes(word, "--" + word)).containsExactly(word, "--" + word);
    }

    @Test
    void theValueOfAPairIsEverythingBehindTheFirstEqualSign() {
        assertThat(Words.pairs("--property", List.of("key.separator==", "null.marker=", "print.key=true")))
                .isEqualTo(Map.of("key.separator", "=", "null.marker", "", "print.key", "true"));
    }

    @Test
    void aPairWithoutEqualSignIsToldWithItsOption() {
        assertThatThrownBy(() -> Words.pairs("--config", List.of("retention.ms")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("--config retention.ms: expected key=value");
    }
}
