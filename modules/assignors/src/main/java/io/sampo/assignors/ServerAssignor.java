package io.sampo.assignors;

import io.sampo.model.TopicIdPartition;
import java.util.Map;
import java.util.SortedSet;

/**
 * Decides who reads what in a group of the consumer protocol (KIP-848). A pure function of its argument: called again after a
 * crash it may say something else, but never at the same epoch, since its answer is in the log.
 */
public interface ServerAssignor {
    /** What members call it, as in {@code group.consumer.assignors}. */
    String name();

    /**
     * Who shall own what. A member that is absent from the answer owns nothing; a partition goes to at most one member, and to
     * one that subscribes to its topic: the caller refuses anything else.
     */
    Map<String, SortedSet<TopicIdPartition>> assign(AssignmentSpec spec);
}
