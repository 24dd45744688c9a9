package io.sampo.coordinator;

import static org.assertj.core.api.Assertions.assertThat;

import io.sampo.groups.Coordinators.Listed;
import io.sampo.model.ErrorCode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class OpenListsTest {
    private final OpenLists lists = new OpenLists();
    private final List<Listed> answers = new ArrayList<>();

    private void isRefused(ErrorCode error) {
        assertThat(answers).containsExactly(new Listed(error, List.of()));
    }

    @Test
    void aListThatLosesItsLeaderIsRefused() {
        // given
        lists.begin(Set.of("a", "b"), answers::add);

        // when
        lists.end();

        // then
        isRefused(ErrorCode.COORDINATOR_NOT_AVAILABLE);
    }

    @Test
    void aListIsRefusedWhereAGroupThatItWaitsForIsReadAnew() {
        // given
        lists.begin(Set.of("a", "b"), answers::add);

        // when
        lists.loadsAnew("b");

        // then: and the other one is not waited for
        isRefused(ErrorCode.COORDINATOR_LOAD_IN_PROGRESS);
        lists.withoutAnswerOf("a");
        assertThat(answers).hasSize(1);
    }

    @Test
    void aGroupThatIsGoneIsLeftOut() {
        // given
        lists.begin(Set.of("a"), answers::add);

        // when
        lists.withoutAnswerOf("a");

        // then
        isRefused(ErrorCode.NONE);
    }
}
