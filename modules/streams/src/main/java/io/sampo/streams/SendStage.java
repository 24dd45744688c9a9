package io.sampo.streams;

import io.sampo.client.ProducerRecord;
import io.sampo.client.RecordMetadata;
import io.sampo.streams.ProducerMessage.Envelope;
import io.sampo.streams.ProducerMessage.Results;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
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
 * Sends what comes in and emits acknowledgements in that order. It takes the next element only while fewer than
 * {@code parallelism} are under way and the producer has room.
 *
 * @param <P> type of what is handed on
 */
final class SendStage<P> extends GraphStage<FlowShape<Envelope<P>, Results<P>>> {
    private final Supplier<io.sampo.client.Producer> producers;
    private final int parallelism;
    private final Inlet<Envelope<P>> in = Inlet.create("envelopes.in");
    private final Outlet<Results<P>> out = Outlet.create("results.out");
    private final FlowShape<Envelope<P>, Results<P>> shape = FlowShape.of(in, out);

    SendStage(Supplier<io.sampo.client.Producer> producers, int parallelism) {
        this.producers = producers;
        this.parallelism = parallelism;
    }

    @Override
    public FlowShape<Envelope<P>, Results<P>> shape() {
        return shape;
    }

    @Override
    public GraphStageLogic createLogic(Attributes attributes) {
        return new Logic();
    }

    private record Sent<T>(List<CompletableFuture<RecordMetadata>> sends, T passThrough) {
        boolean isDone() {
            return sends.stream().allMatch(CompletableFuture::isDone);
        }

        /** @throws CompletionException if one failed */
        Results<T> results() {
            return new Results<>(sends.stream().map(CompletableFuture::join).toList(), passThrough);
        }
    }

    private final class Logic extends GraphStageLogic {
        private final AsyncCallback<Done> onNews = createAsyncCallback(done -> proceed());
        private final AsyncCallback<Done> onRoom = createAsyncCallback(done -> {
            awaitsRoom = false;
            proceed();
        });
        private final Deque<Sent<P>> underWay = new ArrayDeque<>();
        private io.sampo.client.@Nullable Producer producer;
        private boolean awaitsRoom;

        Logic() {
            super(shape);
            setHandler(in, new AbstractInHandler() {
                @Override
                public void onPush() {
                    send(grab(in));
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

        @Override
        public void preStart() {
            producer = producers.get();
        }

        @Override
        public void postStop() {
            if (producer != null) {
                producer.closeAsync();
            }
        }

        private void send(Envelope<P> envelope) {
            List<CompletableFuture<RecordMetadata>> sends = new ArrayList<>();
            for (ProducerRecord record : envelope.records()) {
                CompletionStage<RecordMetadata> send = opened().send(record);
                send.whenComplete((metadata, failure) -> onNews.invoke(Done.getInstance()));
                sends.add(send.toCompletableFuture());
            }
            underWay.add(new Sent<>(sends, envelope.passThrough()));
        }

        /** Emits what is acknowledged, then asks for more; ends when nothing is left. */
        private void proceed() {
            while (!underWay.isEmpty() && underWay.peek().isDone() && isAvailable(out)) {
                try {
                    push(out, underWay.remove().results());
                } catch (CompletionException e) {
                    failStage(e.getCause());
                    return;
                }
            }
            if (isClosed(in)) {
                if (underWay.isEmpty()) {
                    completeStage();
                }
            } else if (!hasBeenPulled(in) && underWay.size() < parallelism && !awaitsRoom) {
                CompletableFuture<Void> room = opened().room().toCompletableFuture();
                if (room.isDone()) {
                    pull(in);
                } else {
                    awaitsRoom = true;
                    room.whenComplete((done, failure) -> onRoom.invoke(Done.getInstance()));
                }
            }
        }

        private io.sampo.client.Producer opened() {
            if (producer == null) {
                throw new IllegalStateException("not started");
            }
            return producer;
        }
    }
}
