package io.sampo.controller.actor;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.sampo.controller.ClusterMetadata;
import io.sampo.controller.ClusterScenario;
import io.sampo.controller.MetadataRecord;
import io.sampo.controller.actor.ControllerCommand.BrokerHeartbeat;
import io.sampo.controller.actor.ControllerCommand.ViewRequest;
import io.sampo.controller.feed.FeedFollower;
import io.sampo.messages.AdminReply;
import io.sampo.messages.AdminRequest;
import io.sampo.messages.ClusterView;
import io.sampo.messages.ControllerMessage;
import io.sampo.messages.ControllerMessage.Admin;
import io.sampo.messages.ControllerMessage.FeedAck;
import io.sampo.messages.ControllerMessage.FeedSubscribe;
import io.sampo.messages.ControllerMessage.RegisterBroker;
import io.sampo.messages.ControllerReply;
import io.sampo.messages.FeedMessage;
import io.sampo.model.TopicId;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.persistence.testkit.PersistenceTestKitPlugin;
import org.apache.pekko.persistence.testkit.PersistenceTestKitSnapshotPlugin;
import org.apache.pekko.persistence.testkit.javadsl.PersistenceTestKit;

/** A controller on a journal in memory, and the brokers that talk to it. The clock moves when a test says so. */
final class ControllerDriver implements AutoCloseable {
    static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final String ID = ControllerActor.PERSISTENCE_ID.id();

    final ActorTestKit kit;
    final PersistenceTestKit journal;
    final TestProbe<ControllerReply> replies;
    final AtomicLong nowMs = new AtomicLong(1_000_000);
    final TestProbe<FeedMessage> feed;
    private ActorRef<ControllerMessage> controller;

    ControllerDriver(String settings) {
        kit = ActorTestKit.create(ConfigFactory.parseString(settings)
                .withFallback(ConfigFactory.parseString("sampo.controller.feed.interval = 50 ms"))
                .withFallback(ConfigFactory.parseString("sampo.controller.journal.plugin = \"\""))
                .withFallback(ConfigFactory.parseString("sampo.controller.snapshot-store.plugin = \"\""))
                .withFallback(PersistenceTestKitPlugin.config())
                .withFallback(PersistenceTestKitSnapshotPlugin.config())
                .withFallback(ConfigFactory.load()));
        journal = PersistenceTestKit.create(kit.system());
        replies = kit.createTestProbe();
        feed = kit.createTestProbe();
        controller = spawn();
    }

    @Override
    public void close() {
        kit.shutdownTestKit();
    }

    ActorRef<ControllerMessage> controller() {
        return controller;
    }

    /** Another activation on the same log. */
    void replace() {
        kit.stop(controller);
        controller = spawn();
    }

    void tell(ControllerMessage message) {
        controller.tell(message);
    }

    List<Object> events() {
        return journal.persistedInStorage(ID);
    }

    void failNextAppend() {
        journal.failNextPersisted(ID);
    }

    /** The metadata that the log says, by replay. */
    ClusterMetadata replayed() {
        ClusterMetadata metadata = ClusterMetadata.EMPTY;
        for (Object event : events()) {
            metadata = metadata.apply(metadata.offset() + 1, (MetadataRecord) event);
        }
        return metadata;
    }

    ClusterView view() {
        TestProbe<ClusterView> views = kit.createTestProbe();
        tell(new ViewRequest(Set.of(), views.ref()));
        return views.receiveMessage(PATIENCE);
    }

    <R extends ControllerReply> R reply(Class<R> type) {
        return replies.expectMessageClass(type, PATIENCE);
    }

    AdminReply admin(AdminRequest request) {
        tell(new Admin(1, request, replies.ref()));
        return reply(ControllerReply.AdminDone.class).reply();
    }

    AdminReply create(String topic, List<List<Integer>> assignment) {
        return admin(new AdminRequest.CreateTopic(topic, -1, -1, assignment, Map.of(), false));
    }

    RegisterBroker registration(int brokerId) {
        return new RegisterBroker(
                brokerId,
                "",
                new UUID(brokerId, 1),
                ClusterScenario.endpoints(brokerId),
                "sampo",
                List.of(ClusterScenario.directory(brokerId)),
                -1,
                false,
                replies.ref());
    }

    /** Registers and is unfenced; nobody follows the feed. */
    long start(int brokerId) {
        tell(registration(brokerId));
        long epoch = reply(ControllerReply.Registered.class).brokerEpoch();
        tell(new BrokerHeartbeat(brokerId, epoch, epoch));
        return epoch;
    }

    /** Registers, follows the feed and lives. */
    FeedFollower join(int brokerId) {
        tell(registration(brokerId));
        long epoch = reply(ControllerReply.Registered.class).brokerEpoch();
        FeedFollower image = new FeedFollower();
        tell(new FeedSubscribe(brokerId, epoch, image.nextOffset(), feed.ref()));
        follow(image, metadata -> metadata.offset() >= epoch);
        tell(new FeedAck(brokerId, epoch, image.offset()));
        tell(new BrokerHeartbeat(brokerId, epoch, image.offset()));
        follow(image, metadata -> !metadata.broker(brokerId).fenced());
        return image;
    }

    void follow(FeedFollower image, Predicate<ClusterMetadata> until) {
        while (image.offset() == 0 || !until.test(image.metadata())) {
            FeedMessage message = feed.receiveMessage(PATIENCE);
            if (message instanceof FeedMessage.Snapshot chunk) {
                image.onSnapshot(chunk.controllerEpoch(), chunk.offset(), chunk.index(), chunk.count(), chunk.chunk());
            } else if (message instanceof FeedMessage.Events events) {
                image.onEvents(events.controllerEpoch(), events.fromOffset(), events.records());
            }
        }
    }

    /** Waits until the controller's own view satisfies. */
    ClusterView awaitView(Predicate<ClusterView> until) {
        TestProbe<Object> clock = kit.createTestProbe();
        return clock.awaitAssert(PATIENCE, () -> {
            ClusterView view = view();
            if (!until.test(view)) {
                throw new AssertionError("not yet: " + view);
            }
            return view;
        });
    }

    /** A second controller on the same log, as after a partition. */
    ActorRef<ControllerMessage> spawn() {
        Config config = kit.system().settings().config();
        ControllerContext node = new ControllerContext(1, ControllerSettings.of(config), nowMs::get, TopicId::random);
        return kit.spawn(ControllerActor.create(node));
    }
}
