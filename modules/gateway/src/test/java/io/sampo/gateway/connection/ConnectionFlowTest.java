package io.sampo.gateway.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import org.junit.jupiter.api.Test;

class ConnectionFlowTest {
    private static final ConnectionLimits LIMITS = new ConnectionLimits(2, 1_000, 50, 5_000, 100, 10, 700);

    private final ConnectionFlow flow = new ConnectionFlow(LIMITS, 1_000);

    @Test
    void whoeverSaysNothingIsClosedSoon() {
        assertThat(flow.nextDeadlineMs()).isEqualTo(1_050);
        assertThat(flow.due(1_049)).isNull();
        assertThat(flow.due(1_050)).isEqualTo(CloseReason.NO_REQUEST);
    }

    @Test
    void requestsInFlightStopTheReadingUntilOneIsAnswered() {
        flow.admitted(10, 1_000);
        assertThat(flow.mayRead()).isTrue();
        flow.admitted(10, 1_000);
        assertThat(flow.mayRead()).isFalse();
        flow.answered(10, 1_000);
        assertThat(flow.mayRead()).isTrue();
    }

    @Test
    void bytesInFlightStopTheReadingUntilTheyAreAnswered() {
        flow.admitted(1_000, 1_000);
        assertThat(flow.mayRead()).isFalse();
        flow.answered(1_000, 1_000);
        assertThat(flow.mayRead()).isTrue();
    }

    @Test
    void aRequestThatTricklesIsClosedThoughBytesKeepComing() {
        flow.admitted(10, 1_000);
        flow.answered(10, 1_000);
        CloseReason reason = null;
        long nowMs = 1_000;
        for (int bytes = 1; reason == null && bytes < 1_000; bytes++) {
            flow.received(bytes, nowMs);
            nowMs += 1_000;
            reason = flow.due(nowMs);
        }
        assertThat(reason).isEqualTo(CloseReason.SLOW_FRAME);
        assertThat(nowMs).isEqualTo(2_000);
    }

    @Test
    void aRequestThatKeepsUpTheSpeedMayTakeAsLongAsItTakes() {
        flow.admitted(10, 1_000);
        flow.answered(10, 1_000);
        long nowMs = 1_000;
        for (int bytes = 10; bytes < 2_000; bytes += 10) {
            flow.received(bytes, nowMs);
            nowMs += 1_000;
            assertThat(flow.due(nowMs)).as("after %s bytes", bytes).isNull();
        }
    }

    @Test
    void eachRequestHasItsOwnTime() {
        flow.received(900, 1_000);
        flow.admitted(950, 1_040);
        flow.answered(950, 1_040);
        flow.received(3, 9_000);
        assertThat(flow.nextDeadlineMs()).isEqualTo(9_000 + 100 + 300);
        flow.received(0, 9_010);
        assertThat(flow.nextDeadlineMs()).isEqualTo(9_010 + 5_000);
    }

    @Test
    void nobodyIsSlowWhoIsNotReadFrom() {
        flow.admitted(10, 1_000);
        flow.admitted(10, 1_000);
        flow.received(5, 1_000);
        assertThat(flow.due(1_000_000)).isNull();
        flow.answered(10, 1_000_000);
        assertThat(flow.due(1_000_099)).isNull();
        assertThat(flow.due(1_000_100)).isEqualTo(CloseReason.SLOW_FRAME);
    }

    @Test
    void whoeverTakesNothingOfWhatWaitsForHimIsClosed() {
        flow.admitted(10, 1_000);
        flow.answered(10, 1_000);
        flow.waiting(500, 2_000);
        assertThat(flow.due(2_699)).isNull();
        flow.waiting(400, 2_600);
        flow.waiting(600, 2_650);
        assertThat(flow.due(3_299)).isNull();
        assertThat(flow.due(3_300)).isEqualTo(CloseReason.NOT_READING);
        flow.waiting(0, 3_300);
        assertThat(flow.due(3_301)).isNull();
    }

    @Test
    void aConnectionIsIdleOnlyWithNothingToDo() {
        flow.admitted(10, 1_000);
        assertThat(flow.nextDeadlineMs()).isEqualTo(Long.MAX_VALUE);
        flow.answered(10, 7_000);
        assertThat(flow.due(11_999)).isNull();
        assertThat(flow.due(12_000)).isEqualTo(CloseReason.IDLE);
    }

    @Test
    void moreIsNeverAnsweredThanWasAsked() {
        assertThatIllegalStateException().isThrownBy(() -> flow.answered(1, 1_000));
    }

    @Test
    void aLimitOfNothingIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ConnectionLimits(1, 0, 1, 1, 1, 1, 1))
                .withMessage("bytesInFlightMax is 0; expected 1 or more");
    }
}
