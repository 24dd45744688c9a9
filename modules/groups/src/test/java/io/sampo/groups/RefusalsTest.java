package io.sampo.groups;

import static org.assertj.core.api.Assertions.assertThat;

import io.sampo.groups.GroupRequest.FetchOffsets;
import io.sampo.groups.GroupRequest.Heartbeat;
import io.sampo.groups.GroupRequest.Join;
import io.sampo.groups.GroupRequest.Sync;
import io.sampo.model.ErrorCode;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What is said where no group was asked, as in Kafka. */
class RefusalsTest {
    private static final Join JOIN = new Join("m", null, "consumer", List.of(), 45_000, 300_000, false, true);
    private static final Sync SYNC = new Sync("m", null, 1, null, null, Map.of());
    private static final Heartbeat HEARTBEAT = new Heartbeat("m", null, 1);

    private static ErrorCode told(GroupRequest request, ErrorCode error) {
        return Refusals.of(request, error).error();
    }

    @Test
    void aLoadIsToldOnlyToThoseWhoExpectIt() {
        ErrorCode loading = ErrorCode.COORDINATOR_LOAD_IN_PROGRESS;
        assertThat(told(SYNC, loading)).isEqualTo(ErrorCode.REBALANCE_IN_PROGRESS);
        assertThat(told(HEARTBEAT, loading)).isEqualTo(ErrorCode.NONE);
        assertThat(told(JOIN, loading)).isEqualTo(loading);
        assertThat(told(new FetchOffsets(null, -1, null), loading)).isEqualTo(loading);
    }

    @Test
    void everyOtherErrorIsToldAsItIs() {
        ErrorCode elsewhere = ErrorCode.NOT_COORDINATOR;
        assertThat(told(SYNC, elsewhere)).isEqualTo(elsewhere);
        assertThat(told(HEARTBEAT, elsewhere)).isEqualTo(elsewhere);
        assertThat(told(JOIN, elsewhere)).isEqualTo(elsewhere);
    }
}
