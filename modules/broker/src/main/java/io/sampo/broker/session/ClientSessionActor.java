package io.sampo.broker.session;

import io.sampo.broker.control.BrokerRequests;
import io.sampo.broker.replicas.ReplicaDirectory;
import io.sampo.controller.actor.MetadataView;
import io.sampo.coordinator.session.SessionCalls;
import io.sampo.groups.Coordinators;
import io.sampo.messages.BrokerMessage;
import io.sampo.messages.ClientMessage;
import io.sampo.messages.PartitionMessage;
import io.sampo.messages.PartitionReply;
import io.sampo.messages.SessionMessage;
import io.sampo.model.Acks;
import io.sampo.model.ErrorCode;
import io.sampo.model.Offsets;
import io.sampo.model.PartitionState;
import io.sampo.model.TopicIdPartition;
import io.sampo.records.LogSlice;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Set;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.jspecify.annotations.Nullable;

/**
 * One client of this broker. Passes requests on to the replica that the address book names and answers back; the
 * correlation id of the client is the request id of the replica, so nothing is kept per request. Ends when the client
 * says so, is gone, or has been silent for {@link #SILENCE_MAX}.
 */
final class ClientSessionActor extends AbstractBehavior<SessionMessage> {
    /** A client that waits for anything pings each 500 ms; one that waits for nothing pings at a tenth of this. */
    static final Duration SILENCE_MAX = Duration.ofSeconds(60);

    record Greet() implements SessionMessage.Internal {}

    record ImageChanged(MetadataImage image) implements SessionMessage.Internal {}

    record End(String why) implements SessionMessage.Internal {}

    /** An answer of a replica or of the broker, on its way to the client. */
    record Replied(PartitionReply reply) implements SessionMessage.Internal {}

    record Answer(ClientMessage message) implements SessionMessage.Internal {}

    private record Described(BrokerMessage.ReplicaStatus status) implements SessionMessage.Internal {}

    private record ClientGone() implements SessionMessage.Internal {}

    private record LookForSilence() implements SessionMessage.Internal {}

    private final ActorRef<ClientMessage> client;
    private final ReplicaDirectory replicas;
    private final ActorRef<BrokerMessage> broker;
    private final ActorRef<PartitionReply> replies;
    private final ActorRef<ClientMessage> answers;
    private final ActorRef<BrokerMessage> statuses;
    private final ReplicaDescriptions descriptions;
    private final SessionCalls groups;
    private final Coordinators.Caller caller;
    private MetadataImage image;
    private @Nullable Set<String> subscribed;
    private long subscribedFrom;
    private boolean heard = true;

    private ClientSessionActor(
            ActorContext<SessionMessage> context,
            SessionMessage.Open open,
            ReplicaDirectory replicas,
            ActorRef<BrokerMessage> broker,
            Coordinators coordinators,
            MetadataImage image) {
        super(context);
        this.client = open.client();
        this.caller = new Coordinators.Caller(
                open.clientId(), "/" + client.path().address().getHost().orElse("127.0.0.1"));
        this.groups = new SessionCalls(coordinators);
        this.replicas = replicas;
        this.broker = broker;
        this.image = image;
        this.replies = context.messageAdapter(PartitionReply.class, Replied::new);
        this.descriptions = new ReplicaDescriptions(client);
        this.statuses = context.messageAdapter(
                BrokerMessage.class, message -> new Described((BrokerMessage.ReplicaStatus) message));
        this.answers = context.messageAdapter(ClientMessage.class, Answer::new);
    }

    static Behavior<SessionMessage> create(
            SessionMessage.Open open,
            ReplicaDirectory replicas,
            ActorRef<BrokerMessage> broker,
            Coordinators coordinators,
            MetadataImage image) {
        return Behaviors.setup(context -> Behaviors.withTimers(timers -> {
            ClientSessionActor session = new ClientSessionActor(context, open, replicas, broker, coordinators, image);
            session.begin(timers);
            return session;
        }));
    }

    private void begin(TimerScheduler<SessionMessage> timers) {
        if (client.path().address().hasLocalScope()) {
            // Pekko does not watch outside of the cluster: the silence of a remote client is noticed by timer.
            getContext().watchWith(client, new ClientGone());
        }
        timers.startTimerWithFixedDelay(new LookForSilence(), SILENCE_MAX);
        greet();
    }

    private void greet() {
        client.tell(new ClientMessage.Opened(
                image.metadata().clusterId(),
                image.brokerId(),
                image.brokerEpoch(),
                getContext().getSelf()));
    }

    @Override
    public Receive<SessionMessage> createReceive() {
        return newReceiveBuilder()
                .onMessage(SessionMessage.Produce.class, this::onProduce)
                .onMessage(SessionMessage.Fetch.class, this::onFetch)
                .onMessage(Replied.class, this::onReplied)
                .onMessage(SessionMessage.Ping.class, this::onPing)
                .onMessage(SessionMessage.CancelFetch.class, this::onCancelFetch)
                .onMessage(SessionMessage.ListOffset.class, this::onListOffset)
                .onMessage(SessionMessage.DeleteRecords.class, this::onDeleteRecords)
                .onMessage(SessionMessage.DescribeReplica.class, this::onDescribeReplica)
                .onMessage(Described.class, this::onDescribed)
                .onMessage(SessionMessage.Subscribe.class, this::onSubscribe)
                .onMessage(SessionMessage.InitProducerId.class, this::onInitProducerId)
                .onMessage(SessionMessage.Admin.class, this::onAdmin)
                .onMessage(SessionMessage.AskGroup.class, this::onAskGroup)
                .onMessage(Answer.class, this::onAnswer)
                .onMessage(ImageChanged.class, this::onImageChanged)
                .onMessage(LookForSilence.class, this::onLookForSilence)
                .onMessage(Greet.class, this::onGreet)
                .onMessage(ClientGone.class, this::onClientGone)
                .onMessage(SessionMessage.Close.class, this::onClose)
                .onMessage(End.class, this::onEnd)
                .build();
    }

    private Behavior<SessionMessage> onProduce(SessionMessage.Produce produce) {
        heard = true;
        ActorRef<PartitionMessage> replica = replicas.replica(produce.partition());
        boolean isInternal = image.isInternal(produce.partition().topicId());
        if (replica == null || isInternal) {
            if (produce.acks() != Acks.NONE) {
                PartitionState state = stateOf(produce.partition());
                client.tell(new ClientMessage.Produced(
                        produce.correlationId(),
                        produce.partition(),
                        isInternal ? ErrorCode.INVALID_TOPIC_EXCEPTION : absent(state),
                        Offsets.UNKNOWN,
                        Offsets.UNKNOWN,
                        leader(state),
                        leaderEpoch(state)));
            }
            return this;
        }
        replica.tell(new PartitionMessage.Produce(
                produce.correlationId(),
                produce.acks(),
                produce.leaderEpoch(),
                produce.batches(),
                produce.timeoutMs(),
                replies));
        return this;
    }

    private Behavior<SessionMessage> onFetch(SessionMessage.Fetch fetch) {
        heard = true;
        ActorRef<PartitionMessage> replica = replicas.replica(fetch.partition());
        if (replica == null) {
            PartitionState state = stateOf(fetch.partition());
            client.tell(new ClientMessage.Fetched(
                    fetch.correlationId(),
                    fetch.partition(),
                    absent(state),
                    Offsets.UNKNOWN,
                    Offsets.UNKNOWN,
                    leader(state),
                    leaderEpoch(state),
                    ByteBuffer.allocate(0)));
            return this;
        }
        replica.tell(new PartitionMessage.Fetch(
                fetch.correlationId(),
                fetch.leaderEpoch(),
                fetch.fromOffset(),
                Math.min(fetch.maxBytes(), SessionMessage.PAYLOAD_BYTES_MAX),
                fetch.minBytes(),
                fetch.maxWaitMs(),
                replies));
        return this;
    }

    private Behavior<SessionMessage> onCancelFetch(SessionMessage.CancelFetch cancel) {
        ActorRef<PartitionMessage> replica = replicas.replica(cancel.partition());
        if (replica != null) {
            replica.tell(new PartitionMessage.CancelFetch(cancel.correlationId(), replies));
        }
        return this;
    }

    private Behavior<SessionMessage> onListOffset(SessionMessage.ListOffset list) {
        return ask(
                list.correlationId(),
                list.partition(),
                ErrorCode.NONE,
                new PartitionMessage.ListOffset(list.correlationId(), list.leaderEpoch(), list.timestampMs(), replies));
    }

    private Behavior<SessionMessage> onDeleteRecords(SessionMessage.DeleteRecords delete) {
        return ask(
                delete.correlationId(),
                delete.partition(),
                image.isInternal(delete.partition().topicId()) ? ErrorCode.INVALID_TOPIC_EXCEPTION : ErrorCode.NONE,
                new PartitionMessage.DeleteRecords(delete.correlationId(), delete.offset(), replies));
    }

    /** Passes a question on whose answer is an offset, unless it is refused already. */
    private Behavior<SessionMessage> ask(
            long correlationId, TopicIdPartition partition, ErrorCode refusal, PartitionMessage question) {
        heard = true;
        ActorRef<PartitionMessage> replica = replicas.replica(partition);
        if (replica != null && refusal == ErrorCode.NONE) {
            replica.tell(question);
            return this;
        }
        PartitionState state = stateOf(partition);
        client.tell(new ClientMessage.OffsetListed(
                correlationId,
                partition,
                refusal == ErrorCode.NONE ? absent(state) : refusal,
                Offsets.UNKNOWN,
                Offsets.UNKNOWN,
                leader(state),
                leaderEpoch(state)));
        return this;
    }

    private Behavior<SessionMessage> onDescribeReplica(SessionMessage.DescribeReplica ask) {
        heard = true;
        descriptions.ask(ask, replicas.replica(ask.partition()), statuses);
        return this;
    }

    private Behavior<SessionMessage> onDescribed(Described described) {
        descriptions.answer(described.status());
        return this;
    }

    private Behavior<SessionMessage> onReplied(Replied replied) {
        client.tell(toClient(replied.reply()));
        return this;
    }

    private static ClientMessage toClient(PartitionReply reply) {
        if (reply instanceof PartitionReply.Produced produced) {
            return ClientMessage.Produced.of(produced);
        }
        return reply instanceof PartitionReply.Fetched fetched
                ? toClient(fetched)
                : ClientMessage.OffsetListed.of((PartitionReply.OffsetListed) reply);
    }

    private static ClientMessage.Fetched toClient(PartitionReply.Fetched fetched) {
        ErrorCode error = fetched.error();
        ByteBuffer batches = ByteBuffer.allocate(0);
        try (LogSlice records = fetched.records()) {
            if (records.sizeInBytes() > SessionMessage.PAYLOAD_BYTES_MAX) {
                // One batch larger than a frame of the actor client: such a topic needs the Kafka port.
                error = ErrorCode.MESSAGE_TOO_LARGE;
            } else {
                batches = records.toBuffer();
            }
        } catch (IOException | UncheckedIOException e) {
            error = ErrorCode.KAFKA_STORAGE_ERROR;
        }
        return new ClientMessage.Fetched(
                fetched.requestId(),
                fetched.partition(),
                error,
                fetched.highWatermark(),
                fetched.logStartOffset(),
                fetched.leader(),
                fetched.leaderEpoch(),
                batches);
    }

    private Behavior<SessionMessage> onPing(SessionMessage.Ping ping) {
        heard = true;
        client.tell(new ClientMessage.Pong(image.brokerId(), ping.correlationId()));
        return this;
    }

    private Behavior<SessionMessage> onSubscribe(SessionMessage.Subscribe subscribe) {
        heard = true;
        subscribed = Set.copyOf(subscribe.topics());
        subscribedFrom = subscribe.minOffset();
        sendView();
        return this;
    }

    private void sendView() {
        if (subscribed != null && image.metadata().offset() >= subscribedFrom) {
            client.tell(new ClientMessage.ViewChanged(image.brokerId(), MetadataView.of(image.metadata(), subscribed)));
        }
    }

    private Behavior<SessionMessage> onInitProducerId(SessionMessage.InitProducerId init) {
        heard = true;
        broker.tell(new BrokerRequests.GiveProducerId(init.correlationId(), answers));
        return this;
    }

    private Behavior<SessionMessage> onAdmin(SessionMessage.Admin admin) {
        heard = true;
        broker.tell(new BrokerRequests.PassOn(admin.correlationId(), admin.request(), answers));
        return this;
    }

    /** The answer goes past this session: it has nothing to add. */
    private Behavior<SessionMessage> onAskGroup(SessionMessage.AskGroup ask) {
        heard = true;
        groups.answer(
                ask.groupId(),
                ask.call(),
                caller,
                reply -> client.tell(new ClientMessage.GroupAnswered(ask.correlationId(), reply)));
        return this;
    }

    private Behavior<SessionMessage> onAnswer(Answer answer) {
        client.tell(answer.message());
        return this;
    }

    private Behavior<SessionMessage> onImageChanged(ImageChanged changed) {
        image = changed.image();
        sendView();
        return this;
    }

    private Behavior<SessionMessage> onLookForSilence(LookForSilence ignored) {
        if (!heard) {
            return onEnd(new End("no word from the client for " + SILENCE_MAX.toSeconds() + " s"));
        }
        heard = false;
        return this;
    }

    private Behavior<SessionMessage> onGreet(Greet ignored) {
        heard = true;
        greet();
        return this;
    }

    private Behavior<SessionMessage> onClientGone(ClientGone ignored) {
        return Behaviors.stopped();
    }

    private Behavior<SessionMessage> onClose(SessionMessage.Close ignored) {
        return Behaviors.stopped();
    }

    private Behavior<SessionMessage> onEnd(End end) {
        client.tell(new ClientMessage.Closed(image.brokerId(), end.why()));
        return Behaviors.stopped();
    }

    private @Nullable PartitionState stateOf(TopicIdPartition partition) {
        return image.metadata().partition(partition);
    }

    /** Why this broker has no replica of a partition: it is not its replica, or not yet up. */
    private static ErrorCode absent(@Nullable PartitionState state) {
        return state == null ? ErrorCode.UNKNOWN_TOPIC_ID : ErrorCode.NOT_LEADER_OR_FOLLOWER;
    }

    private static int leader(@Nullable PartitionState state) {
        return state == null ? Offsets.NO_BROKER : state.leader();
    }

    private static int leaderEpoch(@Nullable PartitionState state) {
        return state == null ? Offsets.NO_EPOCH : state.leaderEpoch();
    }
}
