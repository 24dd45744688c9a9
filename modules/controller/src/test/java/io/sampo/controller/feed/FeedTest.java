package io.sampo.controller.feed;

import static org.assertj.core.api.Assertions.assertThat;

import io.sampo.controller.ClusterScenario;
import io.sampo.controller.MetadataRecord;
import io.sampo.controller.codec.ClusterMetadataCodec;
import io.sampo.controller.codec.MetadataRecordCodec;
import io.sampo.controller.feed.FeedFollower.Verdict;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

/** The log reaches every image, in order, whatever the network does. */
class FeedTest {
    private static final FeedLimits SMALL = new FeedLimits(8, 1_000_000, 3, 60, 200);

    private final Wire wire = new Wire();
    private final Feed feed = new Feed(SMALL, wire.cluster.metadata().offset(), wire);

    @Test
    void anUnknownPositionGetsASnapshotInChunksThenNothing() {
        // when
        feed.subscribe(1, 10, -1);
        // then
        assertThat(wire.sent.size()).isGreaterThan(1);
        wire.deliverAll();
        assertThat(wire.image.metadata()).isEqualTo(wire.cluster.metadata());
    }

    @Test
    void aPositionInTheRingGetsRecordsOnly() {
        // given
        long end = wire.cluster.metadata().offset();
        appendTopics(2);
        // when
        feed.subscribe(1, 10, end + 1);
        // then
        assertThat(wire.sent).allMatch(message -> !message.snapshot());
        assertThat(wire.sent.stream()
                        .mapToInt(message -> message.records().size())
                        .sum())
                .isEqualTo(2);
    }

    @Test
    void aPositionOlderThanTheRingGetsASnapshot() {
        // given
        long end = wire.cluster.metadata().offset();
        appendTopics(9);
        // when
        feed.subscribe(1, 10, end + 1);
        // then
        assertThat(wire.sent.getFirst().snapshot()).isTrue();
    }

    @Test
    void aPositionBeyondTheEndGetsASnapshotNotSilence() {
        // when
        feed.subscribe(1, 10, wire.cluster.metadata().offset() + 2);
        // then
        assertThat(wire.sent.getFirst().snapshot()).isTrue();
    }

    @Test
    void noMoreThanTheWindowIsInFlightUntilItIsAcknowledged() {
        // given
        feed.subscribe(1, 10, -1);
        wire.deliverAll();
        // when
        appendTopics(6);
        feed.push();
        // then
        assertThat(wire.recordsInFlight()).isEqualTo(3);
        wire.deliverAll();
        // when
        feed.acknowledged(1, 10, wire.image.offset());
        // then
        assertThat(wire.recordsInFlight()).isEqualTo(3);
    }

    @Test
    void anAcknowledgementOfAnotherRegistrationOpensNothing() {
        // given
        feed.subscribe(1, 10, -1);
        wire.deliverAll();
        appendTopics(6);
        feed.push();
        wire.deliverAll();
        // when
        feed.acknowledged(1, 9, wire.image.offset());
        // then
        assertThat(wire.sent).isEmpty();
    }

    @Test
    void aMessageHoldsAsManyRecordsAsFitAndAtLeastOne() {
        // given
        feed.subscribe(1, 10, -1);
        wire.deliverAll();
        // when
        appendTopics(3);
        feed.push();
        // then
        assertThat(wire.sent)
                .allSatisfy(message -> assertThat(message.records()).isNotEmpty());
        assertThat(wire.sent).hasSizeGreaterThan(1);
    }

    @Test
    void aBeatWithNothingNewSaysWhereTheLogEnds() {
        // given
        feed.subscribe(1, 10, -1);
        wire.deliverAll();
        // when
        feed.beat();
        // then
        assertThat(wire.sent).hasSize(1);
        assertThat(wire.sent.getFirst().records()).isEmpty();
        assertThat(wire.sent.getFirst().fromOffset())
                .isEqualTo(wire.cluster.metadata().offset() + 1);
    }

    @Test
    void aReplacedControllerIsNotBelieved() {
        // given: R13, H55
        feed.subscribe(1, 10, -1);
        wire.deliverAll();
        long offset = wire.image.offset();
        // when
        wire.image.onEvents(9, offset + 1, List.of());
        Verdict verdict = wire.image.onEvents(8, offset + 1, wire.cluster.log().subList(0, 1));
        // then
        assertThat(verdict).isEqualTo(Verdict.STALE);
        assertThat(wire.image.offset()).isEqualTo(offset);
    }

    @Property(tries = 300)
    void everyImageConvergesUnderLossAndReordering(@ForAll long seed) {
        // given
        Random random = new Random(seed);
        Wire lossy = new Wire();
        Feed source = new Feed(SMALL, lossy.cluster.metadata().offset(), lossy);
        source.subscribe(1, 10, -1);
        // when
        for (int step = 0; step < 200; step++) {
            if (random.nextInt(4) == 0) {
                lossy.appendTopic(source);
                source.push();
            }
            if (random.nextInt(6) == 0) {
                source.beat();
            }
            lossy.deliverSome(source, random);
        }
        // then: the network heals
        for (int step = 0; step < 20; step++) {
            source.beat();
            lossy.deliverAllTo(source);
        }
        assertThat(lossy.image.metadata()).isEqualTo(lossy.cluster.metadata());
    }

    private void appendTopics(int count) {
        for (int i = 0; i < count; i++) {
            wire.appendTopic(feed);
        }
    }

    private record Sent(boolean snapshot, long fromOffset, int index, int count, List<byte[]> records) {}

    /** One controller, one broker, and what travels between them. */
    private static final class Wire implements FeedEffects {
        private final ClusterScenario cluster = ClusterScenario.of(3);
        private final FeedFollower image = new FeedFollower();
        private final Deque<Sent> sent = new ArrayDeque<>();
        private int topics;

        void appendTopic(Feed feed) {
            int before = cluster.log().size();
            cluster.create("topic-" + topics++, 1, 1);
            cluster.log().subList(before, cluster.log().size()).forEach(feed::appended);
        }

        int recordsInFlight() {
            return sent.stream().mapToInt(message -> message.records().size()).sum();
        }

        @Override
        public byte[] snapshot() {
            return ClusterMetadataCodec.encode(cluster.metadata());
        }

        @Override
        public void sendSnapshot(int brokerId, long offset, int index, int count, byte[] chunk) {
            sent.addLast(new Sent(true, offset, index, count, List.of(chunk)));
        }

        @Override
        public void sendEvents(int brokerId, long fromOffset, List<byte[]> records) {
            sent.addLast(new Sent(false, fromOffset, 0, 0, records));
        }

        void deliverAll() {
            while (!sent.isEmpty()) {
                deliver(sent.removeFirst());
            }
        }

        void deliverAllTo(Feed feed) {
            while (!sent.isEmpty()) {
                answer(feed, deliver(sent.removeFirst()));
            }
        }

        /** Drops, swaps, delivers. */
        void deliverSome(Feed feed, Random random) {
            List<Sent> batch = new ArrayList<>(sent);
            sent.clear();
            if (batch.size() > 1 && random.nextInt(3) == 0) {
                Collections.swap(batch, 0, batch.size() - 1);
            }
            for (Sent message : batch) {
                if (random.nextInt(4) != 0) {
                    answer(feed, deliver(message));
                }
            }
        }

        private Verdict deliver(Sent message) {
            return message.snapshot()
                    ? image.onSnapshot(
                            1,
                            message.fromOffset(),
                            message.index(),
                            message.count(),
                            message.records().get(0))
                    : image.onEvents(1, message.fromOffset(), message.records());
        }

        private void answer(Feed feed, Verdict verdict) {
            if (verdict == Verdict.APPLIED) {
                feed.acknowledged(1, 10, image.offset());
            } else if (verdict == Verdict.GAP) {
                feed.subscribe(1, 10, image.nextOffset());
            }
        }
    }

    @Test
    void theFollowerSkipsWhatItHasApplied() {
        // given
        feed.subscribe(1, 10, -1);
        wire.deliverAll();
        long offset = wire.image.offset();
        List<byte[]> all = wire.cluster.log();
        // when
        Verdict verdict = wire.image.onEvents(1, 1, all);
        // then
        assertThat(verdict).isEqualTo(Verdict.APPLIED);
        assertThat(wire.image.offset()).isEqualTo(offset).isEqualTo(all.size());
    }

    @Test
    void aRecordMissedShowsAsAGap() {
        // given
        feed.subscribe(1, 10, -1);
        wire.deliverAll();
        byte[] election = MetadataRecordCodec.encode(new MetadataRecord.ControllerElected(2));
        // when
        Verdict verdict = wire.image.onEvents(1, wire.image.offset() + 2, List.of(election));
        // then
        assertThat(verdict).isEqualTo(Verdict.GAP);
        assertThat(wire.image.metadata()).isEqualTo(wire.cluster.metadata());
    }
}
