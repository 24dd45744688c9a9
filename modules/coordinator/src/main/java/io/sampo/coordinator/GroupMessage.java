package io.sampo.coordinator;

import io.sampo.groups.Coordinators.Caller;
import io.sampo.groups.Coordinators.Listing;
import io.sampo.groups.GroupRecord;
import io.sampo.groups.GroupRequest;
import io.sampo.groups.GroupResponse;
import io.sampo.model.ErrorCode;
import io.sampo.model.TopicId;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** What a {@link GroupCoordinatorActor} understands; all of it comes from its {@link GroupPartitionActor}. */
sealed interface GroupMessage {
    /** What only the actor itself sends. */
    non-sealed interface Internal extends GroupMessage {}

    /** A client asks; {@code answer} is called once, or never where the actor stops before it has read this. */
    record Ask(GroupRequest request, Caller caller, Consumer<GroupResponse> answer) implements GroupMessage {}

    /** The {@link GroupPartitionMessage.Store} of that number, the oldest one that was open, is committed. */
    record Stored(long number) implements GroupMessage {}

    /** Records of the log, in its order, before {@link Loaded}. */
    record Replay(List<GroupRecord> records) implements GroupMessage {
        public Replay {
            records = List.copyOf(records);
        }
    }

    /** That was all. */
    enum Loaded implements GroupMessage {
        LOADED
    }

    /** What was decided is void: answer this to everybody who waits, and stop. */
    record Discard(ErrorCode error) implements GroupMessage {}

    /** Look for offsets that have expired. */
    enum ExpireOffsets implements GroupMessage {
        EXPIRE
    }

    /** These topics are gone. */
    record TopicsDeleted(Map<String, TopicId> topics) implements GroupMessage {
        public TopicsDeleted {
            topics = Map.copyOf(topics);
        }
    }

    /** Say how you stand. */
    record ListYourself(Consumer<Listing> answer) implements GroupMessage {}

    /** Nobody will ask any more: stop. */
    enum Forgotten implements GroupMessage {
        FORGOTTEN
    }
}
