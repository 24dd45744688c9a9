package io.sampo.broker.session;

import io.sampo.controller.ClusterMetadata;
import io.sampo.controller.RegisteredBroker;
import io.sampo.controller.TopicMetadata;
import io.sampo.controller.actor.MetadataView;
import io.sampo.coordinator.GroupImage;
import io.sampo.groups.GroupTopics;
import io.sampo.groups.OffsetsTopic;
import io.sampo.messages.ClusterView.BrokerView;
import io.sampo.messages.ClusterView.ReassignmentView;
import io.sampo.messages.ClusterView.TopicView;
import io.sampo.messages.face.ClusterImage;
import io.sampo.model.InternalTopics;
import io.sampo.model.PartitionState;
import io.sampo.model.TopicConfig;
import io.sampo.model.TopicId;
import io.sampo.model.TopicIdPartition;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The metadata as this broker serves it: immutable, as of one offset.
 *
 * @param brokerId this broker
 * @param brokerEpoch its current registration
 */
public record MetadataImage(int brokerId, long brokerEpoch, ClusterMetadata metadata)
        implements ClusterImage, GroupImage {
    @Override
    public long offset() {
        return metadata.offset();
    }

    @Override
    public String clusterId() {
        return metadata.clusterId();
    }

    @Override
    public int controllerId() {
        return metadata.controllerId();
    }

    @Override
    public List<BrokerView> brokers() {
        return metadata.brokers().stream().map(MetadataView::broker).toList();
    }

    @Override
    public @Nullable BrokerView broker(int brokerId) {
        RegisteredBroker broker = metadata.broker(brokerId);
        return broker == null ? null : MetadataView.broker(broker);
    }

    @Override
    public boolean isAlive(int brokerId) {
        return !metadata.isFenced(brokerId);
    }

    @Override
    public List<TopicView> topics() {
        return metadata.topics().stream().map(MetadataView::topic).toList();
    }

    @Override
    public @Nullable TopicView topic(String name) {
        TopicMetadata topic = metadata.topic(name);
        return topic == null ? null : MetadataView.topic(topic);
    }

    @Override
    public @Nullable TopicView topic(TopicId id) {
        TopicMetadata topic = metadata.topic(id);
        return topic == null ? null : MetadataView.topic(topic);
    }

    @Override
    public @Nullable TopicId topicId(String name) {
        TopicMetadata topic = metadata.topic(name);
        return topic == null ? null : topic.id();
    }

    /** True if no client may write to that topic. */
    public boolean isInternal(TopicId id) {
        String topic = topicName(id);
        return topic != null && InternalTopics.contains(topic);
    }

    @Override
    public @Nullable String topicName(TopicId id) {
        TopicMetadata topic = metadata.topic(id);
        return topic == null ? null : topic.name();
    }

    @Override
    public @Nullable PartitionState partition(TopicIdPartition partition) {
        return metadata.partition(partition);
    }

    @Override
    public List<ReassignmentView> reassignments() {
        return MetadataView.reassignments(metadata, List.of());
    }

    @Override
    public Iterable<GroupTopics.Topic> groupTopics() {
        return () -> metadata.topics().stream()
                .map(topic -> new GroupTopics.Topic(
                        topic.id(), topic.name(), topic.partitions().size()))
                .iterator();
    }

    @Override
    public @Nullable TopicId offsetsTopic() {
        return topicId(OffsetsTopic.NAME);
    }

    @Override
    public TopicConfig offsetsConfig() {
        TopicMetadata topic = metadata.topic(OffsetsTopic.NAME);
        return topic == null ? TopicConfig.DEFAULTS : topic.config();
    }

    @Override
    public List<PartitionState> offsetsPartitions() {
        TopicMetadata topic = metadata.topic(OffsetsTopic.NAME);
        return topic == null ? List.of() : topic.partitions();
    }
}
