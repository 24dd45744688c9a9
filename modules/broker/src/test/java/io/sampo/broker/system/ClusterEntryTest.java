package io.sampo.broker.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.sampo.transport.session.SessionFrame.ArteryAddress;
import org.junit.jupiter.api.Test;

class ClusterEntryTest {
    private static final ArteryAddress FIRST = new ArteryAddress("sampo", "h", 1);
    private static final ArteryAddress SECOND = new ArteryAddress("sampo", "h", 2);

    private final ClusterEntry entry = new ClusterEntry();

    @Test
    void theFirstLeaderIsAskedAtOnceAndOnce() {
        // when, then
        assertThat(entry.isDue(FIRST, false, 0)).isTrue();
        assertThat(entry.isDue(FIRST, false, 60_000)).isFalse();
    }

    @Test
    void anotherLeaderIsAskedWhenTheFirstHasNotLetUsIn() {
        // given
        entry.isDue(FIRST, false, 0);

        // when, then
        assertThat(entry.isDue(SECOND, false, 4_999)).isFalse();
        assertThat(entry.isDue(SECOND, false, 5_000)).isTrue();
    }

    @Test
    void aMemberAsksNobody() {
        // given
        entry.isDue(FIRST, false, 0);

        // when, then
        assertThat(entry.isDue(SECOND, true, 60_000)).isFalse();
    }
}
