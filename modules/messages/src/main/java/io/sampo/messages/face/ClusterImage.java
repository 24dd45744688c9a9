package io.sampo.messages.face;

import io.sampo.messages.ClusterView.BrokerView;
import io.sampo.messages.ClusterView.ReassignmentView;
import io.sampo.messages.ClusterView.TopicView;
import io.sampo.model.PartitionState;
import io.sampo.model.TopicId;
import io.sampo.model.TopicIdPartition;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The cluster as one broker knows it, as of one metadata offset. Immutable, for any thread. What is asked for each request,
 * {@link #topicId}, {@link #topicName} and {@link #partition}, allocates nothing.
 */
public interface ClusterImage {
    /** Metadata offset: everything that was decided up to there is in it. */
    long offset();

    String clusterId();

    /** Broker id of the active controller, or -1. */
    int controllerId();

    /** Every registered broker, in order of id, fenced ones too. */
    List<BrokerView> brokers();

    @Nullable
    BrokerView broker(int brokerId);

    /** True for a broker that is registered and not fenced. */
    boolean isAlive(int brokerId);

    /** Every topic, in order of name. */
    List<TopicView> topics();

    @Nullable
    TopicView topic(String name);

    @Nullable
    TopicView topic(TopicId id);

    @Nullable
    TopicId topicId(String name);

    @Nullable
    String topicName(TopicId id);

    @Nullable
    PartitionState partition(TopicIdPartition partition);

    /** Partitions on their way to other replicas, in order of topic and number. */
    List<ReassignmentView> reassignments();
}
