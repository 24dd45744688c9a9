package io.sampo.streams;

import io.sampo.client.ConsumerRecord;
import io.sampo.client.OffsetAndMetadata;
import io.sampo.model.TopicPartition;
import io.sampo.streams.progress.Ending;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.japi.Pair;
import org.apache.pekko.stream.Attributes;
import org.apache.pekko.stream.Outlet;
import org.apache.pekko.stream.SourceShape;
import org.apache.pekko.stream.stage.AbstractGraphStageWithMaterializedValue;
import org.apache.pekko.stream.stage.AbstractOutHandler;
import org.apache.pekko.stream.stage.GraphStageLogic;
import org.jspecify.annotations.Nullable;

/**
 * All partitions in one stream. A pull with nothing at hand becomes one {@code receive}.
 *
 * @param <T> what a record becomes
 */
final class MergedStage<T> extends AbstractGraphStageWithMaterializedValue<SourceShape<T>, Consumer.Control> {
    /** Makes an element of a record. */
    interface Elements<T> {
        T of(ConsumerRecord record, Reading reading);
    }

    private final SourcePlan plan;
    private final Elements<T> elements;
    private final boolean commitsFirst;
    private final Outlet<T> out = Outlet.create("records.out");
    private final SourceShape<T> shape = SourceShape.of(out);

    /** @param commitsFirst true to emit a record only after its offset is committed: at most once */
    MergedStage(SourcePlan plan, Elements<T> elements, boolean commitsFirst) {
        this.plan = plan;
        this.elements = elements;
        this.commitsFirst = commitsFirst;
    }

    @Override
    public SourceShape<T> shape() {
        return shape;
    }

    @Override
    public Pair<GraphStageLogic, Consumer.Control> createLogicAndMaterializedValuePair(Attributes attributes) {
        Logic logic = new Logic();
        return Pair.create(logic, logic);
    }

    private final class Logic extends SourceLogic {
        private final Deque<ConsumerRecord> here = new ArrayDeque<>();
        private boolean isCommitting;
        private boolean endsWhenCommitted;

        Logic() {
            super(shape, plan);
            setHandler(out, new AbstractOutHandler() {
                @Override
                public void onPull() {
                    emitOrDemand();
                }

                @Override
                public void onDownstreamFinish(Throwable why) {
                    endReading(null, Ending.DRAIN);
                }
            });
        }

        private void emitOrDemand() {
            if (isCommitting) {
                return;
            }
            if (here.isEmpty()) {
                demand();
            } else if (commitsFirst) {
                commitAndEmit(here.remove());
            } else {
                emit(here.remove());
            }
        }

        private void emit(ConsumerRecord record) {
            T element;
            try {
                element = elements.of(record, reading());
            } catch (RuntimeException e) {
                // What was emitted before it may still be committed.
                endReading(e, Ending.DRAIN);
                return;
            }
            handsOut(record);
            push(out, element);
            endIfAllIsRead();
        }

        private void commitAndEmit(ConsumerRecord record) {
            isCommitting = true;
            consumer()
                    .commit(Map.of(record.partition(), new OffsetAndMetadata(record.offset() + 1)))
                    .whenComplete((done, failure) ->
                            later(() -> committed(record, failure == null ? null : Refusals.cause(failure))));
        }

        private void committed(ConsumerRecord record, @Nullable Throwable failure) {
            isCommitting = false;
            boolean isLost = failure != null && (Refusals.meanNoMember(failure) || Refusals.meanGone(failure));
            if (failure == null && !isClosed(out)) {
                // Whatever has happened meanwhile, nobody else will see it.
                emit(record);
            }
            if (endsWhenCommitted) {
                endOutlets(isLost ? null : failure);
                endReading(null, Ending.STOP);
            } else if (isLost) {
                emitOrDemand();
            } else if (failure != null) {
                endReading(failure, Ending.DRAIN);
            }
        }

        @Override
        void accept(List<ConsumerRecord> records) {
            here.addAll(records);
            if (isAvailable(out) && !here.isEmpty()) {
                emitOrDemand();
            }
        }

        @Override
        boolean wantsRecords() {
            return here.isEmpty() && isAvailable(out) && !isCommitting;
        }

        @Override
        boolean hasRecords() {
            return !here.isEmpty() || isCommitting;
        }

        @Override
        CompletionStage<Void> take(Collection<TopicPartition> partitions) {
            return CompletableFuture.completedFuture(null);
        }

        @Override
        void discard(Collection<TopicPartition> partitions) {
            here.removeIf(record -> partitions.contains(record.partition()));
        }

        @Override
        boolean isEmitting() {
            return isCommitting && !isClosed(out);
        }

        @Override
        void endOutlets(@Nullable Throwable failure) {
            if (failure == null && isEmitting() && !endsWhenCommitted) {
                // The record that is being committed would be lost.
                endsWhenCommitted = true;
            } else if (failure == null) {
                complete(out);
            } else {
                fail(out, failure);
            }
        }
    }
}
