package io.sampo.groupapis;

import io.sampo.apis.ApiHandler;
import io.sampo.apis.Call;
import io.sampo.groups.GroupRequest.FetchOffsets;
import io.sampo.groups.GroupResponse.OffsetsFetched;
import io.sampo.groups.offsets.CommittedOffset;
import io.sampo.model.ErrorCode;
import io.sampo.model.Offsets;
import io.sampo.model.TopicId;
import io.sampo.model.TopicPartition;
import io.sampo.protocol.message.ApiKey;
import io.sampo.protocol.message.ApiRequest;
import io.sampo.protocol.message.OffsetFetchRequest;
import io.sampo.protocol.message.OffsetFetchRequest.OffsetFetchRequestGroup;
import io.sampo.protocol.message.OffsetFetchRequest.OffsetFetchRequestTopics;
import io.sampo.protocol.message.OffsetFetchResponse;
import io.sampo.protocol.message.OffsetFetchResponse.OffsetFetchResponseGroup;
import io.sampo.protocol.message.OffsetFetchResponse.OffsetFetchResponsePartitions;
import io.sampo.protocol.message.OffsetFetchResponse.OffsetFetchResponseTopics;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * How far groups have read. All versions are answered in the form of the newest, one group after the other; {@link OffsetFetchForms}
 * puts that into the form of an older one. Without transactions every committed offset is stable.
 */
public final class OffsetFetchHandler implements ApiHandler {
    private static final int SEVERAL_SINCE = 8;
    private static final int EPOCHS_SINCE = 9;
    private static final int TOPIC_IDS_SINCE = 10;

    @Override
    public ApiKey key() {
        return ApiKey.OFFSET_FETCH;
    }

    @Override
    public void handle(Call call, ApiRequest request) {
        // What was committed before, by the same connection, is there.
        call.offsetsOrder().read(() -> ask(call, (OffsetFetchRequest) request));
    }

    private static void ask(Call call, OffsetFetchRequest fetch) {
        List<OffsetFetchRequestGroup> asked =
                call.version() >= SEVERAL_SINCE ? fetch.groups() : List.of(OffsetFetchForms.asOneOfSeveral(fetch));
        List<OffsetFetchResponseGroup> groups = new ArrayList<>();
        GroupRound round = new GroupRound(
                call,
                () -> call.answer(
                        call.version() >= SEVERAL_SINCE
                                ? new OffsetFetchResponse().groups(groups)
                                : OffsetFetchForms.alone(call.version(), asked.get(0), groups.get(0))));
        for (OffsetFetchRequestGroup group : asked) {
            OffsetFetchResponseGroup answer = new OffsetFetchResponseGroup().groupId(group.groupId());
            groups.add(answer);
            List<OffsetFetchRequestTopics> topics = group.topics();
            boolean knowsEpochs = call.version() >= EPOCHS_SINCE;
            FetchOffsets question = new FetchOffsets(
                    knowsEpochs ? group.memberId() : null,
                    knowsEpochs ? group.memberEpoch() : -1,
                    topics == null ? null : partitions(call, topics));
            round.ask(group.groupId(), question, OffsetsFetched.class, fetched -> {
                answer.errorCode(fetched.error().code());
                if (fetched.error() == ErrorCode.NONE) {
                    answer.topics(
                            topics == null ? all(call, fetched.offsets()) : these(call, topics, fetched.offsets()));
                }
            });
        }
        round.end();
    }

    private static @Nullable String name(Call call, OffsetFetchRequestTopics topic) {
        return call.version() >= TOPIC_IDS_SINCE
                ? call.backend().image().topicName(new TopicId(topic.topicId()))
                : topic.name();
    }

    private static List<TopicPartition> partitions(Call call, List<OffsetFetchRequestTopics> topics) {
        List<TopicPartition> partitions = new ArrayList<>();
        for (OffsetFetchRequestTopics topic : topics) {
            String name = name(call, topic);
            if (name != null) {
                for (int number : topic.partitionIndexes()) {
                    partitions.add(new TopicPartition(name, number));
                }
            }
        }
        return partitions;
    }

    private static List<OffsetFetchResponseTopics> these(
            Call call, List<OffsetFetchRequestTopics> topics, Map<TopicPartition, CommittedOffset> offsets) {
        List<OffsetFetchResponseTopics> answers = new ArrayList<>();
        for (OffsetFetchRequestTopics topic : topics) {
            String name = name(call, topic);
            List<OffsetFetchResponsePartitions> parts = new ArrayList<>();
            for (int number : topic.partitionIndexes()) {
                OffsetFetchResponsePartitions part =
                        part(number, name == null ? null : offsets.get(new TopicPartition(name, number)));
                parts.add(part.errorCode((name == null ? ErrorCode.UNKNOWN_TOPIC_ID : ErrorCode.NONE).code()));
            }
            answers.add(new OffsetFetchResponseTopics()
                    .name(topic.name())
                    .topicId(topic.topicId())
                    .partitions(parts));
        }
        return answers;
    }

    private static List<OffsetFetchResponseTopics> all(Call call, Map<TopicPartition, CommittedOffset> offsets) {
        Map<String, List<OffsetFetchResponsePartitions>> byTopic = new TreeMap<>();
        offsets.forEach((partition, offset) -> byTopic.computeIfAbsent(partition.topic(), name -> new ArrayList<>())
                .add(part(partition.partition(), offset)));
        List<OffsetFetchResponseTopics> answers = new ArrayList<>();
        byTopic.forEach((name, parts) -> {
            OffsetFetchResponseTopics answer = new OffsetFetchResponseTopics().partitions(parts);
            TopicId id = call.backend().image().topicId(name);
            if (call.version() < TOPIC_IDS_SINCE) {
                answers.add(answer.name(name));
            } else if (id != null) {
                // A topic that is gone cannot be named any more.
                answers.add(answer.topicId(id.uuid()));
            }
        });
        return answers;
    }

    private static OffsetFetchResponsePartitions part(int number, @Nullable CommittedOffset offset) {
        OffsetFetchResponsePartitions part =
                new OffsetFetchResponsePartitions().partitionIndex(number).metadata("");
        return offset == null
                ? part.committedOffset(Offsets.UNKNOWN).committedLeaderEpoch(Offsets.NO_EPOCH)
                : part.committedOffset(offset.offset())
                        .committedLeaderEpoch(offset.leaderEpoch())
                        .metadata(offset.metadata());
    }
}
