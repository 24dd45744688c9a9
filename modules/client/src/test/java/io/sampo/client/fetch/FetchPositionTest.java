package io.sampo.client.fetch;

import static org.assertj.core.api.Assertions.assertThat;

import io.sampo.client.AutoOffsetReset;
import io.sampo.client.ConsumerRecord;
import io.sampo.client.StartAt;
import io.sampo.client.fetch.FetchPosition.FetchRequest;
import io.sampo.model.ErrorCode;
import io.sampo.model.TopicPartition;
import io.sampo.records.RecordBatchBuilder;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class FetchPositionTest {
    private static final TopicPartition BOOK = new TopicPartition("book", 0);

    private final FetchPosition position = at(StartAt.offset(0), AutoOffsetReset.EARLIEST);

    private static FetchPosition at(StartAt start, AutoOffsetReset reset) {
        FetchPosition position = new FetchPosition(BOOK, start, () -> reset.start(10_000), 100);
        position.leaderIs(1, 1);
        return position;
    }

    private static ByteBuffer batch(long baseOffset, int records) {
        RecordBatchBuilder builder =
                new RecordBatchBuilder().baseOffset(baseOffset).leaderEpoch(3);
        for (int i = 0; i < records; i++) {
            builder.append(i, null, null);
        }
        return builder.build();
    }

    private static ByteBuffer control(long baseOffset) {
        RecordBatchBuilder builder =
                new RecordBatchBuilder().baseOffset(baseOffset).control(true);
        builder.append(0, null, null);
        return builder.build();
    }

    private List<Long> take(int most) {
        List<ConsumerRecord> records = new ArrayList<>();
        position.take(most, records);
        return records.stream().map(ConsumerRecord::offset).toList();
    }

    @Test
    void oneRequestIsUnderWayAtATime() {
        assertThat(position.nextRequest(0)).isEqualTo(new FetchRequest(1, 1, false, 0, -1));
        assertThat(position.nextRequest(0)).isNull();
    }

    @Test
    void anOrphanAsksNobodyUntilThereIsALeaderOfWhateverEpoch() {
        // given
        position.leaderIs(2, 9);

        // when: its topic is deleted
        position.orphaned();
        assertThat(position.nextRequest(0)).isNull();

        // then: another topic of that name begins with the first epoch
        position.leaderIs(3, 0);
        assertThat(position.nextRequest(0)).isEqualTo(new FetchRequest(3, 0, false, 0, -1));
    }

    @Test
    void nothingIsAskedWhileRecordsWait() {
        position.nextRequest(0);
        position.fetched(ErrorCode.NONE, batch(0, 3), -1, -1, 0);
        assertThat(position.nextRequest(0)).isNull();
        assertThat(take(2)).containsExactly(0L, 1L);
        assertThat(position.nextRequest(0)).isNull();
        assertThat(take(2)).containsExactly(2L);
        assertThat(position.nextRequest(0).offset()).isEqualTo(3);
    }

    @Test
    void recordsBelowThePositionAreSkipped() {
        position.seek(StartAt.offset(2));
        position.nextRequest(0);
        position.fetched(ErrorCode.NONE, batch(0, 4), -1, -1, 0);
        assertThat(take(10)).containsExactly(2L, 3L);
    }

    @Test
    void controlBatchesAreStepsWithoutRecords() {
        position.nextRequest(0);
        position.fetched(ErrorCode.NONE, control(0), -1, -1, 0);
        assertThat(position.hasRecords()).isFalse();
        assertThat(position.nextRequest(0).offset()).isEqualTo(1);
    }

    @Test
    void aStartInTimeIsLookedUpFirst() {
        position.seek(StartAt.timestamp(5_000));
        assertThat(position.nextRequest(0)).isEqualTo(new FetchRequest(1, 1, true, -1, 5_000));
        position.lookedUp(ErrorCode.NONE, 77, -1, -1, 0);
        assertThat(position.nextRequest(0).offset()).isEqualTo(77);
    }

    @Test
    void aTimeBehindTheLastRecordIsTheEnd() {
        position.seek(StartAt.timestamp(5_000));
        position.nextRequest(0);
        position.lookedUp(ErrorCode.NONE, -1, -1, -1, 0);
        assertThat(position.nextRequest(0).timestampMs()).isEqualTo(-1);
    }

    @Test
    void outOfRangeObeysTheReset() {
        position.nextRequest(0);
        position.fetched(ErrorCode.OFFSET_OUT_OF_RANGE, ByteBuffer.allocate(0), -1, -1, 0);
        assertThat(position.nextRequest(0)).isEqualTo(new FetchRequest(1, 1, true, -1, -2));
        FetchPosition ago = at(StartAt.offset(0), AutoOffsetReset.byDuration(Duration.ofSeconds(3)));
        ago.nextRequest(0);
        ago.fetched(ErrorCode.OFFSET_OUT_OF_RANGE, ByteBuffer.allocate(0), -1, -1, 0);
        assertThat(ago.nextRequest(0)).isEqualTo(new FetchRequest(1, 1, true, -1, 7_000));
        FetchPosition none = at(StartAt.offset(0), AutoOffsetReset.NONE);
        none.nextRequest(0);
        none.fetched(ErrorCode.OFFSET_OUT_OF_RANGE, ByteBuffer.allocate(0), -1, -1, 0);
        // while a listener may still seek it is no failure
        none.rest(FetchPosition.Rest.HELD, true);
        assertThat(none.takeFailure()).isNull();
        none.rest(FetchPosition.Rest.HELD, false);
        assertThat(none.takeFailure()).hasMessageContaining("auto.offset.reset");
        assertThat(none.takeFailure()).isNull();
        assertThat(none.nextRequest(1_000_000)).isNull();
    }

    @Test
    void aRefusalWaitsForTheBackoffOrForANewLeader() {
        position.nextRequest(0);
        position.fetched(ErrorCode.NOT_LEADER_OR_FOLLOWER, ByteBuffer.allocate(0), -1, -1, 0);
        assertThat(position.nextRequest(99)).isNull();
        assertThat(position.nextDeadlineMs()).isEqualTo(100);
        position.leaderIs(2, 2);
        assertThat(position.nextRequest(0).leader()).isEqualTo(2);
    }

    @Test
    void aNewLeaderVoidsTheRequestUnderWay() {
        position.nextRequest(0);
        assertThat(position.leaderIs(2, 2)).isTrue();
        assertThat(position.leaderIs(2, 2)).isFalse();
        assertThat(position.nextRequest(0).leader()).isEqualTo(2);
    }

    @Test
    void bytesThatFailTheirCrcAreAFailureNotRecords() {
        ByteBuffer damaged = batch(0, 3);
        damaged.put(damaged.limit() - 1, (byte) 99);
        position.nextRequest(0);
        position.fetched(ErrorCode.NONE, damaged, -1, -1, 0);
        assertThat(position.hasRecords()).isFalse();
        assertThat(position.takeFailure().error()).isEqualTo(ErrorCode.CORRUPT_MESSAGE);
    }

    @Test
    void aSeekForgetsWhatWaits() {
        position.nextRequest(0);
        position.fetched(ErrorCode.NONE, batch(0, 3), -1, -1, 0);
        position.seek(StartAt.offset(9));
        assertThat(position.hasRecords()).isFalse();
        assertThat(position.nextRequest(0).offset()).isEqualTo(9);
    }

    @Test
    void aPartitionThatRestsTellsItsFailureOnce() {
        // given
        position.fail(ErrorCode.UNKNOWN_TOPIC_OR_PARTITION, "its topic was deleted");
        assertThat(position.takeFailure()).isNotNull();
        // when: the next view says the same
        position.fail(ErrorCode.UNKNOWN_TOPIC_OR_PARTITION, "its topic was deleted");
        // then
        assertThat(position.takeFailure()).isNull();
        assertThat(position.nextRequest(0)).isNull();
        // and when: somebody wants to read it nevertheless
        position.seek(StartAt.BEGINNING);
        position.fail(ErrorCode.UNKNOWN_TOPIC_OR_PARTITION, "its topic was deleted");
        // then
        assertThat(position.takeFailure()).hasMessageContaining("deleted");
    }
}
