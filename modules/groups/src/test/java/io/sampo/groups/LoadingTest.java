package io.sampo.groups;

import static io.sampo.groups.GroupDriver.partition;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sampo.assignors.UniformAssignor;
import io.sampo.groups.GroupRecord.MemberAssignmentStored;
import io.sampo.groups.GroupRecord.MemberStored;
import io.sampo.groups.GroupRequest.FetchOffsets;
import io.sampo.groups.GroupRequest.Heartbeat;
import io.sampo.groups.consumer.MemberAssignment;
import io.sampo.groups.consumer.MemberState;
import io.sampo.groups.consumer.ModernGroup;
import io.sampo.groups.consumer.TargetAssignor;
import io.sampo.model.ErrorCode;
import io.sampo.model.TopicIdPartition;
import java.util.Collections;
import java.util.List;
import java.util.TreeMap;
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

    private static MemberAssignmentStored given(String memberId, int... partitions) {
        TreeMap<TopicIdPartition, Integer> assigned = new TreeMap<>();
        for (int partition : partitions) {
            assigned.put(partition("t", partition), 2);
        }
        return new MemberAssignmentStored(
                memberId, new MemberAssignment(2, 1, MemberState.STABLE, assigned, Collections.emptySortedMap()));
    }

    private ModernGroup group() {
        return loading.state().modernOrEmpty();
    }

    @Test
    void aLogThatIsCompactedWhileItIsReadLeavesEachPartitionWithItsLastOwner() {
        // given: a{0}@10, a{}@20, b{0}@30, a{1}@40, of which 10 was read
        loading.replay(given("a", 0));

        // when: 10 and 20 are cleaned away
        loading.replay(given("b", 0));
        loading.replay(given("a", 1));
        loading.loaded(new Now(1, 1));

        // then
        assertThat(group().owner(partition("t", 0))).isEqualTo("b");
        assertThat(group().owner(partition("t", 1))).isEqualTo("a");
        assertThatThrownBy(() -> new Draft(loading.state()).write(given("c", 0)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("while b owns it");
    }

    @Test
    void whoIsGoneTakesNothingAlongThatOthersHaveTaken() {
        // given
        loading.replay(given("a", 0));
        loading.replay(given("b", 0));

        // when
        loading.replay(new MemberAssignmentStored("a", null));
        loading.replay(new MemberStored("a", null));

        // then
        assertThat(group().owner(partition("t", 0))).isEqualTo("b");
    }

    @Test
    void aLogThatGivesAPartitionToTwoIsNotServed() {
        // given
        loading.replay(given("a", 0));
        loading.replay(given("b", 0));

        // when, then
        assertThatThrownBy(() -> loading.loaded(new Now(1, 1))).isInstanceOf(IllegalStateException.class);
        assertThat(loading.fetch(new FetchOffsets(null, -1, null), GroupTopics.NONE)
                        .error())
                .isEqualTo(ErrorCode.COORDINATOR_LOAD_IN_PROGRESS);
    }
}
