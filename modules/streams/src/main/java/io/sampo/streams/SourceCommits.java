package io.sampo.streams;

import io.sampo.client.Consumer;
import io.sampo.client.ConsumerRecord;
import io.sampo.client.OffsetAndMetadata;
import io.sampo.model.TopicPartition;
import io.sampo.streams.progress.Assignment;
import io.sampo.streams.progress.Assignment.Phase;
import io.sampo.streams.progress.HandedOut;
import io.sampo.streams.progress.OffsetBatch.Next;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.apache.pekko.Done;

/**
 * The commits of one source: it carries them out, and knows what was handed out and is not committed. Part of {@link SourceLogic},
 * and used in its stage alone.
 */
final class SourceCommits {
    private final boolean areExpected;
    private final boolean isMember;
    private final Executor stage;
    private final Runnable changed;
    private final HandedOut handedOut = new HandedOut();
    private int underWay;

    /**
     * @param areExpected true if those who get records commit them
     * @param isMember true if the group gives the partitions, and so may give them to others
     * @param stage runs something in the stage
     * @param changed called, in the stage, when a commit has ended
     */
    SourceCommits(boolean areExpected, boolean isMember, Executor stage, Runnable changed) {
        this.areExpected = areExpected;
        this.isMember = isMember;
        this.stage = stage;
        this.changed = changed;
    }

    /** A record leaves. */
    void handsOut(ConsumerRecord record) {
        if (areExpected) {
            handedOut.out(record.partition(), record.offset());
        }
    }

    /** What was handed out from that offset on will not be worked on. */
    void discardedFrom(TopicPartition partition, long offset) {
        handedOut.discardedFrom(partition, offset);
    }

    /** These are somebody else's. */
    void forget(Collection<TopicPartition> partitions) {
        handedOut.forget(partitions);
    }

    /** Commits what was read under epochs that are not over. */
    void carryOut(
            Consumer consumer,
            Assignment assignment,
            Map<TopicPartition, Next> offsets,
            CompletableFuture<Done> promise) {
        Map<TopicPartition, OffsetAndMetadata> valid = new HashMap<>();
        offsets.forEach((partition, next) -> {
            if (assignment.phaseOf(partition, next.epoch()) != Phase.GONE) {
                valid.put(partition, new OffsetAndMetadata(next.offset(), next.metadata()));
            }
        });
        if (valid.isEmpty()) {
            promise.complete(Done.getInstance());
            return;
        }
        underWay++;
        consumer.commit(valid)
                .whenComplete((done, failure) -> stage.execute(() -> {
                    underWay--;
                    if (failure == null || Refusals.meanGone(Refusals.cause(failure))) {
                        // Nobody waits for the offset of a topic that is gone.
                        valid.forEach((partition, offset) -> handedOut.committed(partition, offset.offset()));
                        promise.complete(Done.getInstance());
                    } else if (isMember && Refusals.meanNoMember(Refusals.cause(failure))) {
                        promise.complete(Done.getInstance());
                    } else {
                        promise.completeExceptionally(Refusals.cause(failure));
                    }
                    changed.run();
                }));
    }

    /** True if all that was handed out of these is committed, or nobody is to commit it. */
    boolean areSettled(Collection<TopicPartition> partitions) {
        return !areExpected || handedOut.isCommitted(partitions);
    }

    /** True if all that was handed out is committed, or nobody is to commit it. */
    boolean areSettled() {
        return !areExpected || handedOut.isCommitted();
    }

    boolean isUnderWay() {
        return underWay > 0;
    }

    /** Offsets that were handed out and are not committed, with the gaps between them. */
    long open() {
        return handedOut.open();
    }

    /** What of each partition is committed. A copy. */
    Map<TopicPartition, Long> committed() {
        return handedOut.committed();
    }
}
