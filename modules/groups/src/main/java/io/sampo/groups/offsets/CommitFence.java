package io.sampo.groups.offsets;

import io.sampo.model.SampoException;
import io.sampo.model.TopicId;
import io.sampo.model.TopicPartition;
import org.jspecify.annotations.Nullable;

/** Whether a commit that may be made at all may be made for one partition. */
@FunctionalInterface
public interface CommitFence {
    /** Every partition may be committed. */
    CommitFence OPEN = (partition, topicId) -> {};

    /**
     * Returns if it may be committed.
     *
     * @throws SampoException with the error for the whole request, if not
     */
    void check(TopicPartition partition, @Nullable TopicId topicId);
}
