package io.sampo.controller.actor;

import io.sampo.controller.ClusterMetadata;
import io.sampo.controller.RegisteredBroker;
import io.sampo.controller.TopicMetadata;
import io.sampo.messages.ClusterView;
import io.sampo.messages.ClusterView.BrokerView;
import io.sampo.messages.ClusterView.ReassignmentView;
import io.sampo.messages.ClusterView.TopicView;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/** The metadata as clients see it. Also for a broker, which shows its image. */
public final class MetadataView {
    private MetadataView() {}

    /** @param topics names of the topics to show, unknown ones are left out; empty = all */
    public static ClusterView of(ClusterMetadata metadata, Collection<String> topics) {
        List<BrokerView> brokers =
                metadata.brokers().stream().map(MetadataView::broker).toList();
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
                views,
                reassignments(metadata, topics),
                metadata.reassignments().bytesPerSecond());
    }

    /** What is under way of these topics; of all of them where none is named. */
    public static List<ReassignmentView> reassignments(ClusterMetadata metadata, Collection<String> topics) {
        List<ReassignmentView> views = new ArrayList<>();
        metadata.reassignments().ongoing().forEach((partition, reassignment) -> {
            TopicMetadata topic = metadata.topic(partition.topicId());
            if (topic != null && (topics.isEmpty() || topics.contains(topic.name()))) {
                views.add(new ReassignmentView(
                        topic.name(), partition.partition(), reassignment.original(), reassignment.target()));
            }
        });
        views.sort(Comparator.comparing(ReassignmentView::topic).thenComparingInt(ReassignmentView::partition));
        return views;
    }

    /** One broker. */
    public static BrokerView broker(RegisteredBroker broker) {
        return new BrokerView(broker.id(), broker.epoch(), broker.fenced(), broker.actorSystem(), broker.endpoints());
    }

    /** One topic. */
    public static TopicView topic(TopicMetadata topic) {
        return new TopicView(topic.name(), topic.id(), topic.config().overrides(), topic.partitions());
    }
}
