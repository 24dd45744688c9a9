package io.sampo.broker.quorum;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CandidacyTest {
    private final QuorumFormation.Candidacy candidacy = new QuorumFormation.Candidacy();

    @Test
    void whoBeginsOutsideAsksUntilItIsAMember() {
        assertThat(candidacy.asks(false)).isTrue();
        assertThat(candidacy.asks(false)).isTrue();
        assertThat(candidacy.asks(true)).isFalse();
    }

    @Test
    void whoIsRemovedAsksNoMore() {
        // given
        candidacy.asks(true);

        // when, then
        assertThat(candidacy.asks(false)).isFalse();
        assertThat(candidacy.asks(false)).isFalse();
    }
}
