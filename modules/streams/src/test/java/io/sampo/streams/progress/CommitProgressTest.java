package io.sampo.streams.progress;

import static org.assertj.core.api.Assertions.assertThat;

import io.sampo.model.TopicPartition;
import io.sampo.streams.progress.OffsetBatch.Next;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** What is to be committed, what is committed, and where reading ends. */
class CommitProgressTest {
    private static final TopicPartition A = new TopicPartition("t", 0);
    private static final TopicPartition B = new TopicPartition("t", 1);

    @Property
    void aBatchHasTheHighestOffsetWhateverTheOrder(@ForAll @IntRange(min = 1, max = 30) int count, @ForAll long seed) {
        List<Long> offsets = new ArrayList<>();
        for (long i = 1; i <= count; i++) {
            offsets.add(i);
        }
        Collections.shuffle(offsets, new Random(seed));
        OffsetBatch<String> batch = new OffsetBatch<>();
        offsets.forEach(offset -> batch.add("s", A, new Next(1, offset, "")));
        assertThat(batch.sources()).isEqualTo(Map.of("s", Map.of(A, new Next(1, count, ""))));
        assertThat(batch.size()).isEqualTo(count);
    }

    @Test
    void aNewerAssignmentCountsMoreThanAHigherOffset() {
        OffsetBatch<String> batch = new OffsetBatch<>();
        batch.add("s", A, new Next(2, 10, "new"));
        batch.add("s", A, new Next(1, 50, "old"));
        assertThat(batch.sources().get("s")).containsEntry(A, new Next(2, 10, "new"));
    }

    @Test
    void sourcesAreCommittedEachForItself() {
        OffsetBatch<String> batch = new OffsetBatch<>();
        batch.add("s", A, new Next(1, 1, ""));
        OffsetBatch<String> both = new OffsetBatch<>(batch);
        both.add("r", A, new Next(1, 2, ""));
        assertThat(both.sources()).hasSize(2);
        assertThat(batch.sources()).hasSize(1);
        assertThat(batch.size()).isEqualTo(1);
        assertThat(new OffsetBatch<String>().isEmpty()).isTrue();
    }

    @Test
    void nothingIsOpenWhenAllThatWasHandedOutIsCommitted() {
        HandedOut handedOut = new HandedOut();
        handedOut.out(A, 4);
        handedOut.out(B, 9);
        handedOut.committed(A, 5);
        assertThat(handedOut.isCommitted(List.of(A))).isTrue();
        assertThat(handedOut.isCommitted()).isFalse();
        // when: 9 will not be worked on here
        handedOut.discardedFrom(B, 9);
        handedOut.committed(B, 9);
        // then
        assertThat(handedOut.isCommitted()).isTrue();
        handedOut.out(B, 10);
        handedOut.forget(List.of(B));
        assertThat(handedOut.isCommitted()).isTrue();
    }

    @Test
    void theGapBelowWhatWasDiscardedIsNotWaitedFor() {
        HandedOut handedOut = new HandedOut();
        List.of(4L, 7L, 90L).forEach(offset -> handedOut.out(A, offset));
        assertThat(handedOut.open()).isEqualTo(87);
        handedOut.committed(A, 8);
        // when
        handedOut.discardedFrom(A, 8);
        // then
        assertThat(handedOut.isCommitted()).isTrue();
        assertThat(handedOut.open()).isZero();
        assertThat(handedOut.committed()).isEqualTo(Map.of(A, 8L));
    }

    @Test
    void nothingIsWaitedForWhereTheFirstRecordIsDiscarded() {
        HandedOut handedOut = new HandedOut();
        handedOut.out(A, 4);
        handedOut.discardedFrom(A, 0);
        handedOut.out(B, 9);
        handedOut.discardedFrom(B, 9);
        assertThat(handedOut.isCommitted()).isTrue();
    }

    @Test
    void anEndIsReachedByPositionThoughItsLastRecordIsCompactedAway() {
        ReadBounds bounds = new ReadBounds(Map.of(A, 3L), Map.of(A, 10L, B, 5L));
        assertThat(bounds.includes(A, 9)).isTrue();
        assertThat(bounds.includes(A, 10)).isFalse();
        assertThat(bounds.includes(A, 2)).isFalse();
        assertThat(bounds.includes(B, 2)).isTrue();
        assertThat(bounds.at(A, 9)).isFalse();
        assertThat(bounds.at(A, 12)).isTrue();
        assertThat(bounds.at(A, 13)).as("once").isFalse();
        assertThat(bounds.isReached()).isFalse();
        assertThat(bounds.at(B, 5)).isTrue();
        assertThat(bounds.isReached()).isTrue();
    }

    @Test
    void withoutEndsNothingEnds() {
        ReadBounds bounds = new ReadBounds(Map.of(A, 3L), Map.of());
        assertThat(bounds.isBounded()).isFalse();
        assertThat(bounds.includes(A, Long.MAX_VALUE)).isTrue();
        assertThat(bounds.includes(A, 2)).isTrue();
        assertThat(bounds.at(A, Long.MAX_VALUE)).isFalse();
        assertThat(bounds.isReached()).isFalse();
    }
}
