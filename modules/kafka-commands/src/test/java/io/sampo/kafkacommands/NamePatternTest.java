package io.sampo.kafkacommands;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class NamePatternTest {
    @Test
    void aPatternMeansWholeNames() {
        assertThat(NamePattern.of("test").matches("test")).isTrue();
        assertThat(NamePattern.of("test").matches("test2")).isFalse();
        assertThat(NamePattern.of("te.*").matches("test2")).isTrue();
    }

    @Test
    void aCommaIsAnAlternativeAndQuotesAreNoPartOfIt() {
        NamePattern pattern = NamePattern.of(" \"video, cnbook\" ");
        assertThat(pattern.matches("video")).isTrue();
        assertThat(pattern.matches("cnbook")).isTrue();
        assertThat(pattern.matches("video,cnbook")).isFalse();
    }

    @Test
    void whatIsNoPatternIsTold() {
        assertThatThrownBy(() -> NamePattern.of("(")).hasMessage("( is an invalid regex.");
    }
}
