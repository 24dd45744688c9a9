package io.sampo.controller.reassignment;

import io.sampo.controller.PartitionChange;
import io.sampo.model.Reassignment;
import io.sampo.model.TopicId;
import io.sampo.model.TopicIdPartition;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;
import org.pcollections.TreePMap;

/**
 * The partitions that are on their way to other replicas, and how fast they may copy. Kept beside the topics, because they
 * are few: whoever looks for them does not look at every partition. Persistent.
 */
public final class Reassignments {
    /** None. */
    public static final Reassignments NONE = new Reassignments(TreePMap.empty(), 0);

    private final TreePMap<TopicIdPartition, Reassignment> ongoing;
    private final long bytesPerSecond;

    private Reassignments(TreePMap<TopicIdPartition, Reassignment> ongoing, long bytesPerSecond) {
        this.ongoing = ongoing;
        this.bytesPerSecond = bytesPerSecond;
    }

    /** The way back from bytes to a value. */
    public static Reassignments restored(SortedMap<TopicIdPartition, Reassignment> ongoing, long bytesPerSecond) {
        return new Reassignments(TreePMap.from(ongoing), bytesPerSecond);
    }

    /** In order of topic id and partition. */
    public SortedMap<TopicIdPartition, Reassignment> ongoing() {
        return ongoing;
    }

    /** Where that partition is on its way to, or null. */
    public @Nullable Reassignment of(TopicIdPartition partition) {
        return ongoing.get(partition);
    }

    /** How fast one broker may serve all added replicas together, bytes per second; 0 = as fast as it can. */
    public long bytesPerSecond() {
        return bytesPerSecond;
    }

    public boolean isEmpty() {
        return ongoing.isEmpty();
    }

    /** With another throttle. */
    public Reassignments throttled(long changed) {
        return new Reassignments(ongoing, changed);
    }

    /** What these changes begin and end. */
    public Reassignments after(List<PartitionChange.OfReplicas> changes) {
        TreePMap<TopicIdPartition, Reassignment> changed = ongoing;
        for (PartitionChange.OfReplicas change : changes) {
            changed = change.reassignment() == null
                    ? changed.minus(change.partition())
                    : changed.plus(change.partition(), change.reassignment());
        }
        return new Reassignments(changed, bytesPerSecond);
    }

    /** The topic is deleted: nothing of it is on its way any more. */
    public Reassignments without(TopicId topic) {
        TreePMap<TopicIdPartition, Reassignment> left = ongoing;
        for (TopicIdPartition partition : ongoing.keySet()) {
            if (partition.topicId().equals(topic)) {
                left = left.minus(partition);
            }
        }
        return left.size() == ongoing.size() ? this : new Reassignments(left, bytesPerSecond);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Reassignments that
                && bytesPerSecond == that.bytesPerSecond
                && Map.copyOf(ongoing).equals(Map.copyOf(that.ongoing));
    }

    @Override
    public int hashCode() {
        return ongoing.hashCode() * 31 + Long.hashCode(bytesPerSecond);
    }

    @Override
    public String toString() {
        return ongoing.size() + " partitions at " + (bytesPerSecond == 0 ? "any speed" : bytesPerSecond + " B/s");
    }
}
