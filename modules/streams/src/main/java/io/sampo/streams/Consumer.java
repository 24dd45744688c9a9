package io.sampo.streams;

import io.sampo.client.ConsumerRecord;
import io.sampo.client.ConsumerSettings;
import io.sampo.client.SampoClient;
import io.sampo.model.TopicPartition;
import io.sampo.streams.ConsumerMessage.CommittableMessage;
import io.sampo.streams.ConsumerMessage.CommittableOffset;
import io.sampo.streams.Subscriptions.AutoSubscription;
import io.sampo.streams.Subscriptions.Subscription;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Function;
import org.apache.pekko.Done;
import org.apache.pekko.NotUsed;
import org.apache.pekko.japi.Pair;
import org.apache.pekko.stream.javadsl.Flow;
import org.apache.pekko.stream.javadsl.Source;
import org.apache.pekko.stream.javadsl.SourceWithContext;

/**
 * Sources of records. A fetch leaves only while the stream has asked for a record and none of that partition lies here; so a slow
 * stream makes the brokers read no more than one answer per partition ahead, and a paused one nothing. Each materialization has
 * a consumer of its own. A source fails with what {@link io.sampo.client.Consumer#receive} fails with.
 *
 * <p>When a partition goes to another member of the group, what lies here of it is dropped, committers behind the source commit at
 * once what they have, and the partition is given up as soon as everything that was handed out of it is committed, or when {@code
 * sampo.streams.consumer.drain-timeout} is over. So a rebalance repeats nothing that was committed, and only what takes longer
 * than that is worked on twice.
 */
public final class Consumer {
    /** What a running source obeys. May be used from any thread. */
    public interface Control {
        /**
         * Ends the source: it completes without emitting what it still holds, and goes on to accept commits until {@link
         * #shutdown()}. Done when it has completed; {@link Consumer#atMostOnceSource} first emits the record that is being
         * committed.
         */
        CompletionStage<Done> stop();

        /**
         * As {@link #stop()}, and lets go of everything as soon as all it has handed out is committed, nobody is left who would
         * commit it, or {@code sampo.streams.consumer.drain-timeout} is over. Done when that is done. What is not committed by
         * then cannot be any more: its commits fail.
         */
        CompletionStage<Done> shutdown();

        /** Done when the source has ended and has left its group, for whatever reason. */
        CompletionStage<Done> isShutdown();

        /**
         * Stops the source, waits until the stream has brought to an end what it has begun and all of it is committed, and lets
         * go. Where that takes longer than {@code sampo.streams.consumer.drain-timeout}, it lets go all the same, and fails with a
         * {@link io.sampo.model.SampoException} that says how many offsets were open. It fails so, too, where the source has
         * ended before, and has left offsets open that somebody might have committed.
         *
         * @param streamCompletion done when the stream is, for example what a sink materializes
         * @param executor runs what is little
         * @return what the stream has come to, or its failure, after the source has let go
         */
        default <T> CompletionStage<T> drainAndShutdown(CompletionStage<T> streamCompletion, Executor executor) {
            CompletableFuture<T> drained = new CompletableFuture<>();
            stop().thenComposeAsync(stopped -> streamCompletion, executor)
                    .whenCompleteAsync(
                            (result, failure) -> shutdown()
                                    .whenCompleteAsync(
                                            (done, ignored) -> {
                                                if (failure == null) {
                                                    drained.complete(result);
                                                } else {
                                                    drained.completeExceptionally(Refusals.cause(failure));
                                                }
                                            },
                                            executor),
                            executor);
            return drained;
        }
    }

    /**
     * A source and the end of its stream, in one.
     *
     * @param <T> what the stream comes to
     */
    public static final class DrainingControl<T> implements Control {
        private final Control control;
        private final CompletionStage<T> streamCompletion;

        private DrainingControl(Control control, CompletionStage<T> streamCompletion) {
            this.control = control;
            this.streamCompletion = streamCompletion;
        }

        /** As {@link Control#drainAndShutdown}, of this stream. */
        public CompletionStage<T> drainAndShutdown(Executor executor) {
            return control.drainAndShutdown(streamCompletion, executor);
        }

        @Override
        public <U> CompletionStage<U> drainAndShutdown(CompletionStage<U> completion, Executor executor) {
            return control.drainAndShutdown(completion, executor);
        }

        /** What the sink has materialized. */
        public CompletionStage<T> streamCompletion() {
            return streamCompletion;
        }

        @Override
        public CompletionStage<Done> stop() {
            return control.stop();
        }

        @Override
        public CompletionStage<Done> shutdown() {
            return control.shutdown();
        }

        @Override
        public CompletionStage<Done> isShutdown() {
            return control.isShutdown();
        }
    }

    private Consumer() {}

    /** Both in one, as {@code toMat(sink, Consumer::createDrainingControl)}. */
    public static <T> DrainingControl<T> createDrainingControl(Control control, CompletionStage<T> streamCompletion) {
        return new DrainingControl<>(control, streamCompletion);
    }

    /** Both in one. */
    public static <T> DrainingControl<T> createDrainingControl(Pair<Control, CompletionStage<T>> pair) {
        return new DrainingControl<>(pair.first(), pair.second());
    }

    /** The records. Offsets are the business of whoever reads, unless {@code enable.auto.commit} is on. */
    public static Source<ConsumerRecord, Control> plainSource(
            SampoClient client, ConsumerSettings settings, Subscription subscription) {
        return merged(SourcePlan.plain(client, settings, subscription), (record, reading) -> record);
    }

    /**
     * Records with their offsets, to be committed when they are done: each is worked on at least once.
     *
     * @throws IllegalArgumentException without {@code group.id}, or with {@code enable.auto.commit}
     */
    public static Source<CommittableMessage, Control> committableSource(
            SampoClient client, ConsumerSettings settings, Subscription subscription) {
        return commitWithMetadataSource(client, settings, subscription, record -> "");
    }

    /** As {@link #committableSource}, and keeps that text with each offset that is committed. */
    public static Source<CommittableMessage, Control> commitWithMetadataSource(
            SampoClient client,
            ConsumerSettings settings,
            Subscription subscription,
            Function<ConsumerRecord, String> metadataFromRecord) {
        return merged(SourcePlan.committable(client, settings, subscription), committable(metadataFromRecord));
    }

    /** As {@link #committableSource}, with the offset as context: for {@link Committer#sinkWithOffsetContext}. */
    public static SourceWithContext<ConsumerRecord, CommittableOffset, Control> sourceWithOffsetContext(
            SampoClient client, ConsumerSettings settings, Subscription subscription) {
        return committableSource(client, settings, subscription)
                .asSourceWithContext(CommittableMessage::committableOffset)
                .map(CommittableMessage::record);
    }

    /** Commits each record before it emits it: each is worked on at most once. One commit for each record, so slow. */
    public static Source<ConsumerRecord, Control> atMostOnceSource(
            SampoClient client, ConsumerSettings settings, Subscription subscription) {
        SourcePlan.requireGroup(settings, "atMostOnceSource");
        return Source.fromGraph(
                new MergedStage<>(SourcePlan.plain(client, settings, subscription), (record, reading) -> record, true));
    }

    /**
     * A source for each partition that the group gives this member; it completes when its partition goes. Each has its own demand.
     * A partition whose source is cancelled is not read until it is given again.
     *
     * @throws IllegalArgumentException without {@code group.id}, or with {@code enable.auto.commit}
     */
    public static Source<Pair<TopicPartition, Source<ConsumerRecord, NotUsed>>, Control> plainPartitionedSource(
            SampoClient client, ConsumerSettings settings, AutoSubscription subscription) {
        return Source.fromGraph(new PartitionedStage<>(
                SourcePlan.partitioned(client, settings, subscription), (record, reading) -> record, null));
    }

    /** As {@link #plainPartitionedSource}, with offsets to commit. */
    public static Source<Pair<TopicPartition, Source<CommittableMessage, NotUsed>>, Control>
            committablePartitionedSource(SampoClient client, ConsumerSettings settings, AutoSubscription subscription) {
        return commitWithMetadataPartitionedSource(client, settings, subscription, record -> "");
    }

    /** As {@link #committablePartitionedSource}, and keeps that text with each offset that is committed. */
    public static Source<Pair<TopicPartition, Source<CommittableMessage, NotUsed>>, Control>
            commitWithMetadataPartitionedSource(
                    SampoClient client,
                    ConsumerSettings settings,
                    AutoSubscription subscription,
                    Function<ConsumerRecord, String> metadataFromRecord) {
        return Source.fromGraph(new PartitionedStage<>(
                SourcePlan.committable(client, settings, subscription), committable(metadataFromRecord), null));
    }

    /**
     * As {@link #plainPartitionedSource}, from offsets that the user keeps. To hear which partitions go, see {@link
     * AutoSubscription#withRebalanceListener}.
     *
     * @param offsetsOnAssign offset of the first record of each partition; one that is not named begins where the group has
     *     committed. If it fails, the source does
     */
    public static Source<Pair<TopicPartition, Source<ConsumerRecord, NotUsed>>, Control>
            plainPartitionedManualOffsetSource(
                    SampoClient client,
                    ConsumerSettings settings,
                    AutoSubscription subscription,
                    Function<Set<TopicPartition>, CompletionStage<Map<TopicPartition, Long>>> offsetsOnAssign) {
        return Source.fromGraph(new PartitionedStage<>(
                SourcePlan.partitioned(client, settings, subscription),
                (record, reading) -> record,
                offsetsOnAssign::apply));
    }

    /** As {@link #plainPartitionedManualOffsetSource}, with offsets to commit. */
    public static Source<Pair<TopicPartition, Source<CommittableMessage, NotUsed>>, Control>
            committablePartitionedManualOffsetSource(
                    SampoClient client,
                    ConsumerSettings settings,
                    AutoSubscription subscription,
                    Function<Set<TopicPartition>, CompletionStage<Map<TopicPartition, Long>>> offsetsOnAssign) {
        return Source.fromGraph(new PartitionedStage<>(
                SourcePlan.committable(client, settings, subscription),
                committable(record -> ""),
                offsetsOnAssign::apply));
    }

    /**
     * Works on many keys at a time, on the records of each key one after the other in their order, and emits how far all is done:
     * for {@link Committer#sink}. See {@link #keyedFlow}.
     */
    public static Source<CommittableOffset, Control> keyedSource(
            SampoClient client,
            ConsumerSettings settings,
            Subscription subscription,
            int parallelism,
            Function<ConsumerRecord, ? extends CompletionStage<?>> handler) {
        return committableSource(client, settings, subscription).via(keyedFlow(parallelism, handler));
    }

    /**
     * Works on many keys at a time, on the records of each key of a partition one after the other in their order. Records without
     * key have no order. What is emitted is, for each partition, the last record below which everything is done: committing that
     * loses nothing, whatever else is under way. A crash repeats what was done above it, at most {@code
     * sampo.streams.keyed.window} records. A slow reader of the offsets gets fewer of them, and holds nothing up.
     *
     * @param parallelism records under way at a time
     * @param handler done when the record is; called in the stream, so it must not block. A failure fails the stream
     */
    public static Flow<CommittableMessage, CommittableOffset, NotUsed> keyedFlow(
            int parallelism, Function<ConsumerRecord, ? extends CompletionStage<?>> handler) {
        return Flow.fromGraph(new KeyedStage(parallelism, StreamSettings.load().keyedWindow(), handler));
    }

    private static <T> Source<T, Control> merged(SourcePlan plan, MergedStage.Elements<T> elements) {
        return Source.fromGraph(new MergedStage<>(plan, elements, false));
    }

    static MergedStage.Elements<CommittableMessage> committable(Function<ConsumerRecord, String> metadata) {
        return (record, reading) -> new CommittableMessage(
                record,
                new CommittableOffset(
                        reading,
                        record.partition(),
                        reading.assignment().epochOf(record.partition()),
                        record.offset(),
                        metadata.apply(record)));
    }
}
