package io.sampo.coordinator.session;

import io.sampo.groups.Coordinators;
import io.sampo.groups.Coordinators.Caller;
import io.sampo.groups.Coordinators.Located;
import io.sampo.groups.GroupDescription;
import io.sampo.groups.GroupRequest;
import io.sampo.groups.GroupRequest.CommitOffsets;
import io.sampo.groups.GroupRequest.MemberHeartbeat;
import io.sampo.groups.GroupResponse;
import io.sampo.messages.GroupCall;
import io.sampo.messages.GroupReply;
import io.sampo.messages.GroupReply.PartitionOutcome;
import io.sampo.model.ErrorCode;
import io.sampo.model.TopicPartition;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;

/** Answers the calls of actor clients. Safe from any thread; the answer comes as {@link Coordinators} says. */
public final class SessionCalls {
    private final Coordinators coordinators;

    public SessionCalls(Coordinators coordinators) {
        this.coordinators = coordinators;
    }

    public void answer(String groupId, GroupCall call, Caller caller, Consumer<GroupReply> answer) {
        if (call instanceof GroupCall.FindCoordinator) {
            Located located = coordinators.coordinatorOf(groupId);
            answer.accept(new GroupReply.CoordinatorFound(located.error(), located.brokerId()));
        } else if (call instanceof GroupCall.ListGroups) {
            coordinators.list(listed -> answer.accept(new GroupReply.Listed(
                    listed.error(),
                    listed.groups().stream()
                            .map(group -> new GroupReply.Listing(
                                    group.groupId(),
                                    group.type() == GroupDescription.Type.CONSUMER,
                                    group.state(),
                                    group.protocolType()))
                            .toList())));
        } else {
            coordinators.ask(groupId, request(call), caller, response -> answer.accept(reply(response)));
        }
    }

    private static GroupRequest request(GroupCall call) {
        if (call instanceof GroupCall.Beat beat) {
            return request(beat);
        } else if (call instanceof GroupCall.Commit commit) {
            TreeMap<TopicPartition, CommitOffsets.Position> positions = new TreeMap<>();
            commit.positions()
                    .forEach(position -> positions.put(
                            new TopicPartition(
                                    position.topic(), position.partition().partition()),
                            new CommitOffsets.Position(
                                    position.offset(),
                                    position.leaderEpoch(),
                                    position.metadata(),
                                    position.partition().topicId())));
            return new CommitOffsets(commit.memberId(), commit.instanceId(), commit.memberEpoch(), true, -1, positions);
        } else if (call instanceof GroupCall.FetchOffsets fetch) {
            return new GroupRequest.FetchOffsets(
                    fetch.memberId().isEmpty() ? null : fetch.memberId(),
                    fetch.memberEpoch(),
                    fetch.all() ? null : fetch.partitions());
        } else if (call instanceof GroupCall.DeleteOffsets delete) {
            return new GroupRequest.DeleteOffsets(delete.partitions());
        } else if (call instanceof GroupCall.Delete) {
            return new GroupRequest.DeleteGroup();
        }
        return new GroupRequest.DescribeGroup();
    }

    private static MemberHeartbeat request(GroupCall.Beat beat) {
        return new MemberHeartbeat(
                beat.memberId(),
                beat.memberEpoch(),
                beat.instanceId(),
                null,
                beat.subscribes() ? beat.rebalanceTimeoutMs() : -1,
                beat.subscribes() ? new TreeSet<>(beat.topics()) : null,
                // An empty one is told too: it takes the place of one that was there.
                beat.subscribes() ? beat.regex() : null,
                beat.subscribes() && !beat.assignor().isEmpty() ? beat.assignor() : null,
                beat.tellsOwned() ? Set.copyOf(beat.owned()) : null);
    }

    private static GroupReply reply(GroupResponse response) {
        if (response instanceof GroupResponse.MemberAlive alive) {
            return new GroupReply.Beaten(
                    alive.error(),
                    alive.message(),
                    alive.memberEpoch(),
                    alive.heartbeatIntervalMs(),
                    alive.assignment() != null,
                    alive.assignment() == null ? List.of() : List.copyOf(alive.assignment()));
        } else if (response instanceof GroupResponse.OffsetsCommitted committed) {
            return new GroupReply.OffsetsCommitted(
                    committed.error(), committed.message(), outcomes(committed.partitions()));
        } else if (response instanceof GroupResponse.OffsetsFetched fetched) {
            return reply(fetched);
        } else if (response instanceof GroupResponse.OffsetsDeleted deleted) {
            return new GroupReply.OffsetsDeleted(deleted.error(), outcomes(deleted.partitions()));
        } else if (response instanceof GroupResponse.Deleted deleted) {
            return new GroupReply.Deleted(deleted.error());
        } else if (response instanceof GroupResponse.Described described) {
            return reply(described);
        }
        // Nothing here asks for what is answered otherwise.
        throw new IllegalArgumentException(
                "a " + response.getClass().getSimpleName() + " is no answer to an actor client");
    }

    private static List<PartitionOutcome> outcomes(SortedMap<TopicPartition, ErrorCode> partitions) {
        return partitions.entrySet().stream()
                .map(entry -> new PartitionOutcome(entry.getKey(), entry.getValue()))
                .toList();
    }

    private static GroupReply reply(GroupResponse.OffsetsFetched fetched) {
        return new GroupReply.OffsetsFetched(
                fetched.error(),
                fetched.message(),
                fetched.offsets().entrySet().stream()
                        .sorted(Map.Entry.comparingByKey())
                        .map(entry -> new GroupReply.CommittedPosition(
                                entry.getKey(),
                                entry.getValue().offset(),
                                entry.getValue().leaderEpoch(),
                                entry.getValue().metadata(),
                                entry.getValue().committedAtMs()))
                        .toList());
    }

    private static GroupReply reply(GroupResponse.Described described) {
        GroupDescription group = described.group();
        if (group == null) {
            return new GroupReply.Described(described.error(), false, "", "", "", -1, -1, List.of());
        }
        return new GroupReply.Described(
                described.error(),
                group.type() == GroupDescription.Type.CONSUMER,
                group.state(),
                group.protocolType(),
                group.assignor(),
                group.epoch(),
                group.targetEpoch(),
                group.members().stream().map(SessionCalls::member).toList());
    }

    private static GroupReply.Member member(GroupDescription.Member member) {
        return new GroupReply.Member(
                member.memberId(),
                member.instanceId(),
                member.clientId(),
                member.clientHost(),
                member.epoch(),
                member.usesClassicProtocol(),
                List.copyOf(member.topics()),
                member.regex() == null ? "" : member.regex(),
                List.copyOf(member.assigned()),
                List.copyOf(member.target()));
    }
}
