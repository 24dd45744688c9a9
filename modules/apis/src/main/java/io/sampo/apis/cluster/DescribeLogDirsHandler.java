package io.sampo.apis.cluster;

import io.sampo.apis.ApiHandler;
import io.sampo.apis.Call;
import io.sampo.messages.face.LogDirectoryView;
import io.sampo.model.ErrorCode;
import io.sampo.protocol.message.ApiKey;
import io.sampo.protocol.message.ApiRequest;
import io.sampo.protocol.message.DescribeLogDirsRequest;
import io.sampo.protocol.message.DescribeLogDirsRequest.DescribableLogDirTopic;
import io.sampo.protocol.message.DescribeLogDirsResponse;
import io.sampo.protocol.message.DescribeLogDirsResponse.DescribeLogDirsPartition;
import io.sampo.protocol.message.DescribeLogDirsResponse.DescribeLogDirsResult;
import io.sampo.protocol.message.DescribeLogDirsResponse.DescribeLogDirsTopic;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What lies in the log directories of this broker, and how full their disks are. */
public final class DescribeLogDirsHandler implements ApiHandler {
    @Override
    public ApiKey key() {
        return ApiKey.DESCRIBE_LOG_DIRS;
    }

    @Override
    public void handle(Call call, ApiRequest request) {
        List<DescribableLogDirTopic> asked = ((DescribeLogDirsRequest) request).topics();
        call.backend()
                .describeLogDirectories(directories -> call.answer(new DescribeLogDirsResponse()
                        .results(directories.stream()
                                .map(directory -> result(directory, asked))
                                .toList())));
    }

    private static DescribeLogDirsResult result(
            LogDirectoryView directory, @Nullable List<DescribableLogDirTopic> asked) {
        Map<String, List<DescribeLogDirsPartition>> byTopic = new TreeMap<>();
        directory.replicas().forEach((partition, replica) -> {
            if (isAsked(asked, partition.topic(), partition.partition())) {
                byTopic.computeIfAbsent(partition.topic(), topic -> new ArrayList<>())
                        .add(new DescribeLogDirsPartition()
                                .partitionIndex(partition.partition())
                                .partitionSize(replica.sizeInBytes())
                                .offsetLag(replica.offsetLag())
                                .isFutureKey(replica.future()));
            }
        });
        List<DescribeLogDirsTopic> topics = new ArrayList<>();
        byTopic.forEach((topic, partitions) ->
                topics.add(new DescribeLogDirsTopic().name(topic).partitions(partitions)));
        return new DescribeLogDirsResult()
                .errorCode((directory.failed() ? ErrorCode.KAFKA_STORAGE_ERROR : ErrorCode.NONE).code())
                .logDir(directory.path())
                .topics(topics)
                .totalBytes(directory.totalBytes())
                .usableBytes(directory.usableBytes());
    }

    private static boolean isAsked(@Nullable List<DescribableLogDirTopic> asked, String topic, int partition) {
        return asked == null
                || asked.stream()
                        .anyMatch(one -> one.topic().equals(topic)
                                && Arrays.stream(one.partitions()).anyMatch(number -> number == partition));
    }
}
