package io.sampo.replication;

import static org.assertj.core.api.Assertions.assertThat;

import io.sampo.model.TopicConfig;
import io.sampo.replication.ReplicaFrame.Truncate;
import io.sampo.storage.MemoryLog;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

/** R16: a log may start within a batch (DeleteRecords), and its followers have to come to the same log. */
class LogStartWithinBatchTest {
    @Test
    void anEmptyFollowerBeginsWhereTheBatchOfTheLogStartBegins() throws IOException {
        // given: offsets 0 to 4 in one batch, of which 3 is the first that counts
        ReplicaScene leader = startingAt(3);

        // when: it is told to begin anew, at the log start first, as nobody has read the batch yet
        leader.tail(2, 0, -1);
        leader.tail(2, lastTruncate(leader).offset(), -1);
        leader.tail(2, 3, -1);

        // then
        assertThat(lastTruncate(leader).restart()).isTrue();
        assertThat(lastTruncate(leader).offset()).isZero();

        // when
        leader.tail(2, 0, -1);

        // then: the whole batch, and what lies behind it
        assertThat(leader.pushesWithBatches(2)).isNotEmpty();
        assertThat(leader.pushesWithBatches(2).get(0).prevOffset()).isZero();
        assertThat(leader.pushesWithBatches(2).get(0).logStartOffset()).isEqualTo(3);

        // when
        leader.ack(2, 7);

        // then
        assertThat(leader.host.proposals).isNotEmpty();
    }

    @Test
    void whatWasFoundOutOfALogStartHoldsForThatLogStartOnly() throws IOException {
        // given
        ReplicaScene leader = startingAt(3);
        leader.tail(2, 0, -1);
        leader.tail(2, 3, -1);

        // when: it moves to the edge of the next batch
        leader.replica.logStartMoved(5);
        leader.tail(2, 0, -1);

        // then
        assertThat(lastTruncate(leader).offset()).isEqualTo(5);
    }

    @Test
    void aFollowerTakesTheLogStartAlsoWhenItsHighWatermarkComesLater() {
        // given: the batch, its log start and the high watermark come in one push, and the disk takes its time
        ReplicaScene follower = new ReplicaScene();
        follower.host.deferring = true;
        follower.following(5, 1);
        follower.from(
                2,
                new ReplicaFrame.Push(
                        ReplicaScene.PARTITION,
                        5,
                        ReplicaScene.brokerEpoch(2),
                        1,
                        0,
                        -1,
                        5,
                        3,
                        false,
                        TestBatches.placed(0, 5, 5)));
        assertThat(follower.replica.log().logStart()).isZero();

        // when
        follower.host.runDeferred();
        follower.host.runDeferred();

        // then
        assertThat(follower.replica.log().logStart()).isEqualTo(3);
    }

    @Test
    void aFollowerThatTheLogStartHasPassedBeginsAnewAlsoAfterAPush() {
        // given: it ends at 5, in a session in which it was pushed to
        ReplicaScene follower = new ReplicaScene();
        follower.following(5, 1);
        follower.from(2, push(5, TestBatches.placed(0, 5, 5)));
        assertThat(follower.replica.log().logEnd()).isEqualTo(5);

        // when: it is told what comes late, and what only a later log start explains
        follower.from(2, truncate(5, 3, false));
        assertThat(follower.replica.log().logEnd()).isEqualTo(5);
        follower.from(2, truncate(5, 5, true));
        assertThat(follower.replica.log().logStart()).isZero();
        follower.from(2, truncate(2, 9, true));

        // then
        assertThat(follower.replica.log().logStart()).isEqualTo(9);
        assertThat(follower.replica.log().logEnd()).isEqualTo(9);
    }

    @Test
    void anEmptyFollowerIsNeverSentBackBehindWhatWasCommitted() throws IOException {
        // given: a new leader that does not know the high watermark yet
        MemoryLog log = new MemoryLog(TopicConfig.DEFAULTS, () -> 0);
        log.append(TestBatches.placed(0, 1, 5));
        log.append(TestBatches.placed(5, 1, 2));
        ReplicaScene leader = ReplicaScene.on(log);
        leader.apply(1, 5, 1, 2, 3);

        // when: retention has emptied the last leader, which is in the ISR
        leader.tail(2, 5, -1);

        // then
        assertThat(leader.host.sentTo(2, Truncate.class)).isEmpty();
        assertThat(leader.pushesWithBatches(2)).isNotEmpty();
        assertThat(leader.pushesWithBatches(2).get(0).prevOffset()).isEqualTo(5);
    }

    private static Truncate truncate(long judgedEnd, long offset, boolean restart) {
        return new Truncate(
                ReplicaScene.PARTITION,
                5,
                ReplicaScene.brokerEpoch(2),
                1,
                new ReplicaFrame.LogEnd(judgedEnd, 5),
                -1,
                offset,
                restart);
    }

    private static ReplicaFrame.Push push(long highWatermark, ByteBuffer batches) {
        return new ReplicaFrame.Push(
                ReplicaScene.PARTITION, 5, ReplicaScene.brokerEpoch(2), 1, 0, -1, highWatermark, 0, false, batches);
    }

    /** A leader of epoch 5 that holds 0 to 4 and 5 to 6 of epoch 1. */
    private static ReplicaScene startingAt(long logStart) throws IOException {
        MemoryLog log = new MemoryLog(TopicConfig.DEFAULTS, () -> 0);
        log.append(TestBatches.placed(0, 1, 5));
        log.append(TestBatches.placed(5, 1, 2));
        log.deleteBefore(logStart);
        ReplicaScene scene = ReplicaScene.on(log);
        scene.apply(1, 5, 1, 3);
        scene.tail(3, 7, 1);
        scene.ack(3, 7);
        return scene;
    }

    private static Truncate lastTruncate(ReplicaScene scene) {
        return scene.host.lastTo(2, Truncate.class);
    }
}
