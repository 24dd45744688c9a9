package io.sampo.groups;

import io.sampo.assignors.RangeAssignor;
import io.sampo.assignors.UniformAssignor;
import io.sampo.groups.GroupRequest.CommitOffsets;
import io.sampo.groups.GroupRequest.CommitOffsets.Position;
import io.sampo.groups.GroupRequest.Heartbeat;
import io.sampo.groups.GroupRequest.Join;
import io.sampo.groups.GroupRequest.Leave;
import io.sampo.groups.GroupRequest.MemberHeartbeat;
import io.sampo.groups.GroupRequest.Protocol;
import io.sampo.groups.GroupRequest.Sync;
import io.sampo.groups.GroupResponse.Joined;
import io.sampo.groups.GroupResponse.MemberAlive;
import io.sampo.groups.GroupResponse.OffsetsCommitted;
import io.sampo.groups.GroupResponse.Synced;
import io.sampo.groups.classic.EmbeddedProtocolCodec;
import io.sampo.groups.consumer.TargetAssignor;
import io.sampo.model.ErrorCode;
import io.sampo.model.TopicId;
import io.sampo.model.TopicIdPartition;
import io.sampo.model.TopicPartition;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Drives one group in a test: draws ids, keeps time, commits at once, and remembers answers and the log. */
public final class GroupDriver {
    /** Five minutes, as most clients ask for. */
    public static final int REBALANCE_MS = 300_000;

    public static final int SESSION_MS = 45_000;

    private final GroupSettings settings;
    private final List<GroupRecord> log = new ArrayList<>();
    private final Map<Long, GroupResponse> answers = new HashMap<>();
    private ConsumerGroup group;
    private GroupTopics topics = GroupTopics.NONE;
    private long nowMs = 1_000;
    private long requests;

    public GroupDriver() {
        this(GroupSettings.DEFAULT);
    }

    public GroupDriver(GroupSettings settings) {
        this.settings = settings;
        this.group = fresh();
        take(group.loaded(now()));
    }

    private ConsumerGroup fresh() {
        return new ConsumerGroup(
                "g", settings, new TargetAssignor(List.of(new UniformAssignor(), new RangeAssignor())));
    }

    /** The same settings with another limit on both kinds of groups. */
    public static GroupSettings withMaxSize(int maxSize) {
        GroupSettings d = GroupSettings.DEFAULT;
        return new GroupSettings(
                d.minSessionTimeoutMs(),
                d.maxSessionTimeoutMs(),
                maxSize,
                d.initialRebalanceDelayMs(),
                d.newMemberJoinTimeoutMs(),
                d.consumerSessionTimeoutMs(),
                d.consumerHeartbeatIntervalMs(),
                d.consumerRebalanceIntervalMs(),
                maxSize,
                d.consumerAssignors(),
                d.migrationPolicy(),
                d.offsetMetadataMaxBytes(),
                d.offsetsRetentionMs());
    }

    public ConsumerGroup group() {
        return group;
    }

    public List<GroupRecord> log() {
        return log;
    }

    public GroupTopics topics() {
        return topics;
    }

    public long nowMs() {
        return nowMs;
    }

    public Now now() {
        return new Now(nowMs, 1_700_000_000_000L + nowMs);
    }

    /** The cluster has these topics, {@code name, partitions} alternating; a name keeps its id. */
    public GroupDriver topics(Object... namesAndCounts) {
        List<GroupTopics.Topic> all = new ArrayList<>();
        for (int i = 0; i < namesAndCounts.length; i += 2) {
            String name = (String) namesAndCounts[i];
            all.add(new GroupTopics.Topic(id(name), name, (Integer) namesAndCounts[i + 1]));
        }
        topics = new GroupTopics(topics.version() + 1, all);
        return this;
    }

    public static TopicId id(String topic) {
        return new TopicId(UUID.nameUUIDFromBytes(topic.getBytes(java.nio.charset.StandardCharsets.UTF_8)));
    }

    public static TopicIdPartition partition(String topic, int partition) {
        return new TopicIdPartition(id(topic), partition);
    }

    public static SortedSet<String> names(String... names) {
        return new TreeSet<>(Arrays.asList(names));
    }

    public RequestContext context(String client) {
        requests++;
        return new RequestContext(requests, now(), client, "/127.0.0.1", "id" + requests);
    }

    /** Takes the decision as committed, and returns the id that its request had. */
    public void take(Decision decision) {
        log.addAll(decision.records());
        group.committed(decision.records());
        decision.answers().forEach(answer -> {
            if (answers.put(answer.requestId(), answer.response()) != null) {
                throw new AssertionError("request " + answer.requestId() + " is answered twice");
            }
        });
    }

    /** What the request was answered; null = it waits. */
    public @Nullable GroupResponse answer(long requestId) {
        return answers.get(requestId);
    }

    public long lastRequest() {
        return requests;
    }

    /** Lets time pass, with everything that is due on the way. */
    public void pass(long ms) {
        long endMs = nowMs + ms;
        for (int turns = 0; group.nextDeadlineMs() <= endMs; turns++) {
            if (turns > 10_000) {
                throw new AssertionError("deadlines that never go away: " + group.nextDeadlineMs());
            }
            nowMs = Math.max(nowMs, group.nextDeadlineMs());
            take(group.expire(now(), topics));
        }
        nowMs = endMs;
    }

    /** Another coordinator: only the log survives. */
    public void moveCoordinator() {
        group = fresh();
        log.forEach(group::replay);
        take(group.loaded(now()));
    }

    // The classic protocol.

    public static List<Protocol> protocols(String... topicNames) {
        return List.of(protocol("range", topicNames), protocol("roundrobin", topicNames));
    }

    public static Protocol protocol(String name, String... topicNames) {
        return new Protocol(
                name,
                EmbeddedProtocolCodec.subscription(
                        (short) 1,
                        new EmbeddedProtocolCodec.Subscription(names(topicNames), new TreeSet<>(), -1, null)));
    }

    /** Joins, and returns the id of the request, whose answer may be there already. */
    public long join(String memberId, @Nullable String instanceId, List<Protocol> protocols) {
        Join request = new Join(memberId, instanceId, "consumer", protocols, SESSION_MS, REBALANCE_MS, false, true);
        take(group.join(request, context("c"), topics));
        return requests;
    }

    public long join(String memberId, String... topicNames) {
        return join(memberId, null, protocols(topicNames));
    }

    public @Nullable Joined joined(long requestId) {
        return (Joined) answer(requestId);
    }

    public long sync(String memberId, int generation, Map<String, Blob> assignments) {
        take(group.sync(new Sync(memberId, null, generation, null, null, assignments), context("c"), topics));
        return requests;
    }

    public @Nullable Synced synced(long requestId) {
        return (Synced) answer(requestId);
    }

    public ErrorCode heartbeat(String memberId, int generation) {
        take(group.heartbeat(new Heartbeat(memberId, null, generation), context("c")));
        return java.util.Objects.requireNonNull(answer(requests)).error();
    }

    public GroupResponse.Left leave(String... memberIds) {
        List<Leave.Leaving> leaving = new ArrayList<>();
        for (String memberId : memberIds) {
            leaving.add(new Leave.Leaving(memberId, null));
        }
        take(group.leave(new Leave(leaving), context("c"), topics));
        return (GroupResponse.Left) java.util.Objects.requireNonNull(answer(requests));
    }

    public static Blob assignment(TopicPartition... partitions) {
        return EmbeddedProtocolCodec.assignment((short) 1, Arrays.asList(partitions));
    }

    public static SortedSet<TopicPartition> assigned(@Nullable Synced synced) {
        return EmbeddedProtocolCodec.assignment(
                        java.util.Objects.requireNonNull(synced).assignment())
                .partitions();
    }

    // The consumer protocol.

    public MemberAlive beat(
            String memberId,
            int epoch,
            @Nullable String instanceId,
            @Nullable Collection<String> topicNames,
            @Nullable String regex,
            @Nullable Set<TopicIdPartition> owned) {
        MemberHeartbeat request = new MemberHeartbeat(
                memberId,
                epoch,
                instanceId,
                null,
                epoch == 0 ? REBALANCE_MS : -1,
                topicNames == null ? null : new TreeSet<>(topicNames),
                regex,
                null,
                owned);
        take(group.memberHeartbeat(request, context("c"), topics));
        return (MemberAlive) java.util.Objects.requireNonNull(answer(requests));
    }

    public MemberAlive joinAs(String memberId, String... topicNames) {
        return beat(memberId, 0, null, Arrays.asList(topicNames), null, Set.of());
    }

    public MemberAlive beat(String memberId, int epoch) {
        return beat(memberId, epoch, null, null, null, null);
    }

    /** A heartbeat that tells what the member owns. */
    public MemberAlive beat(String memberId, int epoch, Collection<TopicIdPartition> owned) {
        return beat(memberId, epoch, null, null, null, new TreeSet<>(owned));
    }

    // Offsets.

    public OffsetsCommitted commit(String memberId, int generation, String topic, int partition, long offset) {
        TreeMap<TopicPartition, Position> positions = new TreeMap<>();
        positions.put(new TopicPartition(topic, partition), new Position(offset, 3, "m", null));
        take(group.commit(new CommitOffsets(memberId, null, generation, true, -1, positions), context("c"), topics));
        return (OffsetsCommitted) java.util.Objects.requireNonNull(answer(requests));
    }

    /** The committed offset; null = none. */
    public @Nullable Long committed(String topic, int partition) {
        TopicPartition asked = new TopicPartition(topic, partition);
        var found = group.fetch(new GroupRequest.FetchOffsets(null, -1, List.of(asked)), topics)
                .offsets()
                .get(asked);
        return found == null ? null : found.offset();
    }
}
