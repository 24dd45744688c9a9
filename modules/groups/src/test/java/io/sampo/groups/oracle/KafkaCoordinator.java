package io.sampo.groups.oracle;

import io.sampo.groups.GroupTopics;
import java.net.InetAddress;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.security.auth.KafkaPrincipal;
import org.apache.kafka.common.security.auth.SecurityProtocol;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.coordinator.common.runtime.CoordinatorExecutor;
import org.apache.kafka.coordinator.common.runtime.CoordinatorMetadataDelta;
import org.apache.kafka.coordinator.common.runtime.CoordinatorMetadataImage;
import org.apache.kafka.coordinator.common.runtime.CoordinatorRecord;
import org.apache.kafka.coordinator.common.runtime.CoordinatorResult;
import org.apache.kafka.coordinator.common.runtime.CoordinatorTimer;
import org.apache.kafka.coordinator.group.GroupConfigManager;
import org.apache.kafka.coordinator.group.GroupCoordinatorConfig;
import org.apache.kafka.coordinator.group.GroupCoordinatorShard;
import org.apache.kafka.coordinator.group.metrics.GroupCoordinatorMetrics;
import org.apache.kafka.coordinator.group.modern.share.ShareGroupConfig;
import org.apache.kafka.server.authorizer.AuthorizableRequestContext;
import org.apache.kafka.timeline.SnapshotRegistry;

/** Apache Kafka's own group coordinator, with time, timers and topics of the test; every append is committed at once. */
final class KafkaCoordinator {
    /** What the coordinator does for itself; done by the test where it wants to. */
    private static final Set<String> HOUSEKEEPING = Set.of("expire-group-metadata", "group-size-counter");

    private static final long NEVER = Long.MAX_VALUE;

    private record Due(long atMs, CoordinatorTimer.TimeoutOperation<CoordinatorRecord> operation) {}

    private final Map<String, Due> timers = new HashMap<>();
    /** By time; at the same time as ours, which Kafka leaves open. */
    private final Comparator<String> inOrder = Comparator.<String>comparingLong(
                    key -> Objects.requireNonNull(timers.get(key)).atMs)
            .thenComparingInt(KafkaCoordinator::rank)
            .thenComparing(Comparator.naturalOrder());

    private static int rank(String key) {
        return key.startsWith("join-g-")
                ? 5
                : key.startsWith("sync-g-")
                        ? 6
                        : List.of("join-g", "sync-g").contains(key) ? 0 : key.startsWith("rebalance") ? 4 : 3;
    }

    private final GroupCoordinatorShard shard;
    private GroupTopics topics;
    private long nowMs;
    private long records;

    KafkaCoordinator(GroupTopics topics, long nowMs) {
        this.topics = topics;
        this.nowMs = nowMs;
        GroupCoordinatorConfig config = GroupCoordinatorConfig.fromProps(Map.of(
                GroupCoordinatorConfig.CONSUMER_GROUP_ASSIGNORS_CONFIG,
                OurUniformAssignor.class.getName(),
                GroupCoordinatorConfig.CONSUMER_GROUP_ASSIGNMENT_INTERVAL_MS_CONFIG,
                0));
        var builder = new GroupCoordinatorShard.Builder(
                config, new GroupConfigManager(Map.of(), config, ShareGroupConfig.fromProps(Map.of())));
        builder.withAuthorizerPlugin(Optional.empty());
        this.shard = builder.withTime(new TestTime())
                .withTimer(new TestTimer())
                .withExecutor(new DirectExecutor())
                .withCoordinatorMetrics(new GroupCoordinatorMetrics())
                .withTopicPartition(new TopicPartition("__consumer_offsets", 0))
                .withSnapshotRegistry(new SnapshotRegistry(new org.apache.kafka.common.utils.LogContext()))
                .build();
        shard.onLoaded(new Image(topics));
        HOUSEKEEPING.forEach(timers::remove);
    }

    /** Asks the coordinator, and commits what it says. */
    <T> T ask(Function<GroupCoordinatorShard, CoordinatorResult<T, CoordinatorRecord>> question) {
        CoordinatorResult<T, CoordinatorRecord> result = question.apply(shard);
        commit(result);
        return result.response();
    }

    /** Reads from the coordinator. */
    GroupCoordinatorShard shard() {
        return shard;
    }

    private void commit(CoordinatorResult<?, CoordinatorRecord> result) {
        if (result.replayRecords()) {
            result.records().forEach(record -> shard.replay(records++, -1L, (short) -1, record));
        } else {
            records += result.records().size();
        }
        if (result.appendFuture() != null) {
            result.appendFuture().complete(null);
        }
    }

    void topics(GroupTopics next) {
        GroupTopics before = topics;
        topics = next;
        shard.onMetadataUpdate(new Delta(before, next), new Image(next));
    }

    void forgetTimers(String... prefixes) {
        timers.keySet().removeIf(key -> List.of(prefixes).stream().anyMatch(key::startsWith));
    }

    /** Lets time pass, with everything that is due on the way, in its order. */
    void passTo(long endMs) {
        while (true) {
            String first = timers.keySet().stream().min(inOrder).orElse(null);
            if (first == null || Objects.requireNonNull(timers.get(first)).atMs > endMs) {
                break;
            }
            Due due = Objects.requireNonNull(timers.remove(first));
            nowMs = Math.max(nowMs, due.atMs);
            commit(due.operation.generateRecords());
        }
        nowMs = endMs;
    }

    static AuthorizableRequestContext context(String clientId, int version) {
        return new Context(clientId, version);
    }

    private record Context(String clientId, int requestVersion) implements AuthorizableRequestContext {
        @Override
        public String listenerName() {
            return "PLAINTEXT";
        }

        @Override
        public SecurityProtocol securityProtocol() {
            return SecurityProtocol.PLAINTEXT;
        }

        @Override
        public KafkaPrincipal principal() {
            return KafkaPrincipal.ANONYMOUS;
        }

        @Override
        public InetAddress clientAddress() {
            return InetAddress.getLoopbackAddress();
        }

        @Override
        public int requestType() {
            return 0;
        }

        @Override
        public int correlationId() {
            return 0;
        }
    }

    private final class TestTime implements Time {
        @Override
        public long milliseconds() {
            return nowMs;
        }

        @Override
        public long nanoseconds() {
            return TimeUnit.MILLISECONDS.toNanos(nowMs);
        }

        @Override
        public void sleep(long ms) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void waitObject(Object object, Supplier<Boolean> condition, long deadlineMs) {
            throw new UnsupportedOperationException();
        }
    }

    private final class TestTimer implements CoordinatorTimer<CoordinatorRecord> {
        @Override
        public void schedule(
                String key, long delay, TimeUnit unit, boolean retry, TimeoutOperation<CoordinatorRecord> operation) {
            if (!HOUSEKEEPING.contains(key)) {
                timers.put(key, new Due(delay == NEVER ? NEVER : nowMs + unit.toMillis(delay), operation));
            }
        }

        @Override
        public void schedule(
                String key,
                long delay,
                TimeUnit unit,
                boolean retry,
                long retryBackoff,
                TimeoutOperation<CoordinatorRecord> operation) {
            schedule(key, delay, unit, retry, operation);
        }

        @Override
        public void scheduleIfAbsent(
                String key, long delay, TimeUnit unit, boolean retry, TimeoutOperation<CoordinatorRecord> operation) {
            if (!timers.containsKey(key)) {
                schedule(key, delay, unit, retry, operation);
            }
        }

        @Override
        public void cancel(String key) {
            timers.remove(key);
        }

        @Override
        public boolean isScheduled(String key) {
            return timers.containsKey(key);
        }
    }

    /** Regular expressions are not part of the scripts: ours are resolved in the heartbeat, Kafka's beside it. */
    private static final class DirectExecutor implements CoordinatorExecutor<CoordinatorRecord> {
        @Override
        public <R> boolean schedule(String key, TaskRunnable<R> task, TaskOperation<CoordinatorRecord, R> operation) {
            throw new UnsupportedOperationException(key);
        }

        @Override
        public boolean isScheduled(String key) {
            return false;
        }

        @Override
        public void cancel(String key) {}
    }

    static Uuid uuid(io.sampo.model.TopicId id) {
        return new Uuid(id.uuid().getMostSignificantBits(), id.uuid().getLeastSignificantBits());
    }

    private record Topic(String name, Uuid id, int partitionCount) implements CoordinatorMetadataImage.TopicMetadata {
        @Override
        public List<String> partitionRacks(int partition) {
            return new java.util.ArrayList<>();
        }
    }

    private record Image(GroupTopics topics) implements CoordinatorMetadataImage {
        @Override
        public Set<Uuid> topicIds() {
            Set<Uuid> ids = new TreeSet<>();
            topics.names()
                    .forEach(name -> ids.add(
                            uuid(Objects.requireNonNull(topics.named(name)).id())));
            return ids;
        }

        @Override
        public Set<String> topicNames() {
            return topics.names();
        }

        @Override
        public Optional<TopicMetadata> topicMetadata(String name) {
            return Optional.ofNullable(topics.named(name)).map(Image::topic);
        }

        @Override
        public Optional<TopicMetadata> topicMetadata(Uuid id) {
            return topics.names().stream()
                    .map(name -> Objects.requireNonNull(topics.named(name)))
                    .filter(topic -> uuid(topic.id()).equals(id))
                    .findFirst()
                    .map(Image::topic);
        }

        private static TopicMetadata topic(GroupTopics.Topic topic) {
            return new Topic(topic.name(), uuid(topic.id()), topic.partitions());
        }

        @Override
        public CoordinatorMetadataDelta emptyDelta() {
            return CoordinatorMetadataDelta.EMPTY;
        }

        @Override
        public long version() {
            return topics.version();
        }

        @Override
        public boolean isEmpty() {
            return topics.names().isEmpty();
        }
    }

    private record Delta(GroupTopics before, GroupTopics after) implements CoordinatorMetadataDelta {
        @Override
        public Collection<Uuid> createdTopicIds() {
            Set<Uuid> created = new TreeSet<>(new Image(after).topicIds());
            created.removeAll(new Image(before).topicIds());
            return created;
        }

        @Override
        public Collection<Uuid> changedTopicIds() {
            return new Image(after).topicIds();
        }

        @Override
        public Set<Uuid> deletedTopicIds() {
            Set<Uuid> deleted = new TreeSet<>(new Image(before).topicIds());
            deleted.removeAll(new Image(after).topicIds());
            return deleted;
        }

        @Override
        public CoordinatorMetadataImage image() {
            return new Image(before);
        }
    }
}
