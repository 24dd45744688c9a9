package io.sampo.chaos.traffic;

import static org.assertj.core.api.Assertions.assertThat;

import io.sampo.chaos.model.Outcome;
import io.sampo.model.ErrorCode;
import io.sampo.model.SampoException;
import java.io.IOException;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;

class FailureRulesTest {
    private static Outcome of(ErrorCode error) {
        return FailureRules.outcome(new CompletionException(new SampoException(error, "no")));
    }

    @Test
    void onlyWhatProvesThatNothingWasAppendedIsAFailure() {
        assertThat(of(ErrorCode.MESSAGE_TOO_LARGE)).isEqualTo(Outcome.FAIL);
        assertThat(of(ErrorCode.TOPIC_AUTHORIZATION_FAILED)).isEqualTo(Outcome.FAIL);

        assertThat(of(ErrorCode.REQUEST_TIMED_OUT)).isEqualTo(Outcome.INFO);
        assertThat(of(ErrorCode.NOT_ENOUGH_REPLICAS)).isEqualTo(Outcome.INFO);
        assertThat(of(ErrorCode.NOT_LEADER_OR_FOLLOWER)).isEqualTo(Outcome.INFO);
        assertThat(FailureRules.outcome(new IOException("reset"))).isEqualTo(Outcome.INFO);
    }
}
