package io.sampo.controller.reassignment;

import static org.assertj.core.api.Assertions.assertThat;

import io.sampo.controller.ClusterMetadata;
import io.sampo.controller.ClusterScenario;
import io.sampo.controller.MetadataRecord;
import io.sampo.controller.Outcome;
import io.sampo.controller.ReplicaRemoval;
import io.sampo.controller.codec.ClusterMetadataCodec;
import io.sampo.controller.codec.LogEntries;
import io.sampo.controller.codec.MetadataRecordCodec;
import io.sampo.controller.reassignment.ReassignmentRequest.Move;
import io.sampo.controller.topic.TopicAlteration;
import io.sampo.model.ErrorCode;
import io.sampo.model.Reassignment;
import io.sampo.model.TopicIdPartition;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Grow, catch up, shrink (KIP-455). */
class ReassignmentTest {
    private final ClusterScenario cluster = ClusterScenario.of(5);
    private final TopicIdPartition book = cluster.create("book", List.of(1, 2, 3));

    private Outcome ask(long bytesPerSecond, Move... moves) {
        return cluster.run(new ReassignmentRequest(List.of(moves), bytesPerSecond).decide(cluster.metadata()));
    }

    private Outcome move(Integer... replicas) {
        return ask(ReassignmentRequest.AS_IT_IS, new Move("book", 0, List.of(replicas)));
    }

    private Outcome cancel() {
        return move();
    }

    private int complete() {
        return cluster.run(ReassignmentCompletion.decide(cluster.metadata()));
    }

    private void minInsync(int least) {
        cluster.run(TopicAlteration.configure(
                cluster.metadata(),
                ClusterScenario.DEFAULTS,
                "book",
                Map.of("min.insync.replicas", "" + least),
                List.of()));
    }

    private void isr(Integer... members) {
        assertThat(cluster.alter(cluster.proposal(book, List.of(members))).errors())
                .isEmpty();
    }

    @Test
    void reassignmentGrowsFirstAndTouchesNeitherLeaderNorIsr() {
        assertThat(move(4, 5, 3)).isEqualTo(Outcome.DONE);
        assertThat(cluster.state(book).replicas()).containsExactly(1, 2, 3, 4, 5);
        assertThat(cluster.state(book).isr()).containsExactly(1, 2, 3);
        assertThat(cluster.state(book).leader()).isEqualTo(1);
        assertThat(cluster.state(book).partitionEpoch()).isEqualTo(1);
        Reassignment reassignment = cluster.metadata().reassignments().of(book);
        assertThat(reassignment.adding()).containsExactly(4, 5);
        assertThat(reassignment.removing()).containsExactly(1, 2);
    }

    @Test
    void itCompletesOnlyWhenEveryTargetReplicaIsInSync() {
        // given
        move(4, 5, 3);
        assertThat(complete()).isZero();
        isr(1, 2, 3, 4);
        assertThat(complete()).isZero();
        isr(1, 2, 4, 5);
        assertThat(complete()).as("3 stays and is not in sync").isZero();

        // when
        isr(1, 2, 3, 4, 5);

        // then
        assertThat(complete()).isEqualTo(1);
        assertThat(cluster.state(book).replicas()).containsExactly(4, 5, 3);
        assertThat(cluster.state(book).isr()).containsExactly(4, 5, 3);
        assertThat(cluster.metadata().reassignments().isEmpty()).isTrue();
        assertThat(complete()).isZero();
    }

    @Test
    void theFirstTargetReplicaLeadsInANewEpoch() {
        move(4, 1, 2);
        isr(1, 2, 3, 4);
        complete();
        assertThat(cluster.state(book).leader()).isEqualTo(4);
        assertThat(cluster.state(book).leaderEpoch()).isEqualTo(1);
    }

    @Test
    void whoLeavesDeletesByARecordInThePartitionEpochOfItsRemoval() {
        // given
        move(1, 2, 4);
        isr(1, 2, 3, 4);

        // when
        complete();

        // then
        assertThat(cluster.metadata().removal(book, 3))
                .isEqualTo(new ReplicaRemoval(book, 3, cluster.state(book).partitionEpoch()));
        assertThat(cluster.metadata().removal(book, 1)).isNull();
    }

    @Test
    void aReplicaThatIsAddedAgainIsAboveTheEpochOfItsRemoval() {
        // given
        move(1, 2, 4);
        isr(1, 2, 3, 4);
        complete();

        // when
        move(1, 2, 3);

        // then
        ReplicaRemoval stale = cluster.metadata().removal(book, 3);
        assertThat(stale.partitionEpoch()).isLessThan(cluster.state(book).partitionEpoch());
        assertThat(cluster.state(book).replicas()).contains(3);
        assertThat(cluster.state(book).isr()).doesNotContain(3);
    }

    @Test
    void whoLeavesEndsTheLeaderEpochSoThatItHearsOfItBeforeItIsCountedAgain() {
        // given
        move(1, 2, 4);
        int before = cluster.state(book).leaderEpoch();

        // when
        cancel();

        // then: the leader stays, and 4, if it is added now, obeys nobody before its metadata has reached this
        assertThat(cluster.state(book).leader()).isEqualTo(1);
        assertThat(cluster.state(book).leaderEpoch()).isEqualTo(before + 1);
        move(1, 2, 4);
        assertThat(cluster.state(book).leaderEpoch())
                .as("to be added costs none")
                .isEqualTo(before + 1);
    }

    @Test
    void cancelRestoresTheOriginalReplicasInTheirOrder() {
        // given
        move(5, 4, 3);
        isr(1, 2, 3, 5);

        // when
        assertThat(cancel()).isEqualTo(Outcome.DONE);

        // then
        assertThat(cluster.state(book).replicas()).containsExactly(1, 2, 3);
        assertThat(cluster.state(book).isr()).containsExactly(1, 2, 3);
        assertThat(cluster.state(book).leader()).isEqualTo(1);
        assertThat(cluster.metadata().reassignments().isEmpty()).isTrue();
        assertThat(cluster.metadata().removal(book, 5)).isNotNull();
        assertThat(cluster.metadata().removal(book, 4)).isNotNull();
    }

    @Test
    void cancelIsRefusedWhereTheOriginalsCouldNotCarryOn() {
        // given: 4 and 5 hold everything, of the originals only one does
        minInsync(2);
        move(4, 5);
        isr(1, 2, 3, 4, 5);
        cluster.fence(1);
        cluster.fence(2);

        // when
        Outcome refusal = cancel();

        // then
        assertThat(refusal.error()).isEqualTo(ErrorCode.INVALID_REPLICA_ASSIGNMENT);
        assertThat(refusal.message())
                .contains("book-0", "[3]", "min.insync.replicas is 2")
                .doesNotContain("\n");
        assertThat(cluster.state(book).isr()).containsExactly(3, 4, 5);
    }

    @Test
    void cancelOfAPartitionLedByAnAddedReplicaGoesBackToAnOriginalLeader() {
        // given
        move(4, 5);
        isr(1, 2, 3, 4, 5);
        cluster.fence(1);
        cluster.fence(2);
        cluster.run(io.sampo.controller.PartitionAlteration.resign(
                cluster.metadata(),
                3,
                cluster.epoch(3),
                Map.of(book, cluster.state(book).leaderEpoch())));
        assertThat(cluster.state(book).leader()).isEqualTo(4);

        // when
        cancel();

        // then
        assertThat(cluster.state(book).leader()).isEqualTo(3);
        assertThat(cluster.state(book).isr()).containsExactly(3);
    }

    @Test
    void nothingToCancelIsTold() {
        Outcome refusal = cancel();
        assertThat(refusal.error()).isEqualTo(ErrorCode.NO_REASSIGNMENT_IN_PROGRESS);
        assertThat(refusal.message()).contains("book-0");
    }

    @Test
    void shrinkingWaitsForMinInsyncReplicas() {
        // given
        move(4, 5);
        isr(1, 2, 3, 4, 5);
        minInsync(3);

        // then
        assertThat(complete())
                .as("two would be in sync and three are asked for")
                .isZero();
        minInsync(2);
        assertThat(complete()).isEqualTo(1);
    }

    @Test
    void targetBelowMinInsyncReplicasIsRefused() {
        minInsync(2);
        Outcome refusal = move(4);
        assertThat(refusal.error()).isEqualTo(ErrorCode.INVALID_REPLICA_ASSIGNMENT);
        assertThat(refusal.message()).contains("at least 2 brokers");
    }

    @Test
    void itDoesNotCompleteWhileAReplicaOfTheTargetIsFenced() {
        // given 4 is in sync but has only just started again, with all it had (R11b)
        move(1, 2, 4);
        isr(1, 2, 3, 4);
        cluster.register(4, cluster.epoch(4), true);
        assertThat(cluster.state(book).isr()).contains(4);

        // then
        assertThat(complete()).isZero();
        cluster.unfence(4);
        assertThat(complete()).isEqualTo(1);
    }

    @Test
    void anotherTargetTakesTheOldOnesPlaceAndKeepsTheOriginals() {
        // given
        move(4, 2, 3);

        // when
        move(5, 2, 3);

        // then
        assertThat(cluster.state(book).replicas()).containsExactly(1, 2, 3, 5);
        assertThat(cluster.metadata().reassignments().of(book).original()).containsExactly(1, 2, 3);
        assertThat(cluster.metadata().removal(book, 4)).isNotNull();
    }

    @Test
    void theSameTargetAgainChangesNothing() {
        move(4, 2, 3);
        ClusterMetadata before = cluster.metadata();
        assertThat(move(4, 2, 3)).isEqualTo(Outcome.DONE);
        assertThat(cluster.metadata()).isEqualTo(before);
    }

    @Test
    void anotherOrderOfTheSameReplicasMovesTheLeaderAndNoData() {
        move(3, 1, 2);
        assertThat(complete()).isEqualTo(1);
        assertThat(cluster.state(book).leader()).isEqualTo(3);
        assertThat(cluster.metadata().removedReplicas()).isEmpty();
    }

    @Test
    void aPlanIsDecidedAsAWholeOrNotAtAll() {
        cluster.create("other", List.of(1, 2, 3));
        Outcome refusal = ask(-1, new Move("other", 0, List.of(4, 5)), new Move("book", 0, List.of(4, 9)));
        assertThat(refusal.message()).contains("book-0", "broker 9");
        assertThat(cluster.metadata().reassignments().isEmpty()).isTrue();
    }

    @Test
    void mistakesAreToldInOneLine() {
        assertThat(move(4, 4).message()).contains("different brokers");
        cluster.fence(5);
        assertThat(move(5, 1).message()).contains("broker 5 is not live");
        assertThat(ask(-1, new Move("bok", 0, List.of(1))).error()).isEqualTo(ErrorCode.UNKNOWN_TOPIC_OR_PARTITION);
        assertThat(ask(-1, new Move("book", 7, List.of(1))).message()).contains("book-7", "0 to 0");
        assertThat(ask(-2, new Move("book", 0, List.of(1))).message()).contains("-2");
        Move twice = new Move("book", 0, List.of(4, 1));
        assertThat(ask(-1, twice, twice).message()).contains("twice");
    }

    @Test
    void theThrottleEndsWithTheLastReassignment() {
        ask(1_000, new Move("book", 0, List.of(1, 2, 4)));
        assertThat(cluster.metadata().reassignments().bytesPerSecond()).isEqualTo(1_000);
        ask(ReassignmentRequest.AS_IT_IS, new Move("book", 0, List.of(1, 2, 5)));
        assertThat(cluster.metadata().reassignments().bytesPerSecond()).isEqualTo(1_000);
        isr(1, 2, 3, 5);
        complete();
        assertThat(cluster.metadata().reassignments().bytesPerSecond()).isZero();
    }

    @Test
    void addedReplicasDoNotMakeAPartitionUnderReplicated() {
        move(4, 5, 3);
        assertThat(cluster.metadata().underReplicated()).isEmpty();
        isr(1, 2);
        assertThat(cluster.metadata().underReplicated()).containsExactly(book);
    }

    @Test
    void deletedTopicIsOnItsWayNoLonger() {
        move(4, 5, 3);
        cluster.run(TopicAlteration.delete(cluster.metadata(), "book"));
        assertThat(cluster.metadata().reassignments().isEmpty()).isTrue();
        assertThat(complete()).isZero();
    }

    @Test
    void anotherControllerGoesOnWhereTheLastOneStood() {
        // given a reassignment under way, and a controller that knows nothing but the log or the snapshot
        ask(500, new Move("book", 0, List.of(4, 5, 3)));
        isr(1, 2, 3, 4, 5);
        ClusterMetadata replayed = ClusterMetadata.EMPTY;
        for (byte[] record : cluster.log()) {
            replayed = replayed.apply(replayed.offset() + 1, MetadataRecordCodec.decode(record));
        }
        ClusterMetadata snapshot = ClusterMetadataCodec.decode(ClusterMetadataCodec.encode(cluster.metadata()));
        assertThat(replayed).isEqualTo(cluster.metadata());
        assertThat(snapshot).isEqualTo(cluster.metadata());

        // when
        ClusterMetadata successor = snapshot.apply(snapshot.offset() + 1, new MetadataRecord.ControllerElected(2));

        // then
        ClusterMetadata ended =
                successor.applyAll(ReassignmentCompletion.decide(successor).records());
        assertThat(ended.partition(book).replicas()).containsExactly(4, 5, 3);
        assertThat(ended.reassignments().isEmpty()).isTrue();
    }

    @Test
    void noImageStandsBetweenAReplicaThatLeftAndTheRecordThatLetsItDelete() {
        // given
        move(1, 2, 4);
        isr(1, 2, 3, 4);
        ClusterMetadata image = cluster.metadata();
        var decision = ReassignmentCompletion.decide(image);

        // when
        for (LogEntries.Entry entry : LogEntries.of(decision.records(), 1_000_000)) {
            for (MetadataRecord record : entry.records()) {
                image = image.apply(image.offset() + 1, record);
                // then
                boolean left = !image.partition(book).replicas().contains(3);
                assertThat(image.removal(book, 3) != null).isEqualTo(left);
            }
        }
        assertThat(image.removal(book, 3)).isNotNull();
    }

    @Test
    void morePartitionsThanOneEntryHoldsAreStillOneDecision() {
        // given
        cluster.create("wide", 200, 3);
        List<Move> moves = new java.util.ArrayList<>();
        for (int number = 0; number < 200; number++) {
            moves.add(new Move("wide", number, List.of(4, 5, 1)));
        }
        var decision = new ReassignmentRequest(moves, 0).decide(cluster.metadata());

        // when
        var entries = LogEntries.of(decision.records(), 2_000);

        // then
        assertThat(entries).hasSizeGreaterThan(2);
        ClusterMetadata whole = cluster.metadata().applyAll(decision.records());
        ClusterMetadata cut = cluster.metadata()
                .applyAll(entries.stream()
                        .flatMap(entry -> entry.records().stream())
                        .toList());
        assertThat(cut.reassignments()).isEqualTo(whole.reassignments());
        assertThat(List.copyOf(cut.topics())).isEqualTo(List.copyOf(whole.topics()));
    }
}
