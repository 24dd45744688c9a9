package io.sampo.gateway.fake;

import io.sampo.messages.ClusterView.BrokerView;
import io.sampo.messages.ClusterView.ReassignmentView;
import io.sampo.messages.ClusterView.TopicView;
import io.sampo.messages.face.ClusterImage;
import io.sampo.model.PartitionState;
import io.sampo.model.TopicId;
import io.sampo.model.TopicIdPartition;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An image of these brokers and topics. */
public record FakeImage(long offset, List<BrokerView> brokers, List<TopicView> topics) implements ClusterImage {
    @Override
    public String clusterId() {
        return "fake";
    }

    @Override
    public int controllerId() {
        return 1;
    }

    @Override
    public @Nullable BrokerView broker(int brokerId) {
        return brokers.stream()
                .filter(broker -> broker.brokerId() == brokerId)
                .findFirst()
                .orElse(null);
    }

    @Override
    public boolean isAlive(int brokerId) {
        BrokerView broker = broker(brokerId);
        return broker != null && !broker.fenced();
    }

    @Override
    public @Nullable TopicView topic(String name) {
        return topics.stream()
                .filter(topic -> topic.topic().equals(name))
                .findFirst()
                .orElse(null);
    }

    @Override
    public @Nullable TopicView topic(TopicId id) {
        return topics.stream()
                .filter(topic -> topic.topicId().equals(id))
                .findFirst()
                .orElse(null);
    }

    @Override
    public @Nullable TopicId topicId(String name) {
        TopicView topic = topic(name);
        return topic == null ? null : topic.topicId();
    }

    @Override
    public @Nullable String topicName(TopicId id) {
        TopicView topic = topic(id);
        return topic == null ? null : topic.topic();
    }

    @Override
    public @Nullable PartitionState partition(TopicIdPartition partition) {
        TopicView topic = topic(partition.topicId());
        return topic == null || partition.partition() >= topic.partitions().size()
                ? null
                : topic.partitions().get(partition.partition());
    }

    @Override
    public List<ReassignmentView> reassignments() {
        return List.of();
    }
}
