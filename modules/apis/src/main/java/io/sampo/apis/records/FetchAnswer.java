package io.sampo.apis.records;

import io.sampo.apis.Addresses;
import io.sampo.apis.Call;
import io.sampo.apis.fetch.FetchSessions;
import io.sampo.apis.fetch.FetchTarget;
import io.sampo.model.ErrorCode;
import io.sampo.model.KafkaListener;
import io.sampo.model.Offsets;
import io.sampo.protocol.message.FetchResponse;
import io.sampo.protocol.message.FetchResponse.AbortedTransaction;
import io.sampo.protocol.message.FetchResponse.FetchableTopicResponse;
import io.sampo.protocol.message.FetchResponse.LeaderIdAndEpoch;
import io.sampo.protocol.message.FetchResponse.NodeEndpoint;
import io.sampo.protocol.message.FetchResponse.PartitionData;
import io.sampo.records.LogSlice;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What a client gets for a fetch: in a session only what is news, with or without batches. */
final class FetchAnswer {
    private static final int SESSIONS_SINCE = 7;
    private static final int LEADERS_SINCE = 12;
    private static final int ENDPOINTS_SINCE = 16;
    private static final LogSlice NOTHING = LogSlice.of(ByteBuffer.allocate(0));

    private final Call call;
    private final FetchSessions.Plan plan;
    private final FetchPart[] parts;
    private final int maxBytes;
    private final Map<TopicKey, List<PartitionData>> topics = new LinkedHashMap<>();
    private final Map<Integer, NodeEndpoint> endpoints = new TreeMap<>();
    private final List<FetchTarget> served = new ArrayList<>();
    private long bytes;

    private record TopicKey(String topic, UUID topicId) {}

    FetchAnswer(Call call, FetchSessions.Plan plan, FetchPart[] parts, int maxBytes) {
        this.call = call;
        this.plan = plan;
        this.parts = parts;
        this.maxBytes = maxBytes;
    }

    FetchResponse response() {
        for (FetchPart part : parts) {
            add(part);
        }
        call.fetchSessions().served(plan.sessionId(), served);
        List<FetchableTopicResponse> responses = new ArrayList<>(topics.size());
        topics.forEach((key, partitions) -> responses.add(new FetchableTopicResponse()
                .topic(key.topic())
                .topicId(key.topicId())
                .partitions(partitions)));
        FetchResponse response = new FetchResponse().responses(responses);
        if (call.version() >= SESSIONS_SINCE) {
            response.sessionId(plan.sessionId());
        }
        return response.nodeEndpoints(List.copyOf(endpoints.values()));
    }

    private void add(FetchPart part) {
        FetchTarget target = part.target();
        LogSlice batches = fitting(part);
        boolean isNews;
        if (part.error() == ErrorCode.NONE) {
            isNews = target.tell(part.highWatermark(), part.stableOffset(), part.logStart());
        } else {
            target.toldError();
            isNews = true;
        }
        if (batches.sizeInBytes() > 0) {
            served.add(target);
        } else if (plan.incremental() && !isNews) {
            return;
        }
        PartitionData data = new PartitionData()
                .partitionIndex(target.key().partition())
                .errorCode(part.error().code())
                .highWatermark(part.highWatermark())
                .lastStableOffset(part.stableOffset())
                .logStartOffset(part.logStart())
                .abortedTransactions(aborted(part))
                .records(batches);
        hint(part, data);
        topics.computeIfAbsent(new TopicKey(target.key().topic(), target.key().topicId()), topic -> new ArrayList<>())
                .add(data);
    }

    /** Null, not empty, for who did not ask: as Kafka does, because clients took a list for theirs. */
    private @Nullable List<AbortedTransaction> aborted(FetchPart part) {
        if (part.aborted().isEmpty()) {
            return null;
        }
        return part.aborted().stream()
                .map(one ->
                        new AbortedTransaction().producerId(one.producerId()).firstOffset(one.firstOffset()))
                .toList();
    }

    /** The first batches are given whatever their size, so that nobody is stuck before a large one. */
    private LogSlice fitting(FetchPart part) {
        LogSlice batches = part.take();
        if (batches == null) {
            return NOTHING;
        }
        if (batches.sizeInBytes() == 0 || (bytes > 0 && bytes + batches.sizeInBytes() > maxBytes)) {
            batches.close();
            return NOTHING;
        }
        bytes += batches.sizeInBytes();
        return batches;
    }

    /** Who leads instead, and where (KIP-951). */
    private void hint(FetchPart part, PartitionData data) {
        boolean isElsewhere =
                part.error() == ErrorCode.NOT_LEADER_OR_FOLLOWER || part.error() == ErrorCode.FENCED_LEADER_EPOCH;
        if (!isElsewhere || call.version() < LEADERS_SINCE || part.leader() == Offsets.NO_BROKER) {
            return;
        }
        KafkaListener address = Addresses.of(call, part.leader());
        if (address == null) {
            return;
        }
        data.currentLeader(new LeaderIdAndEpoch().leaderId(part.leader()).leaderEpoch(part.leaderEpoch()));
        if (call.version() >= ENDPOINTS_SINCE) {
            endpoints.put(
                    part.leader(),
                    new NodeEndpoint()
                            .nodeId(part.leader())
                            .host(address.host())
                            .port(address.port()));
        }
    }
}
