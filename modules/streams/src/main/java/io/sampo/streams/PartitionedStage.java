package io.sampo.streams;

import io.sampo.client.ConsumerRecord;
import io.sampo.client.StartAt;
import io.sampo.model.TopicPartition;
import io.sampo.streams.progress.Ending;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.apache.pekko.NotUsed;
import org.apache.pekko.japi.Pair;
import org.apache.pekko.stream.Attributes;
import org.apache.pekko.stream.Outlet;
import org.apache.pekko.stream.SourceShape;
import org.apache.pekko.stream.javadsl.Source;
import org.apache.pekko.stream.stage.AbstractGraphStageWithMaterializedValue;
import org.apache.pekko.stream.stage.AbstractOutHandler;
import org.apache.pekko.stream.stage.GraphStageLogic;
import org.jspecify.annotations.Nullable;

/**
 * A source of sources, one for each partition that comes; it completes when its partition goes. Each has its own demand: of a
 * partition that nobody pulls nothing is fetched, and it holds up no other.
 *
 * @param <T> what a record becomes
 */
final class PartitionedStage<T>
        extends AbstractGraphStageWithMaterializedValue<
                SourceShape<Pair<TopicPartition, Source<T, NotUsed>>>, Consumer.Control> {
    /** Says where to begin; a partition that is not named begins where the group has committed. */
    interface Starts extends Function<Set<TopicPartition>, CompletionStage<Map<TopicPartition, Long>>> {}

    private final SourcePlan plan;
    private final MergedStage.Elements<T> elements;
    private final @Nullable Starts starts;
    private final Outlet<Pair<TopicPartition, Source<T, NotUsed>>> out = Outlet.create("partitions.out");
    private final SourceShape<Pair<TopicPartition, Source<T, NotUsed>>> shape = SourceShape.of(out);

    /** @param starts null = all begin where the group has committed */
    PartitionedStage(SourcePlan plan, MergedStage.Elements<T> elements, @Nullable Starts starts) {
        this.plan = plan;
        this.elements = elements;
        this.starts = starts;
    }

    @Override
    public SourceShape<Pair<TopicPartition, Source<T, NotUsed>>> shape() {
        return shape;
    }

    @Override
    public Pair<GraphStageLogic, Consumer.Control> createLogicAndMaterializedValuePair(Attributes attributes) {
        Logic logic = new Logic();
        return Pair.create(logic, logic);
    }

    private final class Logic extends SourceLogic {
        /** One partition: its outlet, and what is here of it. */
        private final class Part {
            private final TopicPartition partition;
            private final SubSourceOutlet<T> outlet;
            private final Deque<ConsumerRecord> here = new ArrayDeque<>();

            Part(TopicPartition partition) {
                this.partition = partition;
                this.outlet = new SubSourceOutlet<>("records of " + partition);
                outlet.setHandler(new AbstractOutHandler() {
                    @Override
                    public void onPull() {
                        if (here.isEmpty()) {
                            consumer().resume(List.of(partition));
                            demand();
                        } else {
                            emit();
                        }
                    }

                    @Override
                    public void onDownstreamFinish(Throwable why) {
                        here.clear();
                        consumer().pause(List.of(partition));
                        parts.remove(partition);
                    }
                });
            }

            private void emit() {
                if (!here.isEmpty() && outlet.isAvailable()) {
                    ConsumerRecord record = here.remove();
                    T element;
                    try {
                        element = elements.of(record, reading());
                    } catch (RuntimeException e) {
                        // What was emitted before it may still be committed.
                        endReading(e, Ending.DRAIN);
                        return;
                    }
                    handsOut(record);
                    outlet.push(element);
                }
            }

            private boolean isHungry() {
                return here.isEmpty() && outlet.isAvailable();
            }
        }

        private final Map<TopicPartition, Part> parts = new LinkedHashMap<>();
        private final Deque<Part> unseen = new ArrayDeque<>();

        Logic() {
            super(shape, plan);
            setHandler(out, new AbstractOutHandler() {
                @Override
                public void onPull() {
                    show();
                }

                @Override
                public void onDownstreamFinish(Throwable why) {
                    endReading(null, Ending.DRAIN);
                }
            });
        }

        private void show() {
            if (isAvailable(out) && !unseen.isEmpty()) {
                Part part = unseen.remove();
                push(out, Pair.create(part.partition, Source.fromGraph(part.outlet.source())));
            }
        }

        @Override
        CompletionStage<Void> take(Collection<TopicPartition> partitions) {
            // Nothing of them is fetched before somebody pulls.
            consumer().pause(partitions);
            partitions.forEach(partition -> {
                Part part = new Part(partition);
                parts.put(partition, part);
                unseen.add(part);
            });
            show();
            if (starts == null) {
                return CompletableFuture.completedFuture(null);
            }
            return starts.apply(Set.copyOf(partitions))
                    .thenAccept(offsets -> offsets.forEach((partition, offset) -> {
                        if (partitions.contains(partition)) {
                            consumer().seek(partition, StartAt.offset(offset));
                        }
                    }));
        }

        @Override
        void accept(List<ConsumerRecord> records) {
            Set<TopicPartition> came = new HashSet<>();
            for (ConsumerRecord record : records) {
                Part part = parts.get(record.partition());
                if (part != null) {
                    part.here.add(record);
                    came.add(record.partition());
                }
            }
            // Until it is pulled with nothing at hand.
            consumer().pause(came);
            for (TopicPartition partition : came) {
                Part part = parts.get(partition);
                if (part != null) {
                    part.emit();
                }
            }
        }

        @Override
        boolean wantsRecords() {
            return parts.values().stream().anyMatch(Part::isHungry);
        }

        @Override
        boolean hasRecords() {
            return parts.values().stream().anyMatch(part -> !part.here.isEmpty());
        }

        @Override
        void discard(Collection<TopicPartition> partitions) {
            partitions.forEach(partition -> {
                Part part = parts.remove(partition);
                if (part != null) {
                    part.here.clear();
                    unseen.remove(part);
                    part.outlet.complete();
                }
            });
        }

        @Override
        void endOutlets(@Nullable Throwable failure) {
            List.copyOf(parts.values()).forEach(part -> {
                if (failure == null) {
                    part.outlet.complete();
                } else {
                    part.outlet.fail(failure);
                }
            });
            parts.clear();
            unseen.clear();
            if (failure == null) {
                complete(out);
            } else {
                fail(out, failure);
            }
        }
    }
}
