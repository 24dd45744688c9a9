package io.sampo.coordinator;

import io.sampo.groups.Coordinators.Listed;
import io.sampo.groups.Coordinators.Listing;
import io.sampo.groups.GroupTopics;
import io.sampo.groups.Now;
import io.sampo.groups.OffsetsTopic;
import io.sampo.messages.AdminReply;
import io.sampo.messages.AdminRequest;
import io.sampo.messages.ClientMessage;
import io.sampo.model.ErrorCode;
import io.sampo.model.PartitionState;
import io.sampo.model.TopicId;
import io.sampo.model.TopicIdPartition;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.DispatcherSelector;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.jspecify.annotations.Nullable;

/**
 * The coordinators of one broker: follows the metadata, starts and stops the {@link GroupPartitionActor}s, and has the topic
 * {@code __consumer_offsets} made when somebody looks for a coordinator first. One per broker.
 */
public final class CoordinatorsActor extends AbstractBehavior<CoordinatorsMessage> {
    /** Between two attempts to have the topic made: it may wait for brokers. */
    private static final Duration CREATE_PAUSE = Duration.ofMillis(500);

    /** Before a partition whose actor has ended is served again: whatever ended it may be there still. */
    private static final Duration SPAWN_PAUSE = Duration.ofMillis(500);

    private enum MayCreate implements CoordinatorsMessage.Internal {
        MAY
    }

    private enum SpawnAnew implements CoordinatorsMessage.Internal {
        SPAWN
    }

    private record PartitionEnded(int number, ActorRef<GroupPartitionMessage> partition)
            implements CoordinatorsMessage.Internal {}

    private record TopicAnswer(AdminReply reply) implements CoordinatorsMessage.Internal {}

    /**
     * What this needs of its broker.
     *
     * @param log the log of a partition of the topic, led here
     * @param controller has a topic made, and answers with {@link ClientMessage.AdminDone}
     * @param clock the time at this moment; any thread
     * @param topicDefaults what this broker says of topics that do not say otherwise
     * @param dispatcher of the partitions and groups
     * @param census where the groups are counted
     */
    public record Surroundings(
            Function<TopicIdPartition, OffsetsLog> log,
            BiConsumer<AdminRequest, ActorRef<ClientMessage>> controller,
            Supplier<Now> clock,
            Map<String, String> topicDefaults,
            DispatcherSelector dispatcher,
            GroupCensus census) {}

    private final TimerScheduler<CoordinatorsMessage> timers;
    private final LocalCoordinators face;
    private final Surroundings surroundings;
    private final GroupHosting hosting;
    private final ActorRef<ClientMessage> controllerAnswers;
    private final Map<Integer, ActorRef<GroupPartitionMessage>> partitions = new TreeMap<>();
    private @Nullable GroupImage newest;
    private @Nullable TopicId topic;
    private String lastRefusal = "";

    private CoordinatorsActor(
            ActorContext<CoordinatorsMessage> context,
            TimerScheduler<CoordinatorsMessage> timers,
            LocalCoordinators face,
            CoordinatorSettings settings,
            Surroundings surroundings) {
        super(context);
        this.timers = timers;
        this.face = face;
        this.surroundings = surroundings;
        this.hosting = new GroupHosting(
                settings,
                settings.assignor(),
                surroundings.clock(),
                face::topics,
                face::batchBytesMax,
                face::hasContact,
                () -> TopicId.random().toString(),
                surroundings.census());
        this.controllerAnswers = context.messageAdapter(
                ClientMessage.class, message -> new TopicAnswer(((ClientMessage.AdminDone) message).reply()));
    }

    /** @param face its address book, which it writes and which tells it */
    public static Behavior<CoordinatorsMessage> create(
            LocalCoordinators face, CoordinatorSettings settings, Surroundings surroundings) {
        return Behaviors.setup(context ->
                Behaviors.withTimers(timers -> new CoordinatorsActor(context, timers, face, settings, surroundings)));
    }

    @Override
    public Receive<CoordinatorsMessage> createReceive() {
        return newReceiveBuilder()
                .onMessage(CoordinatorsMessage.ImageChanged.class, this::onImageChanged)
                .onMessage(PartitionEnded.class, this::onPartitionEnded)
                .onMessage(SpawnAnew.class, this::onSpawnAnew)
                .onMessage(CoordinatorsMessage.TopicWanted.class, this::onTopicWanted)
                .onMessage(TopicAnswer.class, this::onTopicAnswer)
                .onMessage(MayCreate.class, this::onMayCreate)
                .onMessage(CoordinatorsMessage.ListAll.class, this::onListAll)
                .build();
    }

    private Behavior<CoordinatorsMessage> onImageChanged(CoordinatorsMessage.ImageChanged changed) {
        follow(changed.image());
        return this;
    }

    /** Also twice: who serves in the leader epoch of the image goes on. */
    private void follow(GroupImage image) {
        newest = image;
        List<PartitionState> states = image.offsetsPartitions();
        if (topic != null && !topic.equals(image.offsetsTopic())) {
            // Deleted, and perhaps made anew: another topic, with no groups.
            partitions.values().forEach(partition -> partition.tell(GroupPartitionMessage.Unload.UNLOAD));
            partitions.clear();
        }
        topic = image.offsetsTopic();
        face.batchBytesMax(image.offsetsConfig()
                .withBrokerDefaults(surroundings.topicDefaults())
                .maxMessageBytes());
        // Groups that are loaded because of this image shall see its topics.
        Map<String, TopicId> deleted = updateTopics(image);
        for (int number = 0; topic != null && number < states.size(); number++) {
            PartitionState state = states.get(number);
            ActorRef<GroupPartitionMessage> partition = partitions.get(number);
            if (state.leader() == image.brokerId()) {
                partition = partition == null ? spawn(topic, number) : partition;
                partition.tell(new GroupPartitionMessage.Lead(state.leaderEpoch()));
            } else if (partition != null) {
                partition.tell(GroupPartitionMessage.Unload.UNLOAD);
            }
        }
        face.write(image, partitions);
        if (!deleted.isEmpty()) {
            partitions.values().forEach(each -> each.tell(new GroupPartitionMessage.TopicsDeleted(deleted)));
        }
    }

    private ActorRef<GroupPartitionMessage> spawn(TopicId topicId, int number) {
        OffsetsLog log = surroundings.log().apply(new TopicIdPartition(topicId, number));
        ActorRef<GroupPartitionMessage> partition = getContext()
                .spawnAnonymous(GroupPartitionActor.create(number, log, hosting), surroundings.dispatcher());
        getContext().watchWith(partition, new PartitionEnded(number, partition));
        partitions.put(number, partition);
        return partition;
    }

    private Behavior<CoordinatorsMessage> onPartitionEnded(PartitionEnded ended) {
        if (newest != null && partitions.remove(ended.number(), ended.partition())) {
            getContext()
                    .getLog()
                    .error("The actor of partition {} of the groups has ended, and is made anew", ended.number());
            face.write(newest, partitions);
            timers.startSingleTimer(SpawnAnew.SPAWN, SpawnAnew.SPAWN, SPAWN_PAUSE);
        }
        return this;
    }

    private Behavior<CoordinatorsMessage> onSpawnAnew(SpawnAnew ignored) {
        if (newest != null) {
            follow(newest);
        }
        return this;
    }

    /** The same object as long as nothing about the topics has changed: groups compare versions. Returns those that are gone. */
    private Map<String, TopicId> updateTopics(GroupImage image) {
        GroupTopics before = face.topics();
        List<GroupTopics.Topic> now = new ArrayList<>();
        boolean same = true;
        for (GroupTopics.Topic each : image.groupTopics()) {
            now.add(each);
            same &= each.equals(before.of(each.id()));
        }
        if (same && now.size() == before.names().size()) {
            return Map.of();
        }
        GroupTopics after = new GroupTopics(image.offset(), now);
        face.topics(after);
        Map<String, TopicId> deleted = new HashMap<>();
        for (String name : before.names()) {
            GroupTopics.Topic old = before.named(name);
            if (old != null && after.of(old.id()) == null) {
                deleted.put(name, old.id());
            }
        }
        return deleted;
    }

    // The topic.

    private Behavior<CoordinatorsMessage> onTopicWanted(CoordinatorsMessage.TopicWanted ignored) {
        if (topic == null && !timers.isTimerActive(MayCreate.MAY)) {
            timers.startSingleTimer(MayCreate.MAY, MayCreate.MAY, CREATE_PAUSE);
            CoordinatorSettings settings = hosting.settings();
            surroundings
                    .controller()
                    .accept(
                            new AdminRequest.CreateTopic(
                                    OffsetsTopic.NAME,
                                    settings.topicPartitions(),
                                    settings.topicReplicas(),
                                    List.of(),
                                    Map.of(
                                            "cleanup.policy", "compact",
                                            "compression.type", "producer",
                                            "segment.bytes", Integer.toString(settings.topicSegmentBytes())),
                                    false),
                            controllerAnswers);
        }
        return this;
    }

    private Behavior<CoordinatorsMessage> onTopicAnswer(TopicAnswer answer) {
        ErrorCode error = answer.reply().error();
        boolean isNews = !answer.reply().message().equals(lastRefusal);
        lastRefusal = answer.reply().message();
        if (error != ErrorCode.NONE && error != ErrorCode.TOPIC_ALREADY_EXISTS && isNews) {
            getContext()
                    .getLog()
                    .warn(
                            "{} cannot be made yet: {}",
                            OffsetsTopic.NAME,
                            answer.reply().message());
        }
        return this;
    }

    private Behavior<CoordinatorsMessage> onMayCreate(MayCreate ignored) {
        return this;
    }

    // Lists.

    private Behavior<CoordinatorsMessage> onListAll(CoordinatorsMessage.ListAll ask) {
        JoinedList list = new JoinedList(partitions.size(), ask.answer());
        partitions.values().forEach(partition -> partition.tell(new GroupPartitionMessage.ListGroups(list)));
        list.giveIfComplete();
        return this;
    }

    /** The lists of all partitions, which come on their threads, as one. */
    private static final class JoinedList implements Consumer<Listed> {
        private final AtomicInteger missing;
        private final Queue<Listed> parts = new ConcurrentLinkedQueue<>();
        private final Consumer<Listed> answer;

        JoinedList(int partitions, Consumer<Listed> answer) {
            this.missing = new AtomicInteger(partitions + 1);
            this.answer = answer;
        }

        @Override
        public void accept(Listed part) {
            parts.add(part);
            giveIfComplete();
        }

        void giveIfComplete() {
            if (missing.decrementAndGet() == 0) {
                ErrorCode error = parts.stream()
                        .map(Listed::error)
                        .filter(each -> each != ErrorCode.NONE)
                        .findFirst()
                        .orElse(ErrorCode.NONE);
                List<Listing> groups = parts.stream()
                        .flatMap(part -> part.groups().stream())
                        .sorted(Comparator.comparing(Listing::groupId))
                        .toList();
                answer.accept(new Listed(error, groups));
            }
        }
    }
}
