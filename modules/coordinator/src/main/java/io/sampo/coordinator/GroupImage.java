package io.sampo.coordinator;

import io.sampo.groups.GroupTopics;
import io.sampo.model.PartitionState;
import io.sampo.model.TopicConfig;
import io.sampo.model.TopicId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What coordinators need to know of the metadata, as of one offset. Immutable. */
public interface GroupImage {
    /** This broker. */
    int brokerId();

    /** Rises with every image. */
    long offset();

    /** All topics, in any order. */
    Iterable<GroupTopics.Topic> groupTopics();

    /** Identity of {@code __consumer_offsets}; null while there is none. */
    @Nullable
    TopicId offsetsTopic();

    /** Its partitions by number; empty while there is none. */
    List<PartitionState> offsetsPartitions();

    /** What was set for that topic, over Kafka's defaults; while there is none, the defaults. */
    TopicConfig offsetsConfig();

    /** True for a broker that is registered and not fenced. */
    boolean isAlive(int brokerId);
}
