package io.sampo.gateway.fake;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.sampo.messages.AdminReply;
import io.sampo.messages.AdminRequest;
import io.sampo.messages.ClientMessage;
import io.sampo.messages.ClusterView.BrokerView;
import io.sampo.messages.ClusterView.TopicView;
import io.sampo.messages.PartitionMessage;
import io.sampo.messages.face.ClusterImage;
import io.sampo.messages.face.LocalBroker;
import io.sampo.messages.face.LogDirectoryView;
import io.sampo.model.BrokerEndpoints;
import io.sampo.model.ErrorCode;
import io.sampo.model.KafkaListener;
import io.sampo.model.PartitionState;
import io.sampo.model.TopicId;
import io.sampo.model.TopicIdPartition;
import io.sampo.model.TopicPartition;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Props;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.jspecify.annotations.Nullable;

/** One broker whose replicas put down what they are told; the test answers for them. Everything on loopback. */
public final class FakeBroker implements LocalBroker, AutoCloseable {
    private static final long PATIENCE_S = 20;

    private final ActorSystem<Void> system = ActorSystem.create(Behaviors.empty(), "fake");
    private final KafkaListener listener = new KafkaListener("PLAINTEXT", "127.0.0.1", freePort());
    private final Map<TopicIdPartition, ActorRef<PartitionMessage>> replicas = new ConcurrentHashMap<>();
    private final BlockingQueue<PartitionMessage> told = new LinkedBlockingQueue<>();
    private final List<AdminRequest> asked = new CopyOnWriteArrayList<>();
    private final Map<String, AdminReply> refusals = new ConcurrentHashMap<>();
    private final List<Consumer<ClusterImage>> listeners = new CopyOnWriteArrayList<>();
    private final List<AutoCloseable> faces = new ArrayList<>();
    private volatile FakeImage image = new FakeImage(
            1,
            List.of(
                    new BrokerView(1, 1, false, "fake", endpoints("127.0.0.1", listener.port())),
                    new BrokerView(2, 2, false, "fake", endpoints("10.0.0.2", 9093)),
                    new BrokerView(3, 3, true, "fake", endpoints("10.0.0.3", 9094))),
            List.of());

    private static BrokerEndpoints endpoints(String host, int kafkaPort) {
        return new BrokerEndpoints(host, 1, kafkaPort, 2, 3, 4, 5);
    }

    /** Below the ports of outgoing connections, so that none of them takes it before the gateway has it. */
    private static int freePort() {
        while (true) {
            int port = ThreadLocalRandom.current().nextInt(15_000, 31_000);
            try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
                return socket.getLocalPort();
            } catch (BindException e) {
                // somebody has it
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    public int port() {
        return listener.port();
    }

    /** A topic with so many partitions, led by this broker, each with a replica that puts down what it is told. */
    public TopicId topic(String name, int partitions) {
        TopicId id = TopicId.random();
        List<PartitionState> states = new ArrayList<>();
        // One actor stands for all of them: what they are told is put down in the order in which it was said.
        ActorRef<PartitionMessage> replica = system.systemActorOf(
                Behaviors.<PartitionMessage>receiveMessage(message -> {
                    told.add(message);
                    return Behaviors.same();
                }),
                "replicas-" + id,
                Props.empty());
        for (int number = 0; number < partitions; number++) {
            states.add(new PartitionState(1, 4, 5, List.of(1, 2, 3), List.of(1, 2), false));
            replicas.put(new TopicIdPartition(id, number), replica);
        }
        List<TopicView> topics = new ArrayList<>(image.topics());
        topics.add(new TopicView(name, id, Map.of(), states));
        publish(new FakeImage(image.offset() + 1, image.brokers(), topics));
        return id;
    }

    /** The replica has gone elsewhere, or is being started. */
    public ActorRef<PartitionMessage> loses(TopicIdPartition partition) {
        return Objects.requireNonNull(replicas.remove(partition));
    }

    /** The replica is up. */
    public void starts(TopicIdPartition partition, ActorRef<PartitionMessage> replica) {
        replicas.put(partition, replica);
    }

    /** The controller lets this broker in, or does not yet. */
    public void fenced(boolean fenced) {
        List<BrokerView> brokers = new ArrayList<>(image.brokers());
        brokers.set(0, new BrokerView(1, 1, fenced, "fake", endpoints("127.0.0.1", listener.port())));
        publish(new FakeImage(image.offset() + 1, brokers, image.topics()));
    }

    private void publish(FakeImage next) {
        image = next;
        listeners.forEach(one -> one.accept(next));
    }

    /** What a replica was told next. */
    public <T extends PartitionMessage> T told(Class<T> type) {
        try {
            PartitionMessage message = told.poll(PATIENCE_S, TimeUnit.SECONDS);
            if (!type.isInstance(message)) {
                throw new AssertionError("told was " + message + ", expected a " + type.getSimpleName());
            }
            return type.cast(message);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** How many messages replicas were told that nobody has looked at. */
    public int toldMore() {
        return told.size();
    }

    /** The controller refuses requests of that name. */
    public void refuses(Class<? extends AdminRequest> type, ErrorCode error, String message) {
        refusals.put(type.getSimpleName(), new AdminReply(error, message, -1));
    }

    /** What was asked of the controller. */
    public List<AdminRequest> asked() {
        return asked;
    }

    @Override
    public int brokerId() {
        return 1;
    }

    @Override
    public ActorSystem<?> actorSystem() {
        return system;
    }

    @Override
    public Config configuration() {
        return ConfigFactory.load();
    }

    @Override
    public List<KafkaListener> kafkaListeners() {
        return List.of(listener);
    }

    @Override
    public Map<String, String> topicDefaults() {
        return Map.of("retention.ms", "60000");
    }

    @Override
    public ClusterImage image() {
        return image;
    }

    @Override
    public void onImage(Consumer<ClusterImage> consumer) {
        listeners.add(consumer);
    }

    @Override
    public @Nullable ActorRef<PartitionMessage> replica(TopicIdPartition partition) {
        return replicas.get(partition);
    }

    @Override
    public void ask(AdminRequest request, long correlationId, ActorRef<ClientMessage> replyTo) {
        asked.add(request);
        AdminReply refusal = refusals.get(request.getClass().getSimpleName());
        if (refusal != null) {
            replyTo.tell(new ClientMessage.AdminDone(correlationId, refusal));
            return;
        }
        AdminReply reply = new AdminReply(ErrorCode.NONE, "", image.offset());
        if (request instanceof AdminRequest.CreateTopic creation) {
            if (creation.topic().contains(" ")) {
                reply = new AdminReply(ErrorCode.INVALID_TOPIC_EXCEPTION, "not legal", -1);
            } else {
                reply = new AdminReply(ErrorCode.NONE, "", image.offset() + 1);
                topic(creation.topic(), 1);
            }
        }
        replyTo.tell(new ClientMessage.AdminDone(correlationId, reply));
    }

    @Override
    public void giveProducerId(long correlationId, ActorRef<ClientMessage> replyTo) {
        replyTo.tell(new ClientMessage.ProducerIdGiven(correlationId, ErrorCode.NONE, 4_711, (short) 0));
    }

    @Override
    public void describeLogDirectories(Consumer<List<LogDirectoryView>> report) {
        report.accept(List.of(new LogDirectoryView(
                "/logs",
                false,
                100,
                40,
                Map.of(new TopicPartition("t", 0), new LogDirectoryView.Replica(7, 1, false)))));
    }

    /** Whatever is wanted is there, but in /elsewhere. */
    @Override
    public void moveReplicas(Map<TopicPartition, String> directories, Consumer<Map<TopicPartition, ErrorCode>> report) {
        Map<TopicPartition, ErrorCode> errors = new java.util.TreeMap<>();
        directories.forEach((partition, path) ->
                errors.put(partition, path.equals("/elsewhere") ? ErrorCode.LOG_DIR_NOT_FOUND : ErrorCode.NONE));
        report.accept(errors);
    }

    @Override
    public void closeWithIt(String name, AutoCloseable face) {
        faces.add(face);
    }

    /** Closes what is open beside it, and ends. */
    @Override
    public void close() {
        for (AutoCloseable face : faces) {
            try {
                face.close();
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        }
        system.terminate();
        system.getWhenTerminated().toCompletableFuture().join();
    }
}
