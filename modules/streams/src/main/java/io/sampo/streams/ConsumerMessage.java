package io.sampo.streams;

import io.sampo.client.ConsumerRecord;
import io.sampo.client.OffsetAndMetadata;
import io.sampo.model.TopicPartition;
import io.sampo.streams.progress.OffsetBatch;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.Done;

/** What committable sources emit. Values; may be used from any thread and held for as long as the stream runs. */
public final class ConsumerMessage {
    /**
     * Something that can be committed. {@link Committer} gathers what comes and commits now and then, which is what most streams
     * want.
     *
     * <p>A commit of what was read under an assignment that is over does nothing and succeeds: the next owner of the partition
     * reads those records again, and says how far it is. Any other failure is the stage's, a {@link
     * io.sampo.model.SampoException}; so is a commit for which the source has not waited: see {@link Consumer.Control}.
     */
    public sealed interface Committable permits CommittableOffset, CommittableOffsetBatch {
        /** Commits at once. */
        CompletionStage<Done> commit();

        /** Records that this stands for. */
        long batchSize();
    }

    /** A partition as one group reads it. */
    public record GroupTopicPartition(String groupId, TopicPartition partition) {}

    /**
     * Where a record lies.
     *
     * @param offset of the record itself; what is committed is the one after it
     */
    public record PartitionOffset(GroupTopicPartition key, long offset) {}

    /** That a record and all of its partition before it are done. */
    public static final class CommittableOffset implements Committable {
        private final Reading reading;
        private final TopicPartition partition;
        private final int epoch;
        private final long offset;
        private final String metadata;

        CommittableOffset(Reading reading, TopicPartition partition, int epoch, long offset, String metadata) {
            this.reading = reading;
            this.partition = partition;
            this.epoch = epoch;
            this.offset = offset;
            this.metadata = metadata;
        }

        public PartitionOffset partitionOffset() {
            return new PartitionOffset(new GroupTopicPartition(reading.groupId(), partition), offset);
        }

        /** Kept with the offset when it is committed. */
        public String metadata() {
            return metadata;
        }

        @Override
        public CompletionStage<Done> commit() {
            return reading.commit(Map.of(partition, next()));
        }

        @Override
        public long batchSize() {
            return 1;
        }

        Reading reading() {
            return reading;
        }

        TopicPartition partition() {
            return partition;
        }

        int epoch() {
            return epoch;
        }

        long offset() {
            return offset;
        }

        OffsetBatch.Next next() {
            return new OffsetBatch.Next(epoch, offset + 1, metadata);
        }

        @Override
        public String toString() {
            return partition + "@" + offset;
        }
    }

    /** The highest offsets of several records. A value: {@link #updated} gives another one. */
    public static final class CommittableOffsetBatch implements Committable {
        private static final CommittableOffsetBatch EMPTY = new CommittableOffsetBatch(new OffsetBatch<>());

        private final OffsetBatch<Reading> batch;

        CommittableOffsetBatch(OffsetBatch<Reading> batch) {
            this.batch = batch;
        }

        /** This and one more; of each partition the highest offset counts, whatever the order. */
        public CommittableOffsetBatch updated(Committable more) {
            OffsetBatch<Reading> next = new OffsetBatch<>(batch);
            addTo(next, more);
            return new CommittableOffsetBatch(next);
        }

        /** What will be committed: offsets of the next records to read. */
        public Map<GroupTopicPartition, OffsetAndMetadata> offsets() {
            Map<GroupTopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
            batch.sources()
                    .forEach((reading, of) -> of.forEach((partition, next) -> offsets.put(
                            new GroupTopicPartition(reading.groupId(), partition),
                            new OffsetAndMetadata(next.offset(), next.metadata()))));
            return offsets;
        }

        @Override
        public CompletionStage<Done> commit() {
            CompletableFuture<?>[] commits = batch.sources().entrySet().stream()
                    .map(source -> source.getKey().commit(source.getValue()).toCompletableFuture())
                    .toArray(CompletableFuture<?>[]::new);
            return CompletableFuture.allOf(commits).thenApply(nothing -> Done.getInstance());
        }

        @Override
        public long batchSize() {
            return batch.size();
        }

        public boolean isEmpty() {
            return batch.isEmpty();
        }

        OffsetBatch<Reading> batch() {
            return batch;
        }

        @Override
        public String toString() {
            return offsets().toString();
        }
    }

    /** A record, and the word that it is done. */
    public record CommittableMessage(ConsumerRecord record, CommittableOffset committableOffset) {}

    private ConsumerMessage() {}

    /** A batch without offsets, to be {@linkplain CommittableOffsetBatch#updated updated}. */
    public static CommittableOffsetBatch emptyBatch() {
        return CommittableOffsetBatch.EMPTY;
    }

    /** A batch of these. */
    public static CommittableOffsetBatch createCommittableOffsetBatch(Iterable<? extends Committable> offsets) {
        OffsetBatch<Reading> batch = new OffsetBatch<>();
        offsets.forEach(offset -> addTo(batch, offset));
        return new CommittableOffsetBatch(batch);
    }

    static void addTo(OffsetBatch<Reading> batch, Committable more) {
        if (more instanceof CommittableOffset one) {
            batch.add(one.reading(), one.partition(), one.next());
        } else if (more instanceof CommittableOffsetBatch several) {
            batch.addAll(several.batch());
        }
    }
}
