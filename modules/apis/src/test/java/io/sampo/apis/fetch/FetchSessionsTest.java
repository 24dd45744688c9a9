package io.sampo.apis.fetch;

import static org.assertj.core.api.Assertions.assertThat;

import io.sampo.apis.fetch.FetchSessions.Plan;
import io.sampo.model.ErrorCode;
import io.sampo.protocol.message.FetchRequest;
import io.sampo.protocol.message.FetchRequest.FetchPartition;
import io.sampo.protocol.message.FetchRequest.FetchTopic;
import io.sampo.protocol.message.FetchRequest.ForgottenTopic;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class FetchSessionsTest {
    private final FetchSessions sessions = new FetchSessions();

    private static FetchRequest request(int sessionId, int epoch, int... partitions) {
        List<FetchPartition> wanted = new ArrayList<>();
        for (int partition : partitions) {
            wanted.add(new FetchPartition().partition(partition).fetchOffset(partition * 10L));
        }
        return new FetchRequest()
                .sessionId(sessionId)
                .sessionEpoch(epoch)
                .topics(
                        wanted.isEmpty()
                                ? List.of()
                                : List.of(new FetchTopic().topic("t").partitions(wanted)));
    }

    private static List<Integer> partitions(Plan plan) {
        return plan.targets().stream().map(target -> target.key().partition()).toList();
    }

    @Test
    void whoeverWantsNoSessionGetsNone() {
        Plan plan = sessions.plan(request(0, -1, 1, 2), false);
        assertThat(plan.sessionId()).isZero();
        assertThat(plan.incremental()).isFalse();
        assertThat(partitions(plan)).containsExactly(1, 2);
    }

    @Test
    void aSessionRemembersWhatWasNamedAndTakesChanges() {
        // given
        int id = sessions.plan(request(0, 0, 1, 2, 3), false).sessionId();
        // when
        FetchRequest change = request(id, 1, 4)
                .forgottenTopicsData(List.of(new ForgottenTopic().topic("t").partitions(new int[] {2})));
        Plan plan = sessions.plan(change, false);
        // then
        assertThat(plan.incremental()).isTrue();
        assertThat(partitions(plan)).containsExactly(1, 3, 4);
        assertThat(plan.targets().get(0).offset()).isEqualTo(10);
        assertThat(partitions(sessions.plan(request(id, 2), false))).containsExactly(1, 3, 4);
    }

    @Test
    void everyRequestHasItsTurnAndNoOther() {
        int id = sessions.plan(request(0, 0, 1), false).sessionId();
        assertThat(sessions.plan(request(id, 2), false).error()).isEqualTo(ErrorCode.INVALID_FETCH_SESSION_EPOCH);
        assertThat(sessions.plan(request(id + 1, 1), false).error()).isEqualTo(ErrorCode.FETCH_SESSION_ID_NOT_FOUND);
        assertThat(sessions.plan(request(id, 1), false).error()).isEqualTo(ErrorCode.NONE);
        assertThat(sessions.plan(request(id, 1), false).error()).isEqualTo(ErrorCode.INVALID_FETCH_SESSION_EPOCH);
    }

    @Test
    void aSessionThatItsClientEndsIsGone() {
        int id = sessions.plan(request(0, 0, 1), false).sessionId();
        assertThat(sessions.plan(request(id, -1, 1), false).sessionId()).isZero();
        assertThat(sessions.plan(request(id, 1), false).error()).isEqualTo(ErrorCode.FETCH_SESSION_ID_NOT_FOUND);
    }

    @Test
    void aSessionThatBeginsAnewHasAnotherId() {
        int id = sessions.plan(request(0, 0, 1), false).sessionId();
        Plan again = sessions.plan(request(id, 0, 2), false);
        assertThat(again.sessionId()).isNotEqualTo(id).isPositive();
        assertThat(partitions(sessions.plan(request(again.sessionId(), 1), false)))
                .containsExactly(2);
    }

    @Test
    void whoeverWasServedIsServedLastTheNextTime() {
        Plan first = sessions.plan(request(0, 0, 1, 2, 3), false);
        sessions.served(first.sessionId(), List.of(first.targets().get(0)));
        assertThat(partitions(sessions.plan(request(first.sessionId(), 1), false)))
                .containsExactly(2, 3, 1);
    }

    @Test
    void newsAreToldOnce() {
        FetchTarget target = sessions.plan(request(0, 0, 1), false).targets().get(0);
        assertThat(target.tell(5, 5, 0)).isTrue();
        assertThat(target.tell(5, 5, 0)).isFalse();
        assertThat(target.tell(6, 5, 0)).isTrue();
        target.toldError();
        assertThat(target.tell(6, 5, 0)).as("after an error").isTrue();
    }
}
