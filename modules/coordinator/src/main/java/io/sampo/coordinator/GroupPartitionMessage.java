package io.sampo.coordinator;

import io.sampo.groups.Coordinators.Caller;
import io.sampo.groups.Coordinators.Listed;
import io.sampo.groups.Coordinators.Listing;
import io.sampo.groups.GroupRequest;
import io.sampo.groups.GroupResponse;
import io.sampo.model.TopicId;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.pekko.actor.typed.ActorRef;
import org.jspecify.annotations.Nullable;

/** What a {@link GroupPartitionActor} understands. */
sealed interface GroupPartitionMessage {
    /** What only the actor itself sends. */
    non-sealed interface Internal extends GroupPartitionMessage {}

    /** This broker leads the partition in that leader epoch. */
    record Lead(int leaderEpoch) implements GroupPartitionMessage {}

    /** It does not lead any more. */
    enum Unload implements GroupPartitionMessage {
        UNLOAD
    }

    /** For the group of that id. */
    record Ask(String groupId, GroupRequest request, Caller caller, Consumer<GroupResponse> answer)
            implements GroupPartitionMessage {}

    /** Which groups are here? */
    record ListGroups(Consumer<Listed> answer) implements GroupPartitionMessage {}

    /** These topics are gone. */
    record TopicsDeleted(Map<String, TopicId> topics) implements GroupPartitionMessage {
        public TopicsDeleted {
            topics = Map.copyOf(topics);
        }
    }

    /**
     * A group has decided: append these, all or none, behind all that it has sent before.
     *
     * @param number 1, 2, 3… of this group
     */
    record Store(String groupId, ActorRef<GroupMessage> group, long number, List<KeyValue> records)
            implements GroupPartitionMessage {
        public Store {
            records = List.copyOf(records);
        }
    }

    /** An entry of the log; value null = a tombstone. */
    record KeyValue(byte[] key, byte @Nullable [] value) {
        /** Bytes that it takes in a batch, at most. */
        int bytesMax() {
            return key.length + (value == null ? 0 : value.length) + 32;
        }
    }

    /**
     * Nothing is left of the group and nobody waits for it.
     *
     * @param asked requests that it has had: if there are more by now, it is not idle
     */
    record Idle(String groupId, ActorRef<GroupMessage> group, long asked) implements GroupPartitionMessage {}

    /** The group has met an error of its own, or its actor has ended; what it holds is worth nothing any more. */
    record Broken(String groupId, ActorRef<GroupMessage> group) implements GroupPartitionMessage {}

    /** Of one list that is being made. */
    record GroupListed(long listId, Listing listing) implements GroupPartitionMessage {}
}
