package io.sampo.apis;

import io.sampo.messages.AdminReply;
import io.sampo.messages.AdminRequest;
import io.sampo.messages.ClientMessage;
import io.sampo.messages.PartitionMessage;
import io.sampo.messages.PartitionReply;
import io.sampo.messages.face.ClusterImage;
import io.sampo.messages.face.LocalBroker;
import io.sampo.messages.face.LogDirectoryView;
import io.sampo.model.TopicIdPartition;
import java.util.List;
import java.util.function.Consumer;
import org.apache.pekko.actor.typed.ActorRef;
import org.jspecify.annotations.Nullable;

/** What the handlers on one event loop may ask of the broker. Answers come on that loop. Confined to it. */
public interface Backend {
    LocalBroker broker();

    ApiSettings settings();

    /** The newest image that this loop knows. */
    ClusterImage image();

    /** The running replica of {@code partition} on this broker, or null. */
    @Nullable
    ActorRef<PartitionMessage> replica(TopicIdPartition partition);

    /**
     * Gives the running replica of {@code partition} to {@code then}: now, or where it is still being started within {@code
     * waitMs}, behind whoever waits for it already; or null.
     */
    void withReplica(TopicIdPartition partition, long waitMs, Consumer<@Nullable ActorRef<PartitionMessage>> then);

    /** Whom a replica answers: every request that names him carries a number of {@link #expect}. */
    ActorRef<PartitionReply> replies();

    /**
     * A number for a request to a replica. Its answer goes to {@code waiter} under {@code tag}; an answer that does not come
     * within {@code waitMs} and some patience is given up.
     */
    long expect(Waiter<PartitionReply> waiter, int tag, long waitMs);

    /** The answer to that number is of no use any more. */
    void forget(long number);

    /** Asks the controller. */
    void administer(AdminRequest request, Consumer<AdminReply> answer);

    /** Asks for a producer id that nobody has. */
    void producerId(Consumer<ClientMessage.ProducerIdGiven> answer);

    /** Asks what lies in the log directories. */
    void describeLogDirectories(Consumer<List<LogDirectoryView>> answer);

    /** The groups of the cluster. */
    Groups groups();

    /** Runs {@code action} after so long. */
    void later(long delayMs, Runnable action);

    /** Runs {@code action} when the image here has reached {@code offset}, at the latest after {@code waitMs}. */
    void whenImageReaches(long offset, long waitMs, Runnable action);
}
