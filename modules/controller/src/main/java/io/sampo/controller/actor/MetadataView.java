package io.sampo.controller.actor;

import io.sampo.controller.ClusterMetadata;
import io.sampo.controller.TopicMetadata;
import io.sampo.messages.ClusterView;
import io.sampo.messages.ClusterView.BrokerView;
import io.sampo.messages.ClusterView.TopicView;
import java.util.Collection;
import java.util.List;

/** The metadata as clients see it. Also for a broker, which shows its image. */
public final class MetadataView {
    private MetadataView() {}

    /** @param topics names of the topics to show, unknown ones are left out; empty = all */
    public static ClusterView of(ClusterMetadata metadata, Collection<String> topics) {
        List<BrokerView> brokers = metadata.brokers().stream()
                .map(broker -> new BrokerView(
                        broker.id(), broker.epoch(), broker.fenced(), broker.actorSystem(), broker.endpoints()))
                .toList();
        List<TopicView> views = metadata.topics().stream()
                .filter(topic -> topics.isEmpty() || topics.contains(topic.name()))
                .map(MetadataView::topic)
                .toList();
        return new ClusterView(
                metadata.clusterId(),
                metadata.controllerId(),
                metadata.controllerEpoch(),
                metadata.offset(),
                brokers,
                views);
    }

    private static TopicView topic(TopicMetadata topic) {
        return new TopicView(topic.name(), topic.id(), topic.config().overrides(), topic.partitions());
    }
}
