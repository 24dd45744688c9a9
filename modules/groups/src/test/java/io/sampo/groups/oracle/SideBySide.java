package io.sampo.groups.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import io.sampo.assignors.UniformAssignor;
import io.sampo.groups.Blob;
import io.sampo.groups.ConsumerGroup;
import io.sampo.groups.Decision;
import io.sampo.groups.GroupDescription;
import io.sampo.groups.GroupDriver;
import io.sampo.groups.GroupRecord;
import io.sampo.groups.GroupRequest.CommitOffsets;
import io.sampo.groups.GroupRequest.Heartbeat;
import io.sampo.groups.GroupRequest.Join;
import io.sampo.groups.GroupRequest.Leave;
import io.sampo.groups.GroupRequest.MemberHeartbeat;
import io.sampo.groups.GroupRequest.Protocol;
import io.sampo.groups.GroupRequest.Sync;
import io.sampo.groups.GroupResponse;
import io.sampo.groups.GroupResponse.Joined;
import io.sampo.groups.GroupResponse.MemberAlive;
import io.sampo.groups.GroupResponse.Synced;
import io.sampo.groups.GroupSettings;
import io.sampo.groups.GroupTopics;
import io.sampo.groups.Now;
import io.sampo.groups.RequestContext;
import io.sampo.groups.classic.EmbeddedProtocolCodec;
import io.sampo.groups.consumer.CommitRules;
import io.sampo.groups.consumer.GroupMember;
import io.sampo.groups.consumer.ModernGroup;
import io.sampo.groups.consumer.TargetAssignor;
import io.sampo.model.ErrorCode;
import io.sampo.model.TopicIdPartition;
import io.sampo.model.TopicPartition;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.message.ConsumerGroupDescribeResponseData;
import org.apache.kafka.common.message.ConsumerGroupHeartbeatRequestData;
import org.apache.kafka.common.message.ConsumerGroupHeartbeatResponseData;
import org.apache.kafka.common.message.DescribeGroupsResponseData;
import org.apache.kafka.common.message.HeartbeatRequestData;
import org.apache.kafka.common.message.JoinGroupRequestData;
import org.apache.kafka.common.message.JoinGroupResponseData;
import org.apache.kafka.common.message.LeaveGroupRequestData;
import org.apache.kafka.common.message.LeaveGroupResponseData;
import org.apache.kafka.common.message.OffsetCommitRequestData;
import org.apache.kafka.common.message.OffsetFetchRequestData;
import org.apache.kafka.common.message.SyncGroupRequestData;
import org.apache.kafka.common.message.SyncGroupResponseData;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;

/** One group twice, ours and Kafka's: every request goes to both, and what they say and are is compared. */
final class SideBySide {
    private static final String GROUP = "g";
    private static final long START_MS = 1_000_000;

    private final ConsumerGroup ours =
            new ConsumerGroup(GROUP, GroupSettings.DEFAULT, new TargetAssignor(List.of(new UniformAssignor())));
    private final KafkaCoordinator theirs;
    private final Map<Long, GroupResponse> answers = new HashMap<>();
    private final Map<Long, CompletableFuture<?>> futures = new LinkedHashMap<>();
    /** Requests that one of ours answers and Kafka forgets: sent again, or of a member that is out. */
    private final Set<Long> forgotten = new TreeSet<>();

    private final List<GroupRecord> log = new ArrayList<>();
    private GroupTopics topics;
    private boolean hasReplaced;
    private long lastBeginningMs;
    private long nowMs = START_MS;
    private long requests;

    SideBySide(GroupTopics topics) {
        this.topics = topics;
        this.theirs = new KafkaCoordinator(topics, nowMs);
        take(ours.loaded(now()));
    }

    ConsumerGroup ours() {
        return ours;
    }

    GroupTopics topics() {
        return topics;
    }

    void topics(GroupTopics next) {
        topics = next;
        theirs.topics(next);
    }

    private Now now() {
        return new Now(nowMs, nowMs);
    }

    private RequestContext context(String clientId, String freshId) {
        requests++;
        return new RequestContext(requests, now(), clientId, "localhost/127.0.0.1", freshId);
    }

    private void take(Decision decision) {
        log.addAll(decision.records());
        ours.committed(decision.records());
        decision.answers().forEach(answer -> answers.put(answer.requestId(), answer.response()));
    }

    void pass(long ms) {
        long endMs = nowMs + ms;
        theirs.passTo(endMs);
        while (ours.nextDeadlineMs() <= endMs) {
            nowMs = Math.max(nowMs, ours.nextDeadlineMs());
            take(ours.expire(now(), topics));
        }
        nowMs = endMs;
    }

    @Nullable
    GroupResponse answer(long request) {
        return answers.get(request);
    }

    private static void same(String what, @Nullable Object mine, @Nullable Object kafkas) {
        if (!Objects.equals(mine, kafkas)) {
            throw new AssertionError(what + ": ours " + mine + ", Kafka's " + kafkas);
        }
    }

    /** What Kafka answers, or the error that it throws. */
    private static <T> T orError(
            java.util.function.Supplier<T> asking, java.util.function.Function<ErrorCode, T> error) {
        try {
            return asking.get();
        } catch (RuntimeException thrown) {
            return error.apply(ErrorCode.of(Errors.forException(thrown).code()));
        }
    }

    // The classic protocol

    long join(
            String clientId, String memberId, @Nullable String instanceId, List<Protocol> protocols, int rebalanceMs) {
        JoinGroupRequestData request = new JoinGroupRequestData()
                .setGroupId(GROUP)
                .setMemberId(memberId)
                .setGroupInstanceId(instanceId)
                .setProtocolType("consumer")
                .setSessionTimeoutMs(GroupDriver.SESSION_MS)
                .setRebalanceTimeoutMs(rebalanceMs);
        for (Protocol protocol : protocols) {
            request.protocols()
                    .add(new JoinGroupRequestData.JoinGroupRequestProtocol()
                            .setName(protocol.name())
                            .setMetadata(protocol.metadata().toBytes()));
        }
        CompletableFuture<JoinGroupResponseData> future = new CompletableFuture<>();
        try {
            theirs.ask(shard -> shard.classicGroupJoin(KafkaCoordinator.context(clientId, 9), request, future));
        } catch (RuntimeException thrown) {
            future.complete(new JoinGroupResponseData()
                    .setMemberId(memberId)
                    .setErrorCode(Errors.forException(thrown).code()));
        }
        if (ours.describe(topics).state().equals("Empty")) {
            lastBeginningMs = nowMs;
        }
        // Kafka goes on waiting for a sync of the id that was replaced, and begins a rebalance when it does not come.
        hasReplaced |= memberId.isEmpty()
                && instanceId != null
                && ours.describe(topics).state().equals("Stable");
        String newId = memberId.isEmpty() ? drawnByKafka(future, instanceId) : "";
        boolean isPrefixed = newId.startsWith(clientId + "-") || (instanceId != null && newId.startsWith(instanceId));
        String fresh = isPrefixed ? newId.substring((instanceId != null ? instanceId : clientId).length() + 1) : newId;
        Join mine =
                new Join(memberId, instanceId, "consumer", protocols, GroupDriver.SESSION_MS, rebalanceMs, true, true);
        take(ours.join(mine, context(clientId, fresh), topics));
        futures.put(requests, future);
        return requests;
    }

    /** The id that Kafka drew: in its answer, or, where that waits, in the description of the group. */
    private String drawnByKafka(CompletableFuture<JoinGroupResponseData> future, @Nullable String instanceId) {
        if (future.isDone()) {
            return future.join().memberId();
        }
        return describedByKafka().members().stream()
                .filter(member -> Objects.equals(member.groupInstanceId(), instanceId))
                .map(DescribeGroupsResponseData.DescribedGroupMember::memberId)
                .findFirst()
                .orElse("");
    }

    long sync(String memberId, @Nullable String instanceId, int generation, Map<String, Blob> assignments) {
        SyncGroupRequestData request = new SyncGroupRequestData()
                .setGroupId(GROUP)
                .setMemberId(memberId)
                .setGroupInstanceId(instanceId)
                .setGenerationId(generation);
        assignments.forEach((id, assignment) -> request.assignments()
                .add(new SyncGroupRequestData.SyncGroupRequestAssignment()
                        .setMemberId(id)
                        .setAssignment(assignment.toBytes())));
        CompletableFuture<SyncGroupResponseData> future = new CompletableFuture<>();
        try {
            theirs.ask(shard -> shard.classicGroupSync(KafkaCoordinator.context("c", 5), request, future));
        } catch (RuntimeException thrown) {
            future.complete(new SyncGroupResponseData()
                    .setErrorCode(Errors.forException(thrown).code()));
        }
        take(ours.sync(new Sync(memberId, instanceId, generation, null, null, assignments), context("c", ""), topics));
        futures.put(requests, future);
        return requests;
    }

    ErrorCode heartbeat(String memberId, @Nullable String instanceId, int generation) {
        HeartbeatRequestData request = new HeartbeatRequestData()
                .setGroupId(GROUP)
                .setMemberId(memberId)
                .setGroupInstanceId(instanceId)
                .setGenerationId(generation);
        ErrorCode kafkas = orError(
                () -> ErrorCode.of(
                        theirs.ask(shard -> shard.classicGroupHeartbeat(KafkaCoordinator.context("c", 4), request))
                                .errorCode()),
                error -> error);
        take(ours.heartbeat(new Heartbeat(memberId, instanceId, generation), context("c", "")));
        ErrorCode mine = Objects.requireNonNull(answers.get(requests)).error();
        same("heartbeat of " + memberId, mine, kafkas);
        return mine;
    }

    void leave(String memberId, @Nullable String instanceId) {
        LeaveGroupRequestData request = new LeaveGroupRequestData()
                .setGroupId(GROUP)
                .setMembers(List.of(new LeaveGroupRequestData.MemberIdentity()
                        .setMemberId(memberId)
                        .setGroupInstanceId(instanceId)));
        ErrorCode kafkas = orError(
                () -> {
                    LeaveGroupResponseData left =
                            theirs.ask(shard -> shard.classicGroupLeave(KafkaCoordinator.context("c", 5), request));
                    return ErrorCode.of(
                            left.errorCode() != 0
                                    ? left.errorCode()
                                    : left.members().get(0).errorCode());
                },
                error -> error);
        take(ours.leave(new Leave(List.of(new Leave.Leaving(memberId, instanceId))), context("c", ""), topics));
        GroupResponse.Left left = (GroupResponse.Left) Objects.requireNonNull(answers.get(requests));
        ErrorCode mine = left.error() != ErrorCode.NONE
                ? left.error()
                : left.members().get(0).error();
        same("leave of " + memberId, mine, kafkas);
    }

    /** Nobody waits for the answer to that request any more. */
    void forget(long request) {
        forgotten.add(request);
    }

    // The consumer protocol

    MemberAlive beat(MemberHeartbeat request) {
        ConsumerGroupHeartbeatRequestData data = new ConsumerGroupHeartbeatRequestData()
                .setGroupId(GROUP)
                .setMemberId(request.memberId())
                .setMemberEpoch(request.memberEpoch())
                .setInstanceId(request.instanceId())
                .setRebalanceTimeoutMs(request.rebalanceTimeoutMs())
                .setSubscribedTopicNames(request.topics() == null ? null : List.copyOf(request.topics()))
                .setTopicPartitions(request.owned() == null ? null : byTopic(request.owned()));
        ConsumerGroupHeartbeatResponseData kafkas = orError(
                () -> theirs.ask(shard -> shard.consumerGroupHeartbeat(KafkaCoordinator.context("c", 1), data)),
                error -> new ConsumerGroupHeartbeatResponseData().setErrorCode(error.code()));
        String stateBefore = ours.describe(topics).state();
        take(ours.memberHeartbeat(request, context("c", ""), topics));
        MemberAlive mine = (MemberAlive) Objects.requireNonNull(answers.get(requests));
        if (ErrorCode.of(kafkas.errorCode()) == ErrorCode.UNKNOWN_SERVER_ERROR
                && stateBefore.equals("PreparingRebalance")) {
            // Kafka cannot upgrade a group that has not chosen a protocol yet, and says so by an exception.
            throw new CannotGoOn();
        }
        String who = "heartbeat of " + request.memberId() + " at " + request.memberEpoch();
        same(who, mine.error(), ErrorCode.of(kafkas.errorCode()));
        if (mine.error() == ErrorCode.NONE) {
            same(who + ", epoch", mine.memberEpoch(), kafkas.memberEpoch());
            same(who + ", assignment", mine.assignment(), assignment(kafkas));
        }
        return mine;
    }

    private static List<ConsumerGroupHeartbeatRequestData.TopicPartitions> byTopic(Set<TopicIdPartition> owned) {
        Map<Uuid, ConsumerGroupHeartbeatRequestData.TopicPartitions> byTopic = new LinkedHashMap<>();
        for (TopicIdPartition partition : new TreeSet<>(owned)) {
            Uuid topic = KafkaCoordinator.uuid(partition.topicId());
            byTopic.computeIfAbsent(topic, id -> new ConsumerGroupHeartbeatRequestData.TopicPartitions()
                            .setTopicId(id)
                            .setPartitions(new ArrayList<>()))
                    .partitions()
                    .add(partition.partition());
        }
        return new ArrayList<>(byTopic.values());
    }

    private static @Nullable SortedSet<TopicIdPartition> assignment(ConsumerGroupHeartbeatResponseData data) {
        if (data.assignment() == null) {
            return null;
        }
        SortedSet<TopicIdPartition> partitions = new TreeSet<>();
        data.assignment().topicPartitions().forEach(topic -> topic.partitions()
                .forEach(partition ->
                        partitions.add(new TopicIdPartition(OurUniformAssignor.ours(topic.topicId()), partition))));
        return partitions;
    }

    // Offsets

    /** A member that may commit now, and one of its partitions has been given to another. */
    private boolean isOfAnother(CommitOffsets request) {
        ModernGroup group = ours.state().modern();
        GroupMember member = group == null ? null : group.member(request.memberId());
        return member != null
                && member.assignment().memberEpoch() == request.generation()
                && request.positions().keySet().stream().anyMatch(partition -> {
                    TopicIdPartition identified = topics.identified(partition);
                    return identified != null && CommitRules.isOfAnother(group, member.memberId(), identified);
                });
    }

    void commit(CommitOffsets request) {
        if (isOfAnother(request)) {
            // The one answer that differs (decision 0052): Kafka's would move the offset of the member that owns it.
            take(ours.commit(request, context("c", ""), topics));
            GroupResponse refused = Objects.requireNonNull(answers.get(requests));
            assertThat(((GroupResponse.OffsetsCommitted) refused).error())
                    .isIn(ErrorCode.STALE_MEMBER_EPOCH, ErrorCode.ILLEGAL_GENERATION);
            return;
        }
        OffsetCommitRequestData data = new OffsetCommitRequestData()
                .setGroupId(GROUP)
                .setMemberId(request.memberId())
                .setGroupInstanceId(request.instanceId())
                .setGenerationIdOrMemberEpoch(request.generation());
        request.positions().forEach((partition, position) -> data.topics()
                .add(new OffsetCommitRequestData.OffsetCommitRequestTopic()
                        .setName(partition.topic())
                        .setTopicId(KafkaCoordinator.uuid(Objects.requireNonNull(topics.named(partition.topic()))
                                .id()))
                        .setPartitions(List.of(new OffsetCommitRequestData.OffsetCommitRequestPartition()
                                .setPartitionIndex(partition.partition())
                                .setCommittedOffset(position.offset())
                                .setCommittedMetadata(position.metadata())))));
        ErrorCode kafkas = orError(
                () -> ErrorCode.of(theirs.ask(shard -> shard.commitOffset(KafkaCoordinator.context("c", 10), data))
                        .topics()
                        .get(0)
                        .partitions()
                        .get(0)
                        .errorCode()),
                error -> error);
        take(ours.commit(request, context("c", ""), topics));
        GroupResponse.OffsetsCommitted committed =
                (GroupResponse.OffsetsCommitted) Objects.requireNonNull(answers.get(requests));
        ErrorCode mine = committed.error() != ErrorCode.NONE
                ? committed.error()
                : committed.partitions().values().iterator().next();
        same("commit by " + request.memberId() + " at " + request.generation(), mine, kafkas);
    }

    // States

    private DescribeGroupsResponseData.DescribedGroup describedByKafka() {
        return theirs.shard()
                .describeGroups(KafkaCoordinator.context("c", 6), List.of(GROUP), Long.MAX_VALUE)
                .get(0);
    }

    /** Compares what both are, and every answer that one of them has given. */
    void compare() {
        futures.forEach(this::compareAnswers);
        futures.entrySet().removeIf(entry -> entry.getValue().isDone() && answers.containsKey(entry.getKey()));
        GroupDescription mine = ours.describe(topics);
        if (mine.type() == GroupDescription.Type.CONSUMER) {
            compareConsumer(mine);
        } else {
            // Kafka leaves them, and they put members out if the group becomes a consumer group again.
            theirs.forgetTimers(
                    "session-timeout-" + GROUP,
                    "rebalance-timeout-" + GROUP,
                    "join-" + GROUP + "-",
                    "sync-" + GROUP + "-");
            compareClassic(mine);
        }
        compareOffsets();
    }

    private void compareAnswers(long request, CompletableFuture<?> future) {
        GroupResponse mine = answers.get(request);
        if (forgotten.contains(request)) {
            return;
        }
        boolean isBeginning = nowMs - lastBeginningMs <= 2L * GroupSettings.DEFAULT.initialRebalanceDelayMs();
        if (mine instanceof Joined && !future.isDone() && isBeginning) {
            // Kafka still remembers a member that came during an earlier beginning, and waits once more.
            throw new CannotGoOn();
        }
        if (mine == null || !future.isDone()) {
            same("answer to request " + request, mine, future.isDone() ? future.join() : null);
            return;
        }
        if (mine instanceof Joined joined) {
            JoinGroupResponseData kafkas = (JoinGroupResponseData) future.join();
            if (joined.error() == ErrorCode.UNKNOWN_MEMBER_ID
                    && kafkas.errorCode() == 0
                    && ours.state().modern() != null) {
                // Decision 0032.
                throw new CannotGoOn();
            }
            same("join, error", joined.error(), ErrorCode.of(kafkas.errorCode()));
            if (joined.error() == ErrorCode.NONE) {
                // Of members that could lead, Kafka takes the first of a hash table, and we the eldest.
                if (!joined.leader().equals(kafkas.leader())) {
                    throw new CannotGoOn();
                }
                same("join, generation", joined.generation(), kafkas.generationId());
                same("join, protocol", joined.protocol(), kafkas.protocolName());
                same("join, protocol type", joined.protocolType(), kafkas.protocolType());
                same("join, skip", joined.skipAssignment(), kafkas.skipAssignment());
                same("join, members", ids(joined), ids(kafkas));
            }
        }
        if (mine instanceof Synced synced) {
            SyncGroupResponseData kafkas = (SyncGroupResponseData) future.join();
            same("sync, error", synced.error(), ErrorCode.of(kafkas.errorCode()));
            same(
                    "sync, assignment",
                    EmbeddedProtocolCodec.assignment(synced.assignment()).partitions(),
                    EmbeddedProtocolCodec.assignment(Blob.of(kafkas.assignment()))
                            .partitions());
        }
    }

    private static Set<String> ids(Joined joined) {
        Set<String> ids = new TreeSet<>();
        joined.members().forEach(member -> ids.add(member.memberId()));
        return ids;
    }

    private static Set<String> ids(JoinGroupResponseData joined) {
        Set<String> ids = new TreeSet<>();
        joined.members().forEach(member -> ids.add(member.memberId()));
        return ids;
    }

    /** A difference that is known, and after which nothing can be compared. */
    static final class CannotGoOn extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    private void compareClassic(GroupDescription mine) {
        DescribeGroupsResponseData.DescribedGroup kafkas = describedByKafka();
        if (ours.isGone() && kafkas.groupState().equals("Dead")) {
            return;
        }
        if (hasReplaced && mine.state().equals("Stable") && kafkas.groupState().equals("PreparingRebalance")) {
            throw new CannotGoOn();
        }
        same("state", mine.state(), kafkas.groupState());
        Set<String> members = new TreeSet<>();
        mine.members().forEach(member -> members.add(member.memberId()));
        Set<String> theirMembers = new TreeSet<>();
        kafkas.members().forEach(member -> theirMembers.add(member.memberId()));
        same("members", members, theirMembers);
    }

    private void compareConsumer(GroupDescription mine) {
        ConsumerGroupDescribeResponseData.DescribedGroup kafkas = theirs.shard()
                .consumerGroupDescribe(List.of(GROUP), Long.MAX_VALUE)
                .get(0);
        if (mine.members().isEmpty() && ErrorCode.of(kafkas.errorCode()) == ErrorCode.GROUP_ID_NOT_FOUND) {
            // A classic join that Kafka refuses has removed the empty group from its memory, and not from its log.
            throw new CannotGoOn();
        }
        same("group", ErrorCode.NONE, ErrorCode.of(kafkas.errorCode()));
        same("state", mine.state(), kafkas.groupState());
        same("group epoch", mine.epoch(), kafkas.groupEpoch());
        same("target epoch", mine.targetEpoch(), kafkas.assignmentEpoch());
        same("number of members", mine.members().size(), kafkas.members().size());
        for (ConsumerGroupDescribeResponseData.Member member : kafkas.members()) {
            GroupDescription.Member own = mine.members().stream()
                    .filter(candidate -> candidate.memberId().equals(member.memberId()))
                    .findFirst()
                    .orElseThrow(() -> new AssertionError("Kafka's member " + member.memberId() + " is not ours"));
            String who = "member " + member.memberId();
            same(who + ", epoch", own.epoch(), member.memberEpoch());
            same(who + ", assigned", own.assigned(), partitions(member.assignment()));
            same(who + ", target", own.target(), partitions(member.targetAssignment()));
            same(who + ", instance", own.instanceId(), member.instanceId());
            same(who + ", classic", own.usesClassicProtocol(), member.memberType() == 0);
        }
    }

    private static SortedSet<TopicPartition> partitions(ConsumerGroupDescribeResponseData.Assignment assignment) {
        SortedSet<TopicPartition> partitions = new TreeSet<>();
        assignment.topicPartitions().forEach(topic -> topic.partitions()
                .forEach(partition -> partitions.add(new TopicPartition(topic.topicName(), partition))));
        return partitions;
    }

    private void compareOffsets() {
        OffsetFetchRequestData.OffsetFetchRequestGroup all = new OffsetFetchRequestData.OffsetFetchRequestGroup()
                .setGroupId(GROUP)
                .setTopics(null)
                .setMemberEpoch(-1);
        Map<TopicPartition, Long> kafkas = new HashMap<>();
        theirs.shard().fetchOffsets(all, Long.MAX_VALUE).topics().forEach(topic -> topic.partitions()
                .forEach(partition -> kafkas.put(
                        new TopicPartition(topic.name(), partition.partitionIndex()), partition.committedOffset())));
        Map<TopicPartition, Long> mine = new HashMap<>();
        ours.fetch(new io.sampo.groups.GroupRequest.FetchOffsets(null, -1, null), topics)
                .offsets()
                .forEach((partition, offset) -> mine.put(partition, offset.offset()));
        same("offsets", mine, kafkas);
    }

    /** A group made from what ours has written is ours at rest. */
    void compareWithReplay() {
        ConsumerGroup again =
                new ConsumerGroup(GROUP, GroupSettings.DEFAULT, new TargetAssignor(List.of(new UniformAssignor())));
        log.forEach(again::replay);
        same("state after replay", again.state(), ours.state());
    }
}
