package io.sampo.client.fetch;

import static org.assertj.core.api.Assertions.assertThat;

import io.sampo.client.ConsumerRecord;
import io.sampo.client.StartAt;
import io.sampo.model.ErrorCode;
import io.sampo.model.TopicPartition;
import io.sampo.records.RecordBatchBuilder;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ReadPositionsTest {
    private static final TopicPartition A = new TopicPartition("book", 0);
    private static final TopicPartition B = new TopicPartition("book", 1);

    private final ReadPositions positions = new ReadPositions(() -> StartAt.BEGINNING, 100);

    private void assign(Map<TopicPartition, StartAt> starts) {
        positions.assign(new HashMap<>(starts));
    }

    /** One record arrives of a partition. */
    private void arrives(TopicPartition partition) {
        FetchPosition position = positions.all().get(partition);
        position.leaderIs(1, 1);
        FetchPosition.FetchRequest request = position.nextRequest(0);
        assertThat(request).as("a request of " + partition).isNotNull();
        RecordBatchBuilder batch =
                new RecordBatchBuilder().baseOffset(request.offset()).leaderEpoch(1);
        batch.append(0, null, null);
        position.fetched(ErrorCode.NONE, batch.build(), -1, -1, 0);
    }

    private List<TopicPartition> take(int most) {
        return positions.take(most).stream().map(ConsumerRecord::partition).toList();
    }

    @Test
    void allHaveTheirTurn() {
        assign(Map.of(A, StartAt.offset(0), B, StartAt.offset(0)));
        arrives(A);
        arrives(B);
        TopicPartition first = take(1).get(0);
        TopicPartition second = take(1).get(0);
        assertThat(List.of(first, second)).containsExactlyInAnyOrder(A, B);
    }

    @Test
    void whatWasHandedOutIsProcessedOnlyWhenMoreIsAskedFor() {
        assign(Map.of(A, StartAt.offset(0)));
        arrives(A);
        positions.allIsProcessed();
        take(1);
        assertThat(positions.processed()).containsEntry(A, 0L);
        positions.allIsProcessed();
        assertThat(positions.processed()).containsEntry(A, 1L);
    }

    @Test
    void whatWasProcessedBeforeAPartitionLeftSaysNothingWhenItIsBack() {
        // given
        assign(Map.of(A, StartAt.offset(100)));
        positions.allIsProcessed();
        assertThat(positions.processed()).containsEntry(A, 100L);

        // when: another member has read on to 500 meanwhile
        assign(Map.of());
        assign(Map.of(A, StartAt.offset(500)));

        // then
        assertThat(positions.processed()).isEmpty();
        positions.allIsProcessed();
        assertThat(positions.processed()).containsEntry(A, 500L);
    }

    /** The group was giving it up, or its listener was still at work, when the user took it over: nobody says "go on" later. */
    @Test
    void whatAGroupHeldIsReadOnWhenItIsAssignedByHand() {
        // given
        assign(Map.of(A, StartAt.offset(0)));
        positions.all().get(A).rest(FetchPosition.Rest.HELD, true);

        // when
        positions.assignUnstarted(List.of(A, B));

        // then: the other one still waits for where it begins, also when it is named again
        positions.assignUnstarted(List.of(A, B));
        arrives(A);
        assertThat(take(1)).containsExactly(A);
        positions.all().get(B).leaderIs(1, 1);
        assertThat(positions.all().get(B).nextRequest(0)).isNull();
    }

    @Test
    void whatWasProcessedBeforeASeekSaysNothingAfterIt() {
        assign(Map.of(A, StartAt.offset(100)));
        positions.allIsProcessed();
        positions.seek(A, StartAt.offset(10));
        assertThat(positions.processed()).isEmpty();
    }

    @Test
    void aPartitionWithoutAStartWaitsForIt() {
        // given
        positions.assignUnstarted(List.of(A));
        positions.all().get(A).leaderIs(1, 1);
        assertThat(positions.all().get(A).nextRequest(0)).isNull();
        assertThat(positions.known()).as("nothing to commit").isEmpty();

        // when
        positions.start(A, StartAt.offset(7));

        // then
        assertThat(positions.all().get(A).nextRequest(0).offset()).isEqualTo(7);
    }

    @Test
    void aSeekBeforeTheStartStands() {
        // given: assign, seek, as everybody writes it
        positions.assignUnstarted(List.of(A));
        positions.seek(A, StartAt.offset(5));

        // when: what is committed is known at last
        positions.start(A, StartAt.offset(90));

        // then
        positions.all().get(A).leaderIs(1, 1);
        assertThat(positions.all().get(A).nextRequest(0).offset()).isEqualTo(5);
    }

    @Test
    void aPauseBeforeTheStartStands() {
        // given
        positions.assignUnstarted(List.of(A));
        positions.all().get(A).rest(FetchPosition.Rest.PAUSED, true);

        // when
        positions.start(A, StartAt.offset(90));

        // then
        positions.all().get(A).leaderIs(1, 1);
        assertThat(positions.all().get(A).nextRequest(0)).isNull();
    }

    @Test
    void partitionsThatAreReadAlreadyGoOn() {
        // given
        assign(Map.of(A, StartAt.offset(40)));

        // when
        assertThat(positions.assignUnstarted(List.of(A, B))).containsExactly(B);
        positions.start(A, StartAt.offset(3));
        positions.start(B, null);

        // then
        assertThat(positions.known()).containsExactly(Map.entry(A, 40L));
        positions.all().get(B).leaderIs(1, 1);
        assertThat(positions.all().get(B).nextRequest(0).timestampMs()).isEqualTo(StartAt.BEGINNING.timestampMs());
    }

    @Test
    void aStartThatWasOvertakenByAnotherAssignmentIsNone() {
        positions.assignUnstarted(List.of(A));
        positions.assignUnstarted(List.of(B));
        positions.start(A, StartAt.offset(3));
        assertThat(positions.all()).containsOnlyKeys(B);
    }

    @Test
    void whereNoPositionIsCommittedAndNoneIsWantedTheFailureIsToldOnce() {
        // given
        ReadPositions strict = new ReadPositions(() -> null, 100);
        strict.assignUnstarted(List.of(A));
        assertThat(strict.takeFailure()).as("not before it is known").isNull();

        // when
        strict.start(A, null);

        // then
        assertThat(strict.takeFailure().error()).isEqualTo(ErrorCode.OFFSET_OUT_OF_RANGE);
        assertThat(strict.takeFailure()).isNull();
    }
}
