package io.sampo.replication;

import static org.assertj.core.api.Assertions.assertThat;

import io.sampo.model.Acks;
import io.sampo.model.ErrorCode;
import io.sampo.model.Offsets;
import io.sampo.model.TopicConfig;
import io.sampo.replication.log.EpochHistory;
import io.sampo.storage.MemoryLog;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** R23, R26: what readers are shown. */
class ReadingTest {
    private final ReplicaScene scene = new ReplicaScene();

    @Test
    void readersSeeWhatIsCommittedAndNothingElse() {
        // given
        scene.leading(5);
        scene.produce(2);
        scene.produce(2);
        scene.ack(2, 4);
        scene.ack(3, 2);

        // when
        long fetch = scene.fetch(0, 0);

        // then
        assertThat(scene.host.served.get(fetch)).isEqualTo(new RecordedEffects.Served(0, 2));
    }

    @Test
    void aLongPollIsServedWhenTheHighWatermarkPasses() {
        // given
        scene.leading(5);
        long fetch = scene.fetch(0, 1_000);
        scene.produce(1);
        assertThat(scene.host.served).isEmpty();

        // when
        scene.ack(2, 1);
        scene.ack(3, 1);

        // then
        assertThat(scene.host.served.get(fetch)).isEqualTo(new RecordedEffects.Served(0, 1));
    }

    @Test
    void aLongPollEndsAtItsDeadline() {
        // given
        scene.leading(5);
        long fetch = scene.fetch(0, 1_000);

        // when
        scene.pass(1_000);

        // then
        assertThat(scene.host.fetched.get(fetch)).isEqualTo(ErrorCode.NONE);
    }

    @Test
    void aLongPollWaitsForItsBytes() {
        // given: alone, so that everything is committed at once
        scene.apply(1, 5, 1);
        scene.replica.fetch(99, -1, 0, 1 << 20, 500, 1_000, scene.host.nowMs);

        // when
        scene.produce(1);

        // then
        assertThat(scene.host.served).isEmpty();
        for (int i = 0; i < 10; i++) {
            scene.produce(1);
        }
        assertThat(scene.host.served).containsKey(99L);
    }

    @Test
    void aLostLeadershipAnswersWhoWaits() {
        // given
        scene.leading(5);
        long fetch = scene.fetch(0, 1_000);

        // when
        scene.apply(2, 6, 1, 2, 3);

        // then
        assertThat(scene.host.fetched.get(fetch)).isEqualTo(ErrorCode.NOT_LEADER_OR_FOLLOWER);
    }

    @Test
    void anOffsetUpToTheLogEndIsNeverOutOfRange() throws IOException {
        // given (H26): a new leader with a stale high watermark at 0
        ReplicaScene fresh = withRecords(4).apply(1, 5, 1, 2, 3);

        // when
        long within = fresh.fetch(4, 100);
        long beyond = fresh.fetch(5, 100);

        // then
        assertThat(fresh.host.fetched).containsEntry(beyond, ErrorCode.OFFSET_OUT_OF_RANGE);
        assertThat(fresh.host.fetched).doesNotContainKey(within);
        fresh.pass(100);
        assertThat(fresh.host.fetched).containsEntry(within, ErrorCode.OFFSET_NOT_AVAILABLE);
    }

    @Test
    void theLogEndOfReadersIsUnknownUntilTheLeaderHasCommittedWhatItBeganWith() throws IOException {
        // given (H26, R23)
        ReplicaScene fresh = withRecords(4).apply(1, 5, 1, 2, 3);

        // when
        long early = fresh.listOffset(Offsets.LATEST_TIMESTAMP);
        fresh.inSync();
        long late = fresh.listOffset(Offsets.LATEST_TIMESTAMP);

        // then
        assertThat(fresh.host.listErrors).containsEntry(early, ErrorCode.OFFSET_NOT_AVAILABLE);
        assertThat(fresh.host.listed).containsEntry(late, 4L);
    }

    @Test
    void theEarliestOffsetIsTheLogStart() throws IOException {
        // given
        ReplicaScene fresh = withRecords(4).apply(1, 5, 1);

        // when
        long asked = fresh.listOffset(Offsets.EARLIEST_TIMESTAMP);

        // then
        assertThat(fresh.host.listed).containsEntry(asked, 0L);
    }

    @Test
    void anEpochEndsWhereTheNextOneBeganAndOneThatHasNotBegunEndsNowhere() throws IOException {
        // given: four records of an earlier epoch, and this leader's
        ReplicaScene fresh = withRecords(4).apply(1, 5, 1);

        // when
        long before = fresh.epochEnd(4);
        long own = fresh.epochEnd(5);
        long later = fresh.epochEnd(6);

        // then
        assertThat(fresh.host.epochEnds.get(before).endOffset()).isEqualTo(4);
        assertThat(fresh.host.epochEnds.get(own).endOffset()).isEqualTo(4);
        assertThat(fresh.host.epochEnds.get(later)).isEqualTo(EpochHistory.Bound.UNKNOWN);
    }

    @Test
    void recordsAreDeletedUpToTheHighWatermarkAndNotBeyond() throws IOException {
        // given
        ReplicaScene fresh = withRecords(4).apply(1, 5, 1);

        // when
        long some = fresh.deleteBefore(3);
        long beyond = fresh.deleteBefore(5);
        long less = fresh.deleteBefore(1);
        long all = fresh.deleteBefore(OffsetQuestion.DeleteBefore.HIGH_WATERMARK);

        // then
        assertThat(fresh.host.listed)
                .containsEntry(some, 3L)
                .containsEntry(less, 3L)
                .containsEntry(all, 4L);
        assertThat(fresh.host.listErrors).containsEntry(beyond, ErrorCode.OFFSET_OUT_OF_RANGE);
        long asked = fresh.listOffset(Offsets.EARLIEST_TIMESTAMP);
        assertThat(fresh.host.listed).containsEntry(asked, 4L);
    }

    @Test
    void aStaleFeedRefusesReadsAndAcks1AndKeepsAcksAll() {
        // given (R26)
        scene.leading(5);
        scene.replica.feedContact(false);

        // when
        long fetch = scene.fetch(0, 100);
        long one = scene.produce(Acks.LEADER, TestBatches.batch(1));
        long all = scene.produce(1);
        scene.ack(2, 1);
        scene.ack(3, 1);

        // then
        assertThat(scene.host.fetched).containsEntry(fetch, ErrorCode.NOT_LEADER_OR_FOLLOWER);
        assertThat(scene.answer(one).error()).isEqualTo(ErrorCode.NOT_LEADER_OR_FOLLOWER);
        assertThat(scene.answer(all).error()).isEqualTo(ErrorCode.NONE);
    }

    @Test
    void theLeaderEpochOfAClientIsChecked() {
        // given
        scene.leading(5);

        // when
        scene.replica.fetch(1_001, 4, 0, 1, 1, 0, scene.host.nowMs);
        scene.replica.fetch(1_002, 6, 0, 1, 1, 0, scene.host.nowMs);

        // then
        assertThat(scene.host.fetched)
                .containsEntry(1_001L, ErrorCode.FENCED_LEADER_EPOCH)
                .containsEntry(1_002L, ErrorCode.UNKNOWN_LEADER_EPOCH);
    }

    @Test
    void aFailedDiskIsSaidAndNothingIsAcknowledgedAfterwards() {
        // given
        scene.leading(5);
        long waiting = scene.produce(1);

        // when
        scene.replica.storageFailed("no space");
        scene.ack(2, 1);
        scene.ack(3, 1);
        long later = scene.produce(1);

        // then
        assertThat(scene.answer(waiting).error()).isEqualTo(ErrorCode.KAFKA_STORAGE_ERROR);
        assertThat(scene.answer(later).error()).isEqualTo(ErrorCode.KAFKA_STORAGE_ERROR);
        assertThat(scene.host.failures).containsExactly("no space");
        assertThat(scene.host.resigned).containsExactly(5);
    }

    private static ReplicaScene withRecords(int records) throws IOException {
        MemoryLog log = new MemoryLog(TopicConfig.DEFAULTS, () -> 0);
        log.append(TestBatches.placed(0, 3, records));
        return ReplicaScene.on(log);
    }
}
