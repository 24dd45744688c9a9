package io.sampo.protocolgenerator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class VersionRangeTest {
    @ParameterizedTest
    @CsvSource({"3,3,3", "0-12,0,12", "7+,7,2147483647", "none,0,-1"})
    void specificationsWriteRangesInFourWays(String text, int first, int last) {
        assertThat(VersionRange.parse(text)).isEqualTo(new VersionRange(first, last));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "1-", "-2", "+", "1-2-3"})
    void anythingElseIsRefused(String text) {
        assertThatExceptionOfType(SpecException.class).isThrownBy(() -> VersionRange.parse(text));
    }

    @ParameterizedTest
    @CsvSource({
        "0+, true",
        "4-9, true",
        "none, false",
        "10+, false",
        "6+, version >= 6",
        "0-5, version <= 5",
        "6, version == 6",
        "5-6, version >= 5 && version <= 6"
    })
    void aConditionAsksOnlyWhatIsNotKnown(String range, String condition) {
        assertThat(VersionRange.parse(range).condition(new VersionRange(4, 9))).isEqualTo(condition);
    }

    @Test
    void theOppositeOfAConditionIsOne() {
        assertThat(VersionRange.negated("version >= 6")).isEqualTo("version < 6");
        assertThat(VersionRange.negated("version <= 6")).isEqualTo("version > 6");
        assertThat(VersionRange.negated("version == 6")).isEqualTo("version != 6");
        assertThat(VersionRange.negated("version >= 5 && version <= 6")).isEqualTo("!(version >= 5 && version <= 6)");
    }
}
