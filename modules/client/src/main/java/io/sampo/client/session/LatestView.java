package io.sampo.client.session;

import io.sampo.messages.ClusterView;
import io.sampo.messages.ClusterView.BrokerView;
import io.sampo.messages.ClusterView.TopicView;
import io.sampo.model.PartitionState;
import io.sampo.model.TopicId;
import io.sampo.model.TopicIdPartition;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The newest view of the cluster that any broker has shown. Views come from two brokers, one of which may be behind: an
 * older one changes nothing.
 */
public final class LatestView {
    private @Nullable ClusterView view;
    private final Map<String, TopicView> byName = new HashMap<>();
    private final Map<TopicId, TopicView> byId = new HashMap<>();

    /** True if {@code offered} is news. */
    public boolean offer(ClusterView offered) {
        if (view != null && offered.metadataOffset() <= view.metadataOffset()) {
            return false;
        }
        view = offered;
        byName.clear();
        byId.clear();
        for (TopicView topic : offered.topics()) {
            byName.put(topic.topic(), topic);
            byId.put(topic.topicId(), topic);
        }
        return true;
    }

    /** Of how many known partitions {@code offered} shows a leader of a higher epoch; none of an older view. */
    public int leadersChanged(ClusterView offered) {
        if (offered.metadataOffset() <= metadataOffset()) {
            return 0;
        }
        int changed = 0;
        for (TopicView topic : offered.topics()) {
            for (int i = 0; i < topic.partitions().size(); i++) {
                PartitionState known = partition(new TopicIdPartition(topic.topicId(), i));
                PartitionState now = topic.partitions().get(i);
                if (known != null && now.hasLeader() && now.leaderEpoch() > known.leaderEpoch()) {
                    changed++;
                }
            }
        }
        return changed;
    }

    public Optional<ClusterView> view() {
        return Optional.ofNullable(view);
    }

    /** Metadata offset of the view, or -1. */
    public long metadataOffset() {
        return view == null ? -1 : view.metadataOffset();
    }

    public @Nullable TopicView topic(String name) {
        return byName.get(name);
    }

    public @Nullable TopicView topic(TopicId id) {
        return byId.get(id);
    }

    /** What the view says of a partition, or null if there is no such partition. */
    public @Nullable PartitionState partition(TopicIdPartition id) {
        TopicView topic = byId.get(id.topicId());
        return topic == null || id.partition() >= topic.partitions().size()
                ? null
                : topic.partitions().get(id.partition());
    }

    /** What the view says of a broker, or null if it is not registered. */
    public @Nullable BrokerView broker(int brokerId) {
        return view == null
                ? null
                : view.brokers().stream()
                        .filter(broker -> broker.brokerId() == brokerId)
                        .findFirst()
                        .orElse(null);
    }
}
