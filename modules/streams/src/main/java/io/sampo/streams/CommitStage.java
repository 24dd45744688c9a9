package io.sampo.streams;

import io.sampo.streams.ConsumerMessage.Committable;
import io.sampo.streams.ConsumerMessage.CommittableOffsetBatch;
import io.sampo.streams.progress.Assignment;
import io.sampo.streams.progress.Assignment.Phase;
import io.sampo.streams.progress.OffsetBatch;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;
import org.apache.pekko.Done;
import org.apache.pekko.stream.Attributes;
import org.apache.pekko.stream.FlowShape;
import org.apache.pekko.stream.Inlet;
import org.apache.pekko.stream.Outlet;
import org.apache.pekko.stream.stage.AbstractInHandler;
import org.apache.pekko.stream.stage.AbstractOutHandler;
import org.apache.pekko.stream.stage.AsyncCallback;
import org.apache.pekko.stream.stage.GraphStage;
import org.apache.pekko.stream.stage.GraphStageLogic;
import org.apache.pekko.stream.stage.TimerGraphStageLogic;
import org.jspecify.annotations.Nullable;

/**
 * Gathers offsets, commits them, and emits each batch when it is committed, in order. A source whose partitions go, or that
 * ends, makes it commit at once what it has. What came in before a failure upstream was worked on, and is committed.
 */
final class CommitStage<C extends Committable> extends GraphStage<FlowShape<C, CommittableOffsetBatch>> {
    private static final String INTERVAL = "interval";

    private final CommitterSettings settings;
    private final Inlet<C> in = Inlet.create("offsets.in");
    private final Outlet<CommittableOffsetBatch> out = Outlet.create("batches.out");
    private final FlowShape<C, CommittableOffsetBatch> shape = FlowShape.of(in, out);

    CommitStage(CommitterSettings settings) {
        this.settings = settings;
    }

    @Override
    public FlowShape<C, CommittableOffsetBatch> shape() {
        return shape;
    }

    @Override
    public GraphStageLogic createLogic(Attributes attributes) {
        return new Logic();
    }

    private record UnderWay(CommittableOffsetBatch batch, CompletableFuture<Done> commit) {}

    private final class Logic extends TimerGraphStageLogic {
        private final AsyncCallback<Done> onNews = createAsyncCallback(done -> proceed());
        private final AsyncCallback<Done> onChange = createAsyncCallback(done -> {
            if (isUrgent()) {
                flush();
                proceed();
            }
        });
        private final Consumer<Assignment> watcher = this::changed;
        private final Set<Reading> watched = new HashSet<>();
        private final Deque<UnderWay> underWay = new ArrayDeque<>();
        private OffsetBatch<Reading> batch = new OffsetBatch<>();
        private boolean isDue;
        private @Nullable Throwable failure;

        private void changed(Assignment assignment) {
            onChange.invoke(Done.getInstance());
        }

        Logic() {
            super(shape);
            setHandler(in, new AbstractInHandler() {
                @Override
                public void onPush() {
                    gather(grab(in));
                    proceed();
                }

                @Override
                public void onUpstreamFinish() {
                    flush();
                    proceed();
                }

                @Override
                public void onUpstreamFailure(Throwable why) {
                    failure = why;
                    flush();
                    proceed();
                }
            });
            setHandler(out, new AbstractOutHandler() {
                @Override
                public void onPull() {
                    proceed();
                }
            });
        }

        private void gather(C more) {
            if (batch.isEmpty()) {
                scheduleOnce(INTERVAL, settings.maxInterval());
            }
            ConsumerMessage.addTo(batch, more);
            batch.sources().keySet().forEach(this::watch);
            if (batch.size() >= settings.maxBatch() || isUrgent()) {
                flush();
            }
        }

        private void watch(Reading reading) {
            if (watched.add(reading)) {
                reading.watch(watcher);
                reading.joined(this);
            }
        }

        /** True if some of what is here was read under an assignment that ends. */
        private boolean isUrgent() {
            return batch.sources().entrySet().stream().anyMatch(source -> {
                Assignment assignment = source.getKey().assignment();
                return source.getValue().entrySet().stream()
                        .anyMatch(offset -> assignment.phaseOf(
                                        offset.getKey(), offset.getValue().epoch())
                                != Phase.OWNED);
            });
        }

        @Override
        public void onTimer(Object key) {
            flush();
            proceed();
        }

        /** Commits what is here, as soon as there is room for a commit. */
        private void flush() {
            if (batch.isEmpty()) {
                return;
            }
            isDue = underWay.size() >= settings.parallelism();
            if (!isDue) {
                CommittableOffsetBatch full = new CommittableOffsetBatch(batch);
                batch = new OffsetBatch<>();
                cancelTimer(INTERVAL);
                CompletableFuture<Done> commit = full.commit().toCompletableFuture();
                underWay.add(new UnderWay(full, commit));
                commit.whenComplete((done, refused) -> onNews.invoke(Done.getInstance()));
            }
        }

        private void proceed() {
            while (!underWay.isEmpty() && underWay.peek().commit().isDone() && isAvailable(out)) {
                UnderWay first = underWay.remove();
                try {
                    first.commit().join();
                } catch (CompletionException e) {
                    refused(e.getCause());
                    return;
                }
                push(out, first.batch());
            }
            if (isDue) {
                flush();
            }
            if (!isClosed(in)) {
                if (!hasBeenPulled(in) && !isDue) {
                    pull(in);
                }
            } else if (underWay.isEmpty() && batch.isEmpty()) {
                if (failure == null) {
                    completeStage();
                } else {
                    failStage(failure);
                }
            } else if (failure != null
                    && underWay.stream().allMatch(commit -> commit.commit().isDone())) {
                failStage(failure);
            }
        }

        /** What has failed first says more. */
        private void refused(Throwable why) {
            if (failure == null) {
                failStage(why);
            } else {
                if (failure != why) {
                    failure.addSuppressed(why);
                }
                failStage(failure);
            }
        }

        @Override
        public void postStop() {
            watched.forEach(reading -> reading.unwatch(watcher));
            List<CompletableFuture<Done>> last = new ArrayList<>();
            underWay.forEach(commit -> last.add(commit.commit()));
            if (!batch.isEmpty()) {
                // Cancelled from behind: what came in was worked on.
                last.add(new CommittableOffsetBatch(batch).commit().toCompletableFuture());
            }
            // The sources wait for those who have not left.
            Set<Reading> left = Set.copyOf(watched);
            CompletableFuture.allOf(last.toArray(CompletableFuture<?>[]::new))
                    .whenComplete((done, refused) -> left.forEach(reading -> reading.left(this)));
        }
    }
}
