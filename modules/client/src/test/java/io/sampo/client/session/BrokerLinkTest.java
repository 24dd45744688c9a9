package io.sampo.client.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sampo.client.session.BrokerLink.ProbeRules;
import org.junit.jupiter.api.Test;

class BrokerLinkTest {
    private final Credit credit = new Credit(100);
    private final BrokerLink<String> link = new BrokerLink<>(new ProbeRules(500, 2_000, 3_000, 30_000), credit);

    @Test
    void requestsWaitForTheSessionAndKeepTheirOrder() {
        link.request(1, 10, "a", 0);
        link.request(2, 10, "b", 0);
        assertThat(link.wantsSession()).isTrue();
        assertThat(link.nextToSend(0)).isNull();
        link.opened(0);
        assertThat(link.nextToSend(0)).isEqualTo("a");
        assertThat(link.nextToSend(0)).isEqualTo("b");
        assertThat(link.nextToSend(0)).isNull();
    }

    @Test
    void noMoreBytesAreUnderWayThanTheCredit() {
        link.opened(0);
        link.request(1, 60, "a", 0);
        link.request(2, 60, "b", 0);
        assertThat(link.nextToSend(0)).isEqualTo("a");
        assertThat(link.nextToSend(0)).isNull();
        assertThat(link.answered(1)).isEqualTo("a");
        assertThat(link.nextToSend(0)).isEqualTo("b");
        assertThat(credit.bytesUsed()).isEqualTo(60);
    }

    @Test
    void oneRequestAboveTheWholeCreditLeavesAlone() {
        link.opened(0);
        link.request(1, 500, "large", 0);
        assertThat(link.nextToSend(0)).isEqualTo("large");
    }

    @Test
    void aProbeThatNothingFollowsEndsTheSession() {
        // given
        link.opened(0);
        link.request(1, 10, "a", 0);
        link.nextToSend(0);
        // when, then
        assertThat(link.probeDue(499)).isFalse();
        assertThat(link.probeDue(500)).isTrue();
        assertThat(link.isSilent(2_499)).isFalse();
        assertThat(link.isSilent(2_500)).isTrue();
        link.heard();
        assertThat(link.isSilent(2_500)).isFalse();
    }

    @Test
    void anIdleSessionIsProbedSeldom() {
        link.opened(0);
        assertThat(link.probeDue(2_999)).isFalse();
        assertThat(link.probeDue(3_000)).isTrue();
    }

    @Test
    void whatWasLostComesBackInOrderAndGivesItsCreditBack() {
        link.opened(0);
        link.request(1, 90, "a", 0);
        link.request(2, 90, "b", 0);
        link.nextToSend(0);
        assertThat(link.closed()).containsExactly("a", "b");
        assertThat(credit.bytesUsed()).isZero();
        assertThat(link.answered(1)).isNull();
    }

    @Test
    void aRequestThatALivingBrokerSitsOnTimesOut() {
        link.opened(0);
        link.request(1, 10, "a", 0);
        link.nextToSend(0);
        assertThat(link.timedOut(29_999)).isEmpty();
        assertThat(link.timedOut(30_000)).containsExactly("a");
        assertThat(credit.bytesUsed()).isZero();
    }

    @Test
    void aCancelledRequestIsOnlyToldToTheBrokerIfItHadLeft() {
        link.request(1, 10, "a", 0);
        assertThat(link.cancel(1)).isNull();
        link.opened(0);
        link.request(2, 10, "b", 0);
        link.nextToSend(0);
        assertThat(link.cancel(2)).isEqualTo("b");
        assertThat(credit.bytesUsed()).isZero();
    }

    @Test
    void anOpeningThatNobodyAnswersIsGivenUp() {
        link.opening(0);
        assertThat(link.isSilent(1_999)).isFalse();
        assertThat(link.isSilent(2_000)).isTrue();
    }

    @Test
    void moreThanWasTakenIsNotGivenBack() {
        assertThatThrownBy(() -> credit.giveBack(1)).isInstanceOf(IllegalStateException.class);
    }
}
