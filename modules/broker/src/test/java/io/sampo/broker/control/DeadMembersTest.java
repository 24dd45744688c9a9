package io.sampo.broker.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.sampo.broker.control.DeadMembers.Seen;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class DeadMembersTest {
    private static final long MINUTE_MS = 60_000;
    private static final Seen TWO = new Seen(20, 2, false, false);
    private static final Seen TWO_UNREACHABLE = new Seen(20, 2, true, false);
    private static final Seen TWO_AGAIN = new Seen(21, 2, true, false);
    private static final Seen THREE_UNREACHABLE = new Seen(30, 3, true, false);

    private final DeadMembers dead = new DeadMembers(MINUTE_MS);

    @Test
    void aProvenDeadMemberStaysUntilTheFailureDetectorHasNoticed() {
        // given
        dead.provenDead(2, List.of(TWO, THREE_UNREACHABLE));

        // when, then: downed sooner it would keep its own next incarnation out
        assertThat(dead.decide(List.of(TWO), Set.of(2), 0)).isEmpty();
        assertThat(dead.decide(List.of(TWO_UNREACHABLE), Set.of(2), 1))
                .extracting(DeadMembers.Removal::member)
                .containsExactly(TWO_UNREACHABLE);
    }

    @Test
    void theProofIsOfThatProcessAlone() {
        // given
        dead.provenDead(2, List.of(TWO));

        // when: another process of the same broker, and another broker, are cut off
        List<DeadMembers.Removal> removals = dead.decide(List.of(TWO_AGAIN, THREE_UNREACHABLE), Set.of(2, 3), 0);

        // then
        assertThat(removals).isEmpty();
    }

    @Test
    void aProofIsForgottenWithItsMember() {
        // given
        dead.provenDead(2, List.of(TWO));
        dead.decide(List.of(), Set.of(), 0);

        // when
        List<DeadMembers.Removal> removals = dead.decide(List.of(TWO_UNREACHABLE), Set.of(2), 1);

        // then
        assertThat(removals).isEmpty();
    }

    @Test
    void withoutProofAMemberGoesWhenItWasFencedForLongAndIsUnreachable() {
        // given
        dead.decide(List.of(TWO_UNREACHABLE), Set.of(2), 0);

        // when, then
        assertThat(dead.decide(List.of(TWO_UNREACHABLE), Set.of(2), MINUTE_MS - 1))
                .isEmpty();
        assertThat(dead.decide(List.of(TWO), Set.of(2), MINUTE_MS)).isEmpty();
        assertThat(dead.decide(List.of(TWO_UNREACHABLE), Set.of(2), MINUTE_MS)).hasSize(1);
    }

    @Test
    void whoseBrokerIsRegisteredElsewhereGoesAsSoonAsItIsUnreachable() {
        // given
        Seen displaced = new Seen(20, 2, false, true);
        Seen cutOff = new Seen(20, 2, true, true);

        // when, then: nobody is fenced, for the other one serves
        assertThat(dead.decide(List.of(displaced, TWO_AGAIN), Set.of(), 0)).isEmpty();
        assertThat(dead.decide(List.of(cutOff, TWO_AGAIN), Set.of(), 1))
                .extracting(DeadMembers.Removal::member)
                .containsExactly(cutOff);
    }

    @Test
    void aBrokerThatWasUnfencedMeanwhileStartsItsMinuteAnew() {
        // given
        dead.decide(List.of(TWO_UNREACHABLE), Set.of(2), 0);
        dead.decide(List.of(TWO_UNREACHABLE), Set.of(), 1_000);

        // when, then
        assertThat(dead.decide(List.of(TWO_UNREACHABLE), Set.of(2), MINUTE_MS)).isEmpty();
    }

    @Test
    void aControllerThatWasAwayCountsFromItsReturn() {
        // given
        dead.decide(List.of(TWO_UNREACHABLE), Set.of(2), 0);

        // when
        dead.forgetFenced();

        // then
        assertThat(dead.decide(List.of(TWO_UNREACHABLE), Set.of(2), MINUTE_MS)).isEmpty();
    }
}
