package io.sampo.gateway.loop;

import io.sampo.messages.PartitionMessage;
import io.sampo.model.TopicIdPartition;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import org.apache.pekko.actor.typed.ActorRef;
import org.jspecify.annotations.Nullable;

/**
 * What waits for replicas that are still being started, for each in the order in which it came: what comes later, and finds the
 * replica up, does not overtake. Confined to a loop, which bounds it as it bounds the requests of its connections.
 */
final class ReplicaWaiters {
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
        for (Iterator<Map.Entry<TopicIdPartition, Deque<Waiting>>> all =
                        waiting.entrySet().iterator();
                all.hasNext(); ) {
            Map.Entry<TopicIdPartition, Deque<Waiting>> one = all.next();
            ActorRef<PartitionMessage> replica = replicas.apply(one.getKey());
            Deque<Waiting> row = one.getValue();
            while (!row.isEmpty() && (replica != null || row.peek().untilMs() <= nowMs)) {
                row.remove().then().accept(replica);
            }
            if (row.isEmpty()) {
                all.remove();
            }
        }
    }
}
