package io.sampo.messages.face;

import com.typesafe.config.Config;
import io.sampo.messages.AdminRequest;
import io.sampo.messages.ClientMessage;
import io.sampo.messages.PartitionMessage;
import io.sampo.model.ErrorCode;
import io.sampo.model.KafkaListener;
import io.sampo.model.TopicIdPartition;
import io.sampo.model.TopicPartition;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.jspecify.annotations.Nullable;

/** A running broker, seen from the same JVM. */
public interface LocalBroker {
    int brokerId();

    /** The actor system of its present incarnation; it is another one after the broker has begun anew in place. */
    ActorSystem<?> actorSystem();

    /** Everything that was configured, {@code reference.conf} included. */
    Config configuration();

    /** Where Kafka clients are listened for, every port known. Clients are told what {@link ClusterImage} says. */
    List<KafkaListener> kafkaListeners();

    /** What this broker's keys say of topics that do not say otherwise, by the names of topic configurations. */
    Map<String, String> topicDefaults();

    /** The newest image; null before the first. */
    @Nullable
    ClusterImage image();

    /**
     * Shows every image from now on to {@code listener}, in order, after the replicas of the broker were told; on a thread of
     * the broker's, so it must not block.
     */
    void onImage(Consumer<ClusterImage> listener);

    /** The running replica of {@code partition} on this broker, or null. Requests are told to it, it answers by itself. */
    @Nullable
    ActorRef<PartitionMessage> replica(TopicIdPartition partition);

    /**
     * Passes {@code request} on to the controller, wherever it is; answered by {@link ClientMessage.AdminDone}, at the latest
     * after some seconds with an error.
     */
    void ask(AdminRequest request, long correlationId, ActorRef<ClientMessage> replyTo);

    /** A producer id that nobody has; answered by {@link ClientMessage.ProducerIdGiven}. */
    void giveProducerId(long correlationId, ActorRef<ClientMessage> replyTo);

    /** Hands what lies in the log directories to {@code report}, on a thread that may wait for disks. */
    void describeLogDirectories(Consumer<List<LogDirectoryView>> report);

    /**
     * Moves replicas of this broker to other log directories of it (KIP-113), or remembers where one that is to come is wanted.
     *
     * @param directories path of a log directory by partition
     * @param report gets what became of each, on a thread that may wait for disks: NONE, where it is under way or there already;
     *     LOG_DIR_NOT_FOUND; KAFKA_STORAGE_ERROR; REPLICA_NOT_AVAILABLE for one that is not here
     */
    void moveReplicas(Map<TopicPartition, String> directories, Consumer<Map<TopicPartition, ErrorCode>> report);

    /**
     * Closes {@code face} when the broker stops: after its leaderships were handed over, before its actor system ends.
     *
     * @throws java.util.concurrent.CancellationException if it stops already; {@code face} is closed then
     */
    void closeWithIt(String name, AutoCloseable face);
}
