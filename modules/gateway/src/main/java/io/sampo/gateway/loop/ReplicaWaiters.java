package io.sampo.gateway.loop;

import io.sampo.messages.PartitionMessage;
import io.sampo.model.TopicIdPartition;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Function;
import org.apache.pekko.actor.typed.ActorRef;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What waits for replicas that are still being started, for each in the order in which it came: what comes later, and finds the
 * replica up, does not overtake. Confined to a loop. Bounded by the requests that connections may have open; those of one that
 * is closed stay until their time is over.
 */
final class ReplicaWaiters {
    private static final Logger LOG = LoggerFactory.getLogger(ReplicaWaiters.class);

    private final Function<TopicIdPartition, @Nullable ActorRef<PartitionMessage>> replicas;
    private final Map<TopicIdPartition, Deque<Waiting>> waiting = new HashMap<>();

    private record Waiting(long untilMs, Consumer<@Nullable ActorRef<PartitionMessage>> then) {}

    ReplicaWaiters(Function<TopicIdPartition, @Nullable ActorRef<PartitionMessage>> replicas) {
        this.replicas = replicas;
    }

    boolean isEmpty() {
        return waiting.isEmpty();
    }

    /** True where somebody waits for that replica: whoever comes now has to wait behind him. */
    boolean awaits(TopicIdPartition partition) {
        return waiting.containsKey(partition);
    }

    /** {@code then} is run by {@link #look}, with the replica, or with null if it is not up in time. */
    void add(TopicIdPartition partition, long untilMs, Consumer<@Nullable ActorRef<PartitionMessage>> then) {
        waiting.computeIfAbsent(partition, first -> new ArrayDeque<>()).add(new Waiting(untilMs, then));
    }

    /** Lets everybody go on whose replica is up, or whose time is over. */
    void look(long nowMs) {
        // Whoever goes on may let other requests be handled, which wait in their turn, for this replica or another.
        for (TopicIdPartition partition : List.copyOf(waiting.keySet())) {
            ActorRef<PartitionMessage> replica = replicas.apply(partition);
            Deque<Waiting> row = Objects.requireNonNull(waiting.get(partition));
            while (!row.isEmpty() && (replica != null || row.peek().untilMs() <= nowMs)) {
                goOn(row.remove(), replica, partition);
            }
            if (row.isEmpty()) {
                waiting.remove(partition);
            }
        }
    }

    /** One that fails must not keep the others waiting for ever. */
    private static void goOn(Waiting one, @Nullable ActorRef<PartitionMessage> replica, TopicIdPartition partition) {
        try {
            one.then().accept(replica);
        } catch (RuntimeException e) {
            LOG.error("A fault of what waited for {}", partition, e);
        }
    }
}
