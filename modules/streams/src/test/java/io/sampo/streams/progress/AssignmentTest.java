package io.sampo.streams.progress;

import static org.assertj.core.api.Assertions.assertThat;

import io.sampo.model.TopicPartition;
import io.sampo.streams.progress.Assignment.Phase;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class AssignmentTest {
    private static final TopicPartition A = new TopicPartition("t", 0);
    private static final TopicPartition B = new TopicPartition("t", 1);

    @Test
    void aPartitionThatComesBackIsReadUnderAnotherEpoch() {
        Assignment first = Assignment.NONE.taken(List.of(A, B));
        int before = first.epochOf(A);
        // when
        Assignment back = first.to(Phase.GONE, List.of(A)).taken(List.of(A));
        // then: what was read before is told from what is read now
        assertThat(back.phaseOf(A, before)).isEqualTo(Phase.GONE);
        assertThat(back.phaseOf(A, back.epochOf(A))).isEqualTo(Phase.OWNED);
        assertThat(back.phaseOf(B, before)).isEqualTo(Phase.OWNED);
    }

    @Test
    void noPhaseGoesBack() {
        Assignment late = Assignment.NONE.taken(List.of(A)).to(Phase.LATE, List.of(A));
        assertThat(late.to(Phase.FINISHING, List.of(A)).phaseOf(A, 1)).isEqualTo(Phase.LATE);
        assertThat(late.to(Phase.OWNED, List.of(A)).owns(A)).isFalse();
        assertThat(late.partitions()).containsExactly(A);
    }

    @Test
    void whatIsNotHeldStaysSo() {
        Assignment gone = Assignment.NONE.to(Phase.LATE, List.of(A));
        assertThat(gone.epochOf(A)).isZero();
        assertThat(gone.phaseOf(A, 0)).isEqualTo(Phase.GONE);
        assertThat(gone.owns(A)).isFalse();
    }

    @Property
    void anEpochIsGivenOnce(@ForAll List<Boolean> comesOrGoes) {
        Assignment assignment = Assignment.NONE;
        int last = 0;
        for (boolean comes : comesOrGoes) {
            assignment = comes ? assignment.taken(List.of(A)) : assignment.to(Phase.GONE, List.of(A));
            if (comes) {
                assertThat(assignment.epochOf(A)).isGreaterThan(last);
                last = assignment.epochOf(A);
            }
        }
    }
}
