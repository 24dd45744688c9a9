package io.sampo.streams;

import io.sampo.client.ConsumerRecord;
import io.sampo.model.ErrorCode;
import io.sampo.model.SampoException;
import io.sampo.model.TopicPartition;
import io.sampo.streams.ConsumerMessage.CommittableMessage;
import io.sampo.streams.ConsumerMessage.CommittableOffset;
import io.sampo.streams.progress.Assignment;
import io.sampo.streams.progress.Assignment.Phase;
import io.sampo.streams.progress.KeyLanes;
import io.sampo.streams.progress.LowWaterMark;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Function;
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
import org.jspecify.annotations.Nullable;

/**
 * Works on records of many keys at a time and emits, for each partition, how far everything is done. When a partition goes, or
 * the source is stopped, what has begun is brought to an end together with what lies below it, so that it can be committed; what
 * lies above is dropped, and the next owner reads it.
 */
final class KeyedStage extends GraphStage<FlowShape<CommittableMessage, CommittableOffset>> {
    private final int parallelism;
    private final int window;
    private final Function<ConsumerRecord, ? extends CompletionStage<?>> handler;
    private final Inlet<CommittableMessage> in = Inlet.create("messages.in");
    private final Outlet<CommittableOffset> out = Outlet.create("offsets.out");
    private final FlowShape<CommittableMessage, CommittableOffset> shape = FlowShape.of(in, out);

    KeyedStage(int parallelism, int window, Function<ConsumerRecord, ? extends CompletionStage<?>> handler) {
        this.parallelism = parallelism;
        this.window = Math.max(window, parallelism);
        this.handler = handler;
    }

    @Override
    public FlowShape<CommittableMessage, CommittableOffset> shape() {
        return shape;
    }

    @Override
    public GraphStageLogic createLogic(Attributes attributes) {
        return new Logic();
    }

    /** What has an order: a key of a partition; a record without key has an order with nobody. */
    private record LaneKey(
            TopicPartition partition, @Nullable ByteBuffer key, long ownOffset) {
        static LaneKey of(ConsumerRecord record) {
            ByteBuffer key = record.key();
            return new LaneKey(record.partition(), key, key == null ? record.offset() : -1);
        }
    }

    /** A partition under one assignment. */
    private record Stretch(Reading reading, TopicPartition partition, int epoch) {
        Phase phase() {
            return reading.assignment().phaseOf(partition, epoch);
        }

        /** True if its source has ended, and has not waited for all that is to be committed. */
        boolean isLeftOpen() {
            return reading.hasLeftOpen(partition, epoch);
        }
    }

    private record Work(Stretch stretch, LaneKey lane, CommittableMessage message) {
        long offset() {
            return message.record().offset();
        }
    }

    private static final class Progress {
        private final LowWaterMark<CommittableOffset> mark = new LowWaterMark<>();
        private long highestBegun = -1;
        private int running;
    }

    private record Ended(Work work, @Nullable Throwable failure) {}

    private final class Logic extends GraphStageLogic {
        private final AsyncCallback<Ended> onEnded = createAsyncCallback(this::ended);
        private final AsyncCallback<Done> onChange = createAsyncCallback(done -> {
            drop();
            proceed();
        });
        private final Consumer<Assignment> watcher = this::changed;
        private final Set<Reading> watched = new HashSet<>();
        private final KeyLanes<LaneKey, Work> lanes = new KeyLanes<>(parallelism);
        private final Map<Stretch, Progress> stretches = new HashMap<>();
        private final Map<Stretch, CommittableOffset> ready = new LinkedHashMap<>();

        private void changed(Assignment assignment) {
            onChange.invoke(Done.getInstance());
        }

        Logic() {
            super(shape);
            setHandler(in, new AbstractInHandler() {
                @Override
                public void onPush() {
                    accept(grab(in));
                    proceed();
                }

                @Override
                public void onUpstreamFinish() {
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

        private void accept(CommittableMessage message) {
            CommittableOffset offset = message.committableOffset();
            Stretch stretch = new Stretch(offset.reading(), offset.partition(), offset.epoch());
            if (watched.add(offset.reading())) {
                offset.reading().watch(watcher);
                offset.reading().works(this);
            }
            stretches.computeIfAbsent(stretch, unknown -> new Progress()).mark.begin(offset.offset(), offset);
            LaneKey lane = LaneKey.of(message.record());
            lanes.add(lane, new Work(stretch, lane, message));
            if (stretch.phase() != Phase.OWNED) {
                drop();
            }
        }

        /** Takes out what is not to be begun any more. */
        private void drop() {
            Map<Stretch, Long> lowest = new HashMap<>();
            lanes.discard(this::isNotToBegin).forEach(work -> lowest.merge(work.stretch(), work.offset(), Math::min));
            lowest.forEach((stretch, offset) -> {
                Progress progress = stretches.get(stretch);
                // The record before it may lie far below, and what will be committed ends there.
                long end = progress == null ? offset : progress.mark.endBelow(offset);
                stretch.reading().discardedFrom(stretch.partition(), stretch.epoch(), end);
            });
            forgetWhatIsGone(lowest.keySet());
        }

        /** Fails where it was not taken away, but its source has ended too early: of that, too, nothing is committed. */
        private void forgetWhatIsGone(Set<Stretch> dropped) {
            for (Iterator<Map.Entry<Stretch, Progress>> all =
                            stretches.entrySet().iterator();
                    all.hasNext(); ) {
                Map.Entry<Stretch, Progress> entry = all.next();
                Stretch stretch = entry.getKey();
                if (stretch.phase() == Phase.GONE) {
                    boolean isReady = ready.remove(stretch) != null;
                    boolean isOpen = isReady || entry.getValue().running > 0 || dropped.contains(stretch);
                    if (isOpen && stretch.isLeftOpen()) {
                        failStage(new SampoException(
                                ErrorCode.NETWORK_EXCEPTION,
                                stretch.partition()
                                        + ": the source has ended, and not all it has handed out was worked on;"
                                        + " see sampo.streams.consumer.drain-timeout"));
                    }
                    all.remove();
                }
            }
        }

        private boolean isNotToBegin(Work work) {
            Progress progress = stretches.get(work.stretch());
            return switch (work.stretch().phase()) {
                case OWNED -> false;
                case FINISHING -> progress == null || work.offset() > progress.highestBegun;
                case LATE, GONE -> true;
            };
        }

        private void begin(Work work) {
            Progress progress = stretches.get(work.stretch());
            if (progress != null) {
                progress.highestBegun = Math.max(progress.highestBegun, work.offset());
                progress.running++;
            }
            handler.apply(work.message().record())
                    .whenComplete((done, failure) -> onEnded.invoke(new Ended(work, failure)));
        }

        private void ended(Ended ended) {
            if (ended.failure() != null) {
                failStage(Refusals.cause(ended.failure()));
                return;
            }
            Work work = ended.work();
            lanes.done(work.lane());
            Progress progress = stretches.get(work.stretch());
            if (progress != null) {
                progress.running--;
                CommittableOffset reached = progress.mark.done(work.offset());
                if (reached != null) {
                    ready.put(work.stretch(), reached);
                }
            }
            proceed();
        }

        /** Begins what may begin, emits what has been reached, asks for more, or ends. */
        private void proceed() {
            if (isClosed(out)) {
                return;
            }
            for (Work work = lanes.next(); work != null; work = lanes.next()) {
                begin(work);
            }
            Iterator<CommittableOffset> reached = ready.values().iterator();
            if (reached.hasNext() && isAvailable(out)) {
                push(out, reached.next());
                reached.remove();
            }
            if (isClosed(in)) {
                if (lanes.running() == 0 && lanes.waiting() == 0 && ready.isEmpty()) {
                    completeStage();
                }
            } else if (!hasBeenPulled(in) && open() < window) {
                pull(in);
            }
        }

        private int open() {
            int open = 0;
            for (Progress progress : stretches.values()) {
                open += progress.mark.open();
            }
            return open;
        }

        @Override
        public void postStop() {
            watched.forEach(reading -> {
                reading.unwatch(watcher);
                reading.left(this);
            });
        }
    }
}
