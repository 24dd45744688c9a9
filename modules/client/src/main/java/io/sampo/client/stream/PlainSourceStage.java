package io.sampo.client.stream;

import io.sampo.client.ConsumerRecord;
import io.sampo.client.StartAt;
import io.sampo.client.stream.Subscriptions.Subscription;
import io.sampo.model.TopicPartition;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.apache.pekko.Done;
import org.apache.pekko.japi.Pair;
import org.apache.pekko.stream.Attributes;
import org.apache.pekko.stream.Outlet;
import org.apache.pekko.stream.SourceShape;
import org.apache.pekko.stream.stage.AbstractGraphStageWithMaterializedValue;
import org.apache.pekko.stream.stage.AbstractOutHandler;
import org.apache.pekko.stream.stage.AsyncCallback;
import org.apache.pekko.stream.stage.GraphStageLogic;
import org.jspecify.annotations.Nullable;

/** Turns a pull with nothing at hand into one {@code receive}; at most one of those is under way. */
final class PlainSourceStage
        extends AbstractGraphStageWithMaterializedValue<SourceShape<ConsumerRecord>, Consumer.Control> {
    private final Supplier<io.sampo.client.Consumer> consumers;
    private final Subscription subscription;
    private final Outlet<ConsumerRecord> out = Outlet.create("records.out");
    private final SourceShape<ConsumerRecord> shape = SourceShape.of(out);

    PlainSourceStage(Supplier<io.sampo.client.Consumer> consumers, Subscription subscription) {
        this.consumers = consumers;
        this.subscription = subscription;
    }

    @Override
    public SourceShape<ConsumerRecord> shape() {
        return shape;
    }

    @Override
    public Pair<GraphStageLogic, Consumer.Control> createLogicAndMaterializedValuePair(Attributes attributes) {
        Logic logic = new Logic();
        return Pair.create(logic, logic);
    }

    /** What came of one {@code receive}: records, or why not. */
    private record Received(
            @Nullable List<ConsumerRecord> records,
            @Nullable Throwable failure) {}

    private final class Logic extends GraphStageLogic implements Consumer.Control {
        private final AsyncCallback<Received> onReceived = createAsyncCallback(this::onReceived);
        private final AsyncCallback<Done> onShutdown = createAsyncCallback(done -> completeStage());
        private final CompletableFuture<Done> ended = new CompletableFuture<>();
        private final Deque<ConsumerRecord> here = new ArrayDeque<>();
        private io.sampo.client.@Nullable Consumer consumer;

        Logic() {
            super(shape);
            setHandler(out, new AbstractOutHandler() {
                @Override
                public void onPull() {
                    pushOrReceive();
                }
            });
        }

        @Override
        public void preStart() {
            io.sampo.client.Consumer opened = consumers.get();
            Map<TopicPartition, StartAt> starts = new LinkedHashMap<>();
            List<TopicPartition> anywhere = new ArrayList<>();
            subscription
                    .partitions()
                    .forEach((partition, start) -> start.ifPresentOrElse(
                            given -> starts.put(partition, given), () -> anywhere.add(partition)));
            if (anywhere.isEmpty()) {
                opened.assign(starts);
            } else {
                opened.assign(anywhere);
            }
            consumer = opened;
        }

        @Override
        public void postStop() {
            if (consumer != null) {
                consumer.close();
            }
            ended.complete(Done.getInstance());
        }

        @Override
        public CompletionStage<Done> shutdown() {
            onShutdown.invoke(Done.getInstance());
            return ended;
        }

        @Override
        public CompletionStage<Done> isShutdown() {
            return ended;
        }

        private void pushOrReceive() {
            if (!here.isEmpty()) {
                push(out, here.remove());
            } else if (consumer != null) {
                consumer.receive()
                        .whenComplete((records, failure) -> onReceived.invoke(new Received(records, failure)));
            }
        }

        private void onReceived(Received received) {
            if (received.failure() != null) {
                failStage(received.failure());
            } else if (received.records() == null || received.records().isEmpty()) {
                // The client was closed under the stream.
                completeStage();
            } else {
                here.addAll(received.records());
                if (isAvailable(out)) {
                    pushOrReceive();
                }
            }
        }
    }
}
