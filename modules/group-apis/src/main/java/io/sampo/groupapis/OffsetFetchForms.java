package io.sampo.groupapis;

import io.sampo.model.ErrorCode;
import io.sampo.model.Offsets;
import io.sampo.protocol.message.OffsetFetchRequest;
import io.sampo.protocol.message.OffsetFetchRequest.OffsetFetchRequestGroup;
import io.sampo.protocol.message.OffsetFetchRequest.OffsetFetchRequestTopic;
import io.sampo.protocol.message.OffsetFetchRequest.OffsetFetchRequestTopics;
import io.sampo.protocol.message.OffsetFetchResponse;
import io.sampo.protocol.message.OffsetFetchResponse.OffsetFetchResponseGroup;
import io.sampo.protocol.message.OffsetFetchResponse.OffsetFetchResponsePartition;
import io.sampo.protocol.message.OffsetFetchResponse.OffsetFetchResponseTopic;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** OffsetFetch up to version 7 asks for one group; 1 has no error of a whole group. */
final class OffsetFetchForms {
    private static final int GROUP_ERROR_SINCE = 2;

    private OffsetFetchForms() {}

    static OffsetFetchRequestGroup asOneOfSeveral(OffsetFetchRequest fetch) {
        List<OffsetFetchRequestTopic> topics = fetch.topics();
        List<OffsetFetchRequestTopics> asked = topics == null
                ? null
                : topics.stream()
                        .map(topic -> new OffsetFetchRequestTopics()
                                .name(topic.name())
                                .partitionIndexes(topic.partitionIndexes()))
                        .toList();
        return new OffsetFetchRequestGroup().groupId(fetch.groupId()).topics(asked);
    }

    static OffsetFetchResponse alone(int version, OffsetFetchRequestGroup asked, OffsetFetchResponseGroup group) {
        boolean isRefused = group.errorCode() != ErrorCode.NONE.code();
        if (isRefused && version < GROUP_ERROR_SINCE) {
            return new OffsetFetchResponse().topics(refused(asked.topics(), group.errorCode()));
        }
        return new OffsetFetchResponse()
                .errorCode(group.errorCode())
                .topics(group.topics().stream()
                        .map(topic -> new OffsetFetchResponseTopic()
                                .name(topic.name())
                                .partitions(topic.partitions().stream()
                                        .map(part -> new OffsetFetchResponsePartition()
                                                .partitionIndex(part.partitionIndex())
                                                .committedOffset(part.committedOffset())
                                                .committedLeaderEpoch(part.committedLeaderEpoch())
                                                .metadata(part.metadata())
                                                .errorCode(part.errorCode()))
                                        .toList()))
                        .toList());
    }

    private static List<OffsetFetchResponseTopic> refused(
            @Nullable List<OffsetFetchRequestTopics> topics, short error) {
        return topics == null
                ? List.of()
                : topics.stream()
                        .map(topic -> new OffsetFetchResponseTopic()
                                .name(topic.name())
                                .partitions(java.util.Arrays.stream(topic.partitionIndexes())
                                        .mapToObj(number -> new OffsetFetchResponsePartition()
                                                .partitionIndex(number)
                                                .committedOffset(Offsets.UNKNOWN)
                                                .metadata("")
                                                .errorCode(error))
                                        .toList()))
                        .toList();
    }
}
