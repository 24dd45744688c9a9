package io.sampo.groups;

import static org.assertj.core.api.Assertions.assertThat;

import io.sampo.assignors.UniformAssignor;
import io.sampo.groups.GroupRequest.FetchOffsets;
import io.sampo.groups.GroupRequest.Heartbeat;
import io.sampo.groups.consumer.TargetAssignor;
import io.sampo.model.ErrorCode;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Until everything is read back, nothing is known, and that is what is said (R23). */
class LoadingTest {
    private final ConsumerGroup loading =
            new ConsumerGroup("g", GroupSettings.DEFAULT, new TargetAssignor(List.of(new UniformAssignor())));
    private final RequestContext context = new RequestContext(1, new Now(1, 1), "c", "/h", "id");

    @Test
    void aGroupThatIsLoadingSaysSo() {
        assertThat(loading.fetch(new FetchOffsets(null, -1, null), GroupTopics.NONE)
                        .error())
                .isEqualTo(ErrorCode.COORDINATOR_LOAD_IN_PROGRESS);
        Decision refused = loading.heartbeat(new Heartbeat("m", null, 1), context);
        assertThat(refused.answers().get(0).response().error()).isEqualTo(ErrorCode.COORDINATOR_LOAD_IN_PROGRESS);
        assertThat(refused.records()).isEmpty();
    }

    @Test
    void aGroupThatIsLoadedAndNewKnowsThatThereIsNothing() {
        // when
        loading.loaded(new Now(1, 1));

        // then
        assertThat(loading.fetch(new FetchOffsets(null, -1, null), GroupTopics.NONE)
                        .error())
                .isEqualTo(ErrorCode.NONE);
        assertThat(loading.isGone()).isTrue();
    }
}
