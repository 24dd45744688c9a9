package io.sampo.client.produce;

import static org.assertj.core.api.Assertions.assertThat;

import io.sampo.client.produce.PartitionQueue.DeliveryRules;
import io.sampo.client.produce.PartitionQueue.SequenceNumbers;
import io.sampo.client.produce.PartitionQueue.Verdict;
import io.sampo.client.produce.ProducerBatch.OutgoingRecord;
import io.sampo.client.produce.ProducerBatch.ProducerIdentity;
import io.sampo.model.ErrorCode;
import io.sampo.records.CompressionType;
import io.sampo.records.RecordBatch;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PartitionQueueTest {
    private static final DeliveryRules RULES =
            new DeliveryRules(200, 0, CompressionType.NONE, 5, 10_000, 100, 1_000, true);
    private static final ProducerIdentity FIRST = new ProducerIdentity(7, (short) 0);
    private static final ProducerIdentity SECOND = new ProducerIdentity(8, (short) 0);

    private PartitionQueue<String> queue;

    @BeforeEach
    void oneLeader() {
        queue = new PartitionQueue<>(RULES);
        queue.leaderIs(1, 1);
    }

    /** Each of these fills a batch. */
    private void append(String... tokens) {
        for (String token : tokens) {
            queue.append(new OutgoingRecord(5, null, ByteBuffer.allocate(150), List.of()), token, 0);
        }
    }

    private ProducerBatch<String> poll(long nowMs) {
        return queue.poll(nowMs, FIRST);
    }

    private List<ProducerBatch<String>> pollAll(long nowMs, ProducerIdentity identity) {
        List<ProducerBatch<String>> all = new ArrayList<>();
        for (ProducerBatch<String> batch = queue.poll(nowMs, identity);
                batch != null;
                batch = queue.poll(nowMs, identity)) {
            all.add(batch);
        }
        return all;
    }

    private static int sequence(ProducerBatch<?> batch) {
        return RecordBatch.at(batch.bytes(), 0).baseSequence();
    }

    private static List<String> tokens(List<ProducerBatch<String>> batches) {
        return batches.stream().flatMap(batch -> batch.tokens().stream()).toList();
    }

    private Verdict answer(ProducerBatch<String> batch, ErrorCode error, long nowMs) {
        return queue.answered(batch, error, -1, -1, nowMs);
    }

    @Test
    void noMoreThanFiveBatchesAreInFlight() {
        append("a", "b", "c", "d", "e", "f");
        assertThat(tokens(pollAll(0, FIRST))).containsExactly("a", "b", "c", "d", "e");
    }

    @Test
    void sequencesFollowTheRecords() {
        append("a", "b", "c");
        assertThat(pollAll(0, FIRST)).extracting(PartitionQueueTest::sequence).containsExactly(0, 1, 2);
    }

    @Test
    void nothingLeavesWithoutLeaderOrIdentity() {
        append("a");
        assertThat(queue.poll(0, null)).isNull();
        assertThat(queue.needsIdentity(null)).isTrue();
        PartitionQueue<String> leaderless = new PartitionQueue<>(RULES);
        leaderless.append(new OutgoingRecord(5, null, null, List.of()), "x", 0);
        assertThat(leaderless.poll(0, FIRST)).isNull();
    }

    @Test
    void aRepetitionKeepsItsSequenceAndHoldsBackWhatComesBehind() {
        // given
        append("a", "b");
        ProducerBatch<String> a = poll(0);
        // when
        assertThat(answer(a, ErrorCode.NOT_ENOUGH_REPLICAS, 0)).isEqualTo(Verdict.RETRY);
        // then
        assertThat(poll(99)).isNull();
        ProducerBatch<String> again = poll(100);
        assertThat(again).isSameAs(a);
        assertThat(sequence(again)).isZero();
        assertThat(tokens(List.of(poll(100)))).containsExactly("b");
    }

    @Test
    void theBackoffDoubles() {
        append("a");
        long now = 0;
        for (long expected : new long[] {100, 200, 400, 800, 1_000, 1_000}) {
            ProducerBatch<String> batch = poll(now);
            answer(batch, ErrorCode.REQUEST_TIMED_OUT, now);
            assertThat(queue.nextDeadlineMs()).isEqualTo(Math.min(10_000, now + expected));
            now += expected;
        }
    }

    @Test
    void aHigherLeaderEpochSendsEverythingInFlightAgainAtOnceAndInOrder() {
        // given
        append("a", "b", "c", "d");
        List<ProducerBatch<String>> first = pollAll(0, FIRST);
        answer(first.get(1), ErrorCode.NETWORK_EXCEPTION, 0);
        // when
        queue.leaderIs(2, 2);
        // then
        assertThat(queue.takeAbandoned()).containsExactly(first.get(0), first.get(2), first.get(3));
        List<ProducerBatch<String>> again = pollAll(0, FIRST);
        assertThat(tokens(again)).containsExactly("a", "b", "c", "d");
        assertThat(again).extracting(PartitionQueueTest::sequence).containsExactly(0, 1, 2, 3);
        assertThat(queue.leader()).isEqualTo(2);
    }

    @Test
    void anAcknowledgementThatCrossesTheNewsOfAnotherLeaderCountsOnce() {
        // given
        append("a", "b");
        List<ProducerBatch<String>> both = pollAll(0, FIRST);
        queue.leaderIs(2, 2);
        // when
        Verdict a = answer(both.get(0), ErrorCode.NONE, 0);
        Verdict b = answer(both.get(1), ErrorCode.NOT_LEADER_OR_FOLLOWER, 0);
        // then
        assertThat(List.of(a, b)).containsExactly(Verdict.ACKNOWLEDGED, Verdict.RETRY);
        assertThat(tokens(pollAll(0, FIRST))).containsExactly("b");
    }

    @Test
    void anAnswerToABatchThatWasGivenUpChangesNothing() {
        // given
        append("a", "b");
        List<ProducerBatch<String>> both = pollAll(0, FIRST);
        queue.expire(10_000);
        // when, then
        assertThat(answer(both.get(0), ErrorCode.NONE, 10_000)).isEqualTo(Verdict.RETRY);
        assertThat(answer(both.get(1), ErrorCode.REQUEST_TIMED_OUT, 10_000)).isEqualTo(Verdict.RETRY);
        assertThat(queue.isIdle()).isTrue();
    }

    @Test
    void anOldEpochIsNoNews() {
        append("a");
        poll(0);
        queue.leaderIs(9, 1);
        assertThat(queue.takeAbandoned()).isEmpty();
        assertThat(queue.leader()).isEqualTo(1);
    }

    @Test
    void aHintNamesTheNewLeader() {
        append("a");
        ProducerBatch<String> a = poll(0);
        queue.answered(a, ErrorCode.NOT_LEADER_OR_FOLLOWER, 3, 4, 0);
        assertThat(poll(0)).isSameAs(a);
        assertThat(queue.leader()).isEqualTo(3);
        assertThat(queue.leaderEpoch()).isEqualTo(4);
    }

    @Test
    void outOfOrderBehindAMissingBatchIsOnlyARepetition() {
        // given: a was lost, b came alone
        append("a", "b");
        List<ProducerBatch<String>> both = pollAll(0, FIRST);
        // when
        Verdict b = answer(both.get(1), ErrorCode.OUT_OF_ORDER_SEQUENCE_NUMBER, 0);
        Verdict a = answer(both.get(0), ErrorCode.NETWORK_EXCEPTION, 0);
        // then
        assertThat(List.of(a, b)).containsOnly(Verdict.RETRY);
        assertThat(pollAll(100, FIRST)).extracting(PartitionQueueTest::sequence).containsExactly(0, 1);
    }

    @Test
    void outOfOrderOfTheOldestMeansANewIdentityFromSequenceZero() {
        // given
        append("a", "b", "c");
        List<ProducerBatch<String>> all = pollAll(0, FIRST);
        answer(all.get(0), ErrorCode.NONE, 0);
        // when
        Verdict verdict = answer(all.get(1), ErrorCode.OUT_OF_ORDER_SEQUENCE_NUMBER, 0);
        // then
        assertThat(verdict).isEqualTo(Verdict.NEW_IDENTITY);
        assertThat(queue.takeAbandoned()).containsExactly(all.get(2));
        assertThat(queue.needsIdentity(FIRST)).isTrue();
        assertThat(queue.poll(1_000, FIRST)).isNull();
        List<ProducerBatch<String>> again = pollAll(1_000, SECOND);
        assertThat(tokens(again)).containsExactly("b", "c");
        assertThat(again).extracting(PartitionQueueTest::sequence).containsExactly(0, 1);
        assertThat(RecordBatch.at(again.get(0).bytes(), 0).producerId()).isEqualTo(8);
        assertThat(RecordBatch.at(again.get(0).bytes(), 0).isIntact()).isTrue();
    }

    @Test
    void anotherIdentityOfTheProducerWaitsUntilTheOldOneIsQuiet() {
        // given
        append("a", "b");
        ProducerBatch<String> a = poll(0);
        // when: another partition made the producer ask for a new one
        ProducerBatch<String> b = queue.poll(0, SECOND);
        // then
        assertThat(RecordBatch.at(b.bytes(), 0).producerId()).isEqualTo(7);
        answer(a, ErrorCode.NONE, 0);
        answer(b, ErrorCode.NONE, 0);
        append("c");
        ProducerBatch<String> c = queue.poll(0, SECOND);
        assertThat(RecordBatch.at(c.bytes(), 0).producerId()).isEqualTo(8);
        assertThat(sequence(c)).isZero();
    }

    @Test
    void aKnownRepetitionIsAnAcknowledgement() {
        append("a");
        assertThat(answer(poll(0), ErrorCode.DUPLICATE_SEQUENCE_NUMBER, 0)).isEqualTo(Verdict.ACKNOWLEDGED);
        assertThat(queue.isIdle()).isTrue();
    }

    @Test
    void whatCannotBecomeBetterFails() {
        append("a");
        assertThat(answer(poll(0), ErrorCode.MESSAGE_TOO_LARGE, 0)).isEqualTo(Verdict.FAILED);
        assertThat(queue.isIdle()).isTrue();
    }

    @Test
    void theDeliveryTimeoutCountsFromTheFirstAppend() {
        // given
        append("a", "b");
        ProducerBatch<String> a = poll(0);
        // when, then
        assertThat(queue.nextDeadlineMs()).isLessThanOrEqualTo(10_000);
        assertThat(queue.expire(9_999)).isEmpty();
        assertThat(tokens(queue.expire(10_000))).containsExactly("a", "b");
        assertThat(queue.takeAbandoned()).containsExactly(a);
        assertThat(queue.nextDeadlineMs()).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void sequencesWrapToZero() {
        SequenceNumbers sequences = new SequenceNumbers(Integer.MAX_VALUE - 1);
        assertThat(sequences.take(3)).isEqualTo(Integer.MAX_VALUE - 1);
        assertThat(sequences.take(1)).isEqualTo(1);
    }

    @Test
    void withoutIdempotenceBatchesCarryNoIdentity() {
        // given
        PartitionQueue<String> plain =
                new PartitionQueue<>(new DeliveryRules(200, 0, CompressionType.NONE, 5, 10_000, 100, 1_000, false));
        plain.leaderIs(1, 1);
        // when
        plain.append(new OutgoingRecord(5, null, null, List.of()), "a", 0);
        // then
        assertThat(RecordBatch.at(plain.poll(0, null).bytes(), 0).hasProducerId())
                .isFalse();
    }
}
