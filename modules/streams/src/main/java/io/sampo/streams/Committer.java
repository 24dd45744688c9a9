package io.sampo.streams;

import io.sampo.streams.ConsumerMessage.Committable;
import io.sampo.streams.ConsumerMessage.CommittableOffsetBatch;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.Done;
import org.apache.pekko.NotUsed;
import org.apache.pekko.japi.Pair;
import org.apache.pekko.stream.javadsl.Flow;
import org.apache.pekko.stream.javadsl.FlowWithContext;
import org.apache.pekko.stream.javadsl.Keep;
import org.apache.pekko.stream.javadsl.Sink;

/**
 * Gathers offsets and commits them: after {@code max-batch} records or {@code max-interval}, and at once when their source loses
 * partitions or ends. Of each partition the highest offset counts. A commit that fails fails the stream, except where the
 * partition has gone to somebody else.
 */
public final class Committer {
    private Committer() {}

    /** Commits; emits once for each batch that is committed. */
    public static <C extends Committable> Flow<C, Done, NotUsed> flow(CommitterSettings settings) {
        return Committer.<C>batchFlow(settings).map(batch -> Done.getInstance());
    }

    /** Commits; emits what was committed. */
    public static <C extends Committable> Flow<C, CommittableOffsetBatch, NotUsed> batchFlow(
            CommitterSettings settings) {
        return Flow.fromGraph(new CommitStage<C>(settings));
    }

    /** Commits the context; emits what was committed as the context of nothing. */
    public static <E, C extends Committable>
            FlowWithContext<E, C, NotUsed, CommittableOffsetBatch, NotUsed> flowWithOffsetContext(
                    CommitterSettings settings) {
        return FlowWithContext.fromPairs(Flow.<Pair<E, C>>create()
                .map(Pair::second)
                .via(Committer.<C>batchFlow(settings))
                .map(batch -> Pair.create(NotUsed.getInstance(), batch)));
    }

    /** Commits; done when the last commit is. */
    public static <C extends Committable> Sink<C, CompletionStage<Done>> sink(CommitterSettings settings) {
        return Committer.<C>flow(settings).toMat(Sink.ignore(), Keep.right());
    }

    /** Commits the context of what comes; done when the last commit is. */
    public static <E, C extends Committable> Sink<Pair<E, C>, CompletionStage<Done>> sinkWithOffsetContext(
            CommitterSettings settings) {
        return Flow.<Pair<E, C>>create().map(Pair::second).toMat(Committer.<C>sink(settings), Keep.right());
    }
}
