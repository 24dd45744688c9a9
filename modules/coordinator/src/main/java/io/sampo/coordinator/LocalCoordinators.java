package io.sampo.coordinator;

import io.sampo.groups.Coordinators;
import io.sampo.groups.GroupRequest;
import io.sampo.groups.GroupResponse;
import io.sampo.groups.GroupTopics;
import io.sampo.groups.OffsetsTopic;
import io.sampo.groups.Refusals;
import io.sampo.model.ErrorCode;
import io.sampo.model.Offsets;
import io.sampo.model.PartitionState;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.apache.pekko.actor.typed.ActorRef;
import org.jspecify.annotations.Nullable;

/**
 * The coordinators of one broker as its faces see them: an address book that {@link CoordinatorsActor} alone writes. A request
 * goes from the thread of the face to the actor of the partition, past the one that manages them.
 */
public final class LocalCoordinators implements Coordinators {
    /** What is known at one moment. */
    private record Book(@Nullable GroupImage image, Map<Integer, ActorRef<GroupPartitionMessage>> partitions) {
        static final Book EMPTY = new Book(null, Map.of());
    }

    private final AtomicReference<Book> book = new AtomicReference<>(Book.EMPTY);
    private final AtomicReference<GroupTopics> topics = new AtomicReference<>(GroupTopics.NONE);
    private final AtomicInteger batchBytesMax = new AtomicInteger(Integer.MAX_VALUE);
    private final AtomicBoolean hasContact = new AtomicBoolean(true);
    private final AtomicReference<@Nullable ActorRef<CoordinatorsMessage>> actor = new AtomicReference<>();

    /** Where to send what is not for one partition. Before that, nothing is answered here but "not available". */
    public void servedBy(ActorRef<CoordinatorsMessage> coordinators) {
        actor.set(coordinators);
    }

    /** A new image, in the order in which they come. */
    public void imageChanged(GroupImage image) {
        tell(new CoordinatorsMessage.ImageChanged(image));
    }

    /**
     * Whether the metadata feed is heard (R26). Without it others may coordinate these groups meanwhile: what no append proves is
     * not told, and who asks is sent to look for the coordinator.
     */
    public void feedContact(boolean isFresh) {
        hasContact.set(isFresh);
    }

    boolean hasContact() {
        return hasContact.get();
    }

    int batchBytesMax() {
        return batchBytesMax.get();
    }

    private void tell(CoordinatorsMessage message) {
        ActorRef<CoordinatorsMessage> coordinators = actor.get();
        if (coordinators != null) {
            coordinators.tell(message);
        }
    }

    /** The newest topics, as the groups see them. */
    GroupTopics topics() {
        return topics.get();
    }

    void topics(GroupTopics newest) {
        topics.set(newest);
    }

    void batchBytesMax(int bytes) {
        batchBytesMax.set(bytes);
    }

    void write(GroupImage image, Map<Integer, ActorRef<GroupPartitionMessage>> partitions) {
        book.set(new Book(image, Map.copyOf(partitions)));
    }

    @Override
    public Located coordinatorOf(String groupId) {
        GroupImage image = book.get().image();
        List<PartitionState> partitions = image == null ? List.of() : image.offsetsPartitions();
        if (image == null || partitions.isEmpty()) {
            tell(CoordinatorsMessage.TopicWanted.WANTED);
            return new Located(ErrorCode.COORDINATOR_NOT_AVAILABLE, Offsets.NO_BROKER);
        }
        PartitionState state = partitions.get(OffsetsTopic.partitionOf(groupId, partitions.size()));
        return state.hasLeader() && image.isAlive(state.leader())
                ? new Located(ErrorCode.NONE, state.leader())
                : new Located(ErrorCode.COORDINATOR_NOT_AVAILABLE, Offsets.NO_BROKER);
    }

    @Override
    public void ask(String groupId, GroupRequest request, Caller caller, Consumer<GroupResponse> answer) {
        Book now = book.get();
        List<PartitionState> partitions =
                now.image() == null ? List.of() : now.image().offsetsPartitions();
        ActorRef<GroupPartitionMessage> partition = partitions.isEmpty()
                ? null
                : now.partitions().get(OffsetsTopic.partitionOf(groupId, partitions.size()));
        if (partition == null) {
            answer.accept(Refusals.of(request, ErrorCode.NOT_COORDINATOR));
        } else {
            partition.tell(new GroupPartitionMessage.Ask(groupId, request, caller, answer));
        }
    }

    @Override
    public void list(Consumer<Listed> answer) {
        ActorRef<CoordinatorsMessage> coordinators = actor.get();
        if (coordinators == null) {
            answer.accept(new Listed(ErrorCode.COORDINATOR_NOT_AVAILABLE, List.of()));
        } else {
            coordinators.tell(new CoordinatorsMessage.ListAll(answer));
        }
    }
}
