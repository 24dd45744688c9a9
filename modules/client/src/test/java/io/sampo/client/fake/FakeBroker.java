package io.sampo.client.fake;

import io.sampo.messages.ClientMessage;
import io.sampo.messages.ClusterView;
import io.sampo.messages.SessionMessage;
import io.sampo.model.Acks;
import io.sampo.model.ErrorCode;
import io.sampo.model.Offsets;
import io.sampo.model.PartitionState;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;

/** One session of a fake broker. */
final class FakeBroker extends AbstractBehavior<SessionMessage> {
    /** Something has changed: look at what is parked again. */
    enum Wake implements SessionMessage.Internal {
        WAKE
    }

    /** The same client has asked again. */
    enum Greet implements SessionMessage.Internal {
        GREET
    }

    private record Ended(ActorRef<ClientMessage> client) implements SessionMessage.Internal {}

    private record FetchLate(long correlationId) implements SessionMessage.Internal {}

    private final FakeCluster cluster;
    private final int brokerId;
    private final ActorRef<ClientMessage> client;
    private final List<SessionMessage.Fetch> parked = new ArrayList<>();
    private final List<SessionMessage.Produce> held = new ArrayList<>();
    private long shown = -1;
    private boolean subscribed;

    private FakeBroker(
            ActorContext<SessionMessage> context, FakeCluster cluster, int brokerId, ActorRef<ClientMessage> client) {
        super(context);
        this.cluster = cluster;
        this.brokerId = brokerId;
        this.client = client;
        cluster.sessionOpened(context.getSelf());
        onGreet(Greet.GREET);
    }

    private Behavior<SessionMessage> onGreet(Greet greet) {
        client.tell(new ClientMessage.Opened(
                "fake", brokerId, brokerId, getContext().getSelf()));
        return this;
    }

    static Behavior<SessionMessage> gate(FakeCluster cluster, int brokerId) {
        return Behaviors.setup(context -> {
            Map<ActorRef<ClientMessage>, ActorRef<SessionMessage>> sessions = new HashMap<>();
            return Behaviors.receive(SessionMessage.class)
                    .onMessage(SessionMessage.Open.class, open -> {
                        if (cluster.isDead(brokerId)) {
                            return Behaviors.same();
                        }
                        cluster.opens.incrementAndGet();
                        ActorRef<SessionMessage> known = sessions.get(open.client());
                        if (known != null) {
                            known.tell(Greet.GREET);
                            return Behaviors.same();
                        }
                        ActorRef<SessionMessage> session = context.spawnAnonymous(Behaviors.<SessionMessage>setup(
                                own -> new FakeBroker(own, cluster, brokerId, open.client())));
                        sessions.put(open.client(), session);
                        context.watchWith(session, new Ended(open.client()));
                        return Behaviors.same();
                    })
                    .onMessage(Ended.class, ended -> {
                        sessions.remove(ended.client());
                        return Behaviors.same();
                    })
                    .build();
        });
    }

    @Override
    public Receive<SessionMessage> createReceive() {
        return newReceiveBuilder()
                .onMessage(SessionMessage.class, any -> cluster.isDead(brokerId), any -> this)
                .onMessage(SessionMessage.Produce.class, this::onProduce)
                .onMessage(SessionMessage.Fetch.class, this::onFetch)
                .onMessage(SessionMessage.CancelFetch.class, this::onCancelFetch)
                .onMessage(SessionMessage.ListOffset.class, this::onListOffset)
                .onMessage(SessionMessage.DeleteRecords.class, this::onDeleteRecords)
                .onMessage(SessionMessage.InitProducerId.class, this::onInitProducerId)
                .onMessage(SessionMessage.Admin.class, this::onAdmin)
                .onMessage(SessionMessage.Ping.class, this::onPing)
                .onMessage(SessionMessage.Subscribe.class, this::onSubscribe)
                .onMessage(SessionMessage.Close.class, close -> Behaviors.stopped())
                .onMessage(Greet.class, this::onGreet)
                .onMessage(Wake.class, this::onWake)
                .onMessage(FetchLate.class, this::onFetchLate)
                .build();
    }

    private Behavior<SessionMessage> onProduce(SessionMessage.Produce produce) {
        cluster.produces.incrementAndGet();
        if (cluster.holdsProduces) {
            held.add(produce);
            cluster.heldBytes.addAndGet(produce.batches().remaining());
            return this;
        }
        answer(produce);
        return this;
    }

    private void answer(SessionMessage.Produce produce) {
        if (counted(cluster.losesProduces)) {
            return;
        }
        if (counted(cluster.refusesProduces)) {
            client.tell(produced(produce, ErrorCode.NOT_ENOUGH_REPLICAS, -1));
            return;
        }
        PartitionState state = cluster.state(produce.partition());
        ErrorCode refusal = refusal(state, produce.leaderEpoch());
        if (refusal != ErrorCode.NONE) {
            client.tell(produced(produce, refusal, -1));
            return;
        }
        FakePartition.Appended appended = cluster.append(produce, state.leaderEpoch());
        if (!counted(cluster.losesProduceAnswers) && produce.acks() != Acks.NONE) {
            client.tell(produced(produce, appended.error(), appended.baseOffset()));
        }
    }

    private ClientMessage.Produced produced(SessionMessage.Produce produce, ErrorCode error, long baseOffset) {
        PartitionState state = cluster.state(produce.partition());
        boolean hint = error == ErrorCode.NOT_LEADER_OR_FOLLOWER && !cluster.silentAboutLeaders && state != null;
        return new ClientMessage.Produced(
                produce.correlationId(),
                produce.partition(),
                error,
                baseOffset,
                -1,
                hint ? state.leader() : Offsets.NO_BROKER,
                hint ? state.leaderEpoch() : Offsets.NO_EPOCH);
    }

    private ErrorCode refusal(PartitionState state, int epoch) {
        if (state == null) {
            return ErrorCode.UNKNOWN_TOPIC_ID;
        }
        return state.leader() != brokerId || state.leaderEpoch() != epoch
                ? ErrorCode.NOT_LEADER_OR_FOLLOWER
                : ErrorCode.NONE;
    }

    private Behavior<SessionMessage> onFetch(SessionMessage.Fetch fetch) {
        cluster.fetches.incrementAndGet();
        if (!serve(fetch, false)) {
            parked.add(fetch);
            getContext()
                    .scheduleOnce(
                            Duration.ofMillis(fetch.maxWaitMs()),
                            getContext().getSelf(),
                            new FetchLate(fetch.correlationId()));
        }
        return this;
    }

    private boolean serve(SessionMessage.Fetch fetch, boolean late) {
        PartitionState state = cluster.state(fetch.partition());
        ErrorCode refusal = refusal(state, fetch.leaderEpoch());
        FakePartition log = cluster.log(fetch.partition());
        ByteBuffer bytes = ByteBuffer.allocate(0);
        if (refusal == ErrorCode.NONE) {
            synchronized (cluster) {
                if (fetch.fromOffset() < log.logStartOffset() || fetch.fromOffset() > log.endOffset()) {
                    refusal = ErrorCode.OFFSET_OUT_OF_RANGE;
                } else if (fetch.fromOffset() < log.endOffset()) {
                    bytes = log.read(fetch.fromOffset(), fetch.maxBytes());
                } else if (!late) {
                    return false;
                }
            }
        }
        boolean hint = refusal == ErrorCode.NOT_LEADER_OR_FOLLOWER && !cluster.silentAboutLeaders;
        client.tell(new ClientMessage.Fetched(
                fetch.correlationId(),
                fetch.partition(),
                refusal,
                log.endOffset(),
                log.logStartOffset(),
                hint ? state.leader() : Offsets.NO_BROKER,
                hint ? state.leaderEpoch() : Offsets.NO_EPOCH,
                bytes));
        return true;
    }

    private Behavior<SessionMessage> onFetchLate(FetchLate late) {
        parked.stream()
                .filter(fetch -> fetch.correlationId() == late.correlationId())
                .findFirst()
                .ifPresent(fetch -> {
                    parked.remove(fetch);
                    serve(fetch, true);
                });
        return this;
    }

    private Behavior<SessionMessage> onCancelFetch(SessionMessage.CancelFetch cancel) {
        cluster.fetchCancels.incrementAndGet();
        parked.removeIf(fetch -> fetch.correlationId() == cancel.correlationId());
        return this;
    }

    private Behavior<SessionMessage> onDeleteRecords(SessionMessage.DeleteRecords delete) {
        PartitionState state = cluster.state(delete.partition());
        ErrorCode refusal = refusal(state, state == null ? Offsets.NO_EPOCH : state.leaderEpoch());
        long offset = -1;
        if (refusal == ErrorCode.NONE) {
            FakePartition log = cluster.log(delete.partition());
            synchronized (cluster) {
                if (delete.offset() > log.endOffset()) {
                    refusal = ErrorCode.OFFSET_OUT_OF_RANGE;
                } else {
                    log.deleteBefore(delete.offset() < 0 ? log.endOffset() : delete.offset());
                    offset = log.logStartOffset();
                }
            }
        }
        client.tell(new ClientMessage.OffsetListed(
                delete.correlationId(), delete.partition(), refusal, offset, -1, Offsets.NO_BROKER, Offsets.NO_EPOCH));
        return this;
    }

    private Behavior<SessionMessage> onListOffset(SessionMessage.ListOffset ask) {
        ErrorCode refusal = refusal(cluster.state(ask.partition()), ask.leaderEpoch());
        long offset = -1;
        if (refusal == ErrorCode.NONE) {
            FakePartition log = cluster.log(ask.partition());
            synchronized (cluster) {
                if (ask.timestampMs() == Offsets.EARLIEST_TIMESTAMP) {
                    offset = log.logStartOffset();
                } else if (ask.timestampMs() == Offsets.LATEST_TIMESTAMP) {
                    offset = log.endOffset();
                } else {
                    offset = log.offsetForTimestamp(ask.timestampMs());
                }
            }
        }
        client.tell(new ClientMessage.OffsetListed(
                ask.correlationId(), ask.partition(), refusal, offset, -1, Offsets.NO_BROKER, Offsets.NO_EPOCH));
        return this;
    }

    private Behavior<SessionMessage> onInitProducerId(SessionMessage.InitProducerId ask) {
        client.tell(new ClientMessage.ProducerIdGiven(
                ask.correlationId(), ErrorCode.NONE, cluster.giveProducerId(), (short) 0));
        return this;
    }

    private Behavior<SessionMessage> onAdmin(SessionMessage.Admin admin) {
        client.tell(new ClientMessage.AdminDone(admin.correlationId(), cluster.admin(admin.request())));
        return this;
    }

    private Behavior<SessionMessage> onPing(SessionMessage.Ping ping) {
        client.tell(new ClientMessage.Pong(brokerId, ping.correlationId()));
        return this;
    }

    private Behavior<SessionMessage> onSubscribe(SessionMessage.Subscribe subscribe) {
        subscribed = true;
        showView();
        return this;
    }

    private void showView() {
        ClusterView view = cluster.view();
        if (subscribed && !cluster.silentAboutLeaders && view.metadataOffset() > shown) {
            shown = view.metadataOffset();
            client.tell(new ClientMessage.ViewChanged(brokerId, view));
        }
    }

    private Behavior<SessionMessage> onWake(Wake wake) {
        showView();
        if (!cluster.holdsProduces) {
            List<SessionMessage.Produce> free = List.copyOf(held);
            held.clear();
            free.forEach(this::answer);
        }
        parked.removeIf(fetch -> serve(fetch, false));
        return this;
    }

    private static boolean counted(AtomicInteger faults) {
        return faults.get() > 0 && faults.getAndDecrement() > 0;
    }
}
