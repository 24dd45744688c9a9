package io.sampo.console.groups;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.ArgGroup;

class OffsetTargetTest {
    private static final long EARLIEST = 10;
    private static final long LATEST = 100;
    private static final long NOW_MS = Instant.parse("2026-11-29T20:00:00Z").toEpochMilli();

    private static final class Holder {
        @ArgGroup(multiplicity = "1")
        private OffsetTarget target;
    }

    private static OffsetTarget target(String... words) {
        return CommandLine.populateCommand(new Holder(), words).target;
    }

    private static long of(Long committed, String... words) {
        return target(words).of("book-0", committed, EARLIEST, LATEST, -1);
    }

    @Test
    void theEndsOfTheLogAreThoseOfTheLog() {
        assertThat(of(50L, "--to-earliest")).isEqualTo(EARLIEST);
        assertThat(of(50L, "--to-latest")).isEqualTo(LATEST);
    }

    @Test
    void aShiftCountsFromWhatIsCommittedAndStaysWithinTheLog() {
        assertThat(of(50L, "--shift-by", "7")).isEqualTo(57);
        assertThat(of(50L, "--shift-by", "-7")).isEqualTo(43);
        assertThat(of(50L, "--shift-by", "-100")).isEqualTo(EARLIEST);
        assertThat(of(50L, "--shift-by", "100")).isEqualTo(LATEST);
        assertThatThrownBy(() -> of(null, "--shift-by", "1")).hasMessageContaining("nothing to shift");
    }

    @Test
    void anOffsetOutsideOfTheLogIsItsNearestEnd() {
        assertThat(of(null, "--to-offset", "42")).isEqualTo(42);
        assertThat(of(null, "--to-offset", "3")).isEqualTo(EARLIEST);
        assertThat(of(null, "--to-offset", "1000")).isEqualTo(LATEST);
    }

    @Test
    void aTimeIsThatOfItsFirstRecordOrTheEnd() {
        // given
        OffsetTarget target = target("--to-datetime", "2026-11-29T19:30:00.000");

        // then
        assertThat(target.timestampMs(NOW_MS)).isEqualTo(NOW_MS - 30 * 60 * 1_000);
        assertThat(target.of("book-0", 50L, EARLIEST, LATEST, 77)).isEqualTo(77);
        assertThat(target.of("book-0", 50L, EARLIEST, LATEST, -1)).isEqualTo(LATEST);
    }

    @Test
    void aTimeMayNameItsZoneAndADurationCountsBackFromNow() {
        assertThat(target("--to-datetime", "2026-11-29T21:30:00+02:00").timestampMs(NOW_MS))
                .isEqualTo(NOW_MS - 30 * 60 * 1_000);
        assertThat(target("--by-duration", "PT30M").timestampMs(NOW_MS)).isEqualTo(NOW_MS - 30 * 60 * 1_000);
        assertThat(target("--to-earliest").timestampMs(NOW_MS)).isNull();
    }

    @Test
    void whatIsNoTimeIsRefusedWithWhatWouldBeRight() {
        assertThatThrownBy(() -> target("--to-datetime", "yesterday").timestampMs(NOW_MS))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("2026-11-29T20:15:00.000");
        assertThatThrownBy(() -> target("--by-duration", "30 minutes").timestampMs(NOW_MS))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("PT30M");
    }
}
