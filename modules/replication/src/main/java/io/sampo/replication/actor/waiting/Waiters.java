package io.sampo.replication.actor.waiting;

import io.sampo.messages.PartitionReply;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.function.LongConsumer;
import org.apache.pekko.actor.typed.ActorRef;
import org.jspecify.annotations.Nullable;

/**
 * Who waits for an answer of the core, which knows requests by number only. A request that is answered within its own call,
 * as most fetches are, never enters the map.
 */
public final class Waiters {
    /**
     * One request. {@code stampedMs} is the log append time given to its batches, or -1; {@code committed} asks for what no
     * open transaction can take back.
     */
    public record Waiter(ActorRef<PartitionReply> replyTo, long requestId, long stampedMs, boolean committed) {
        public Waiter(ActorRef<PartitionReply> replyTo, long requestId, long stampedMs) {
            this(replyTo, requestId, stampedMs, false);
        }

        public Waiter(ActorRef<PartitionReply> replyTo, long requestId, boolean committed) {
            this(replyTo, requestId, -1, committed);
        }

        public Waiter(ActorRef<PartitionReply> replyTo, long requestId) {
            this(replyTo, requestId, -1, false);
        }
    }

    /** The number of a request that nobody waits for. */
    public static final long NOBODY = -1;

    private final Map<Long, Waiter> waiting = new HashMap<>();
    private @Nullable Waiter current;
    private long currentId;

    /** Lets {@code call} ask the core under a fresh number. */
    public void during(Waiter waiter, LongConsumer call) {
        current = waiter;
        long id = ++currentId;
        call.accept(id);
        if (current != null) {
            waiting.put(id, current);
            current = null;
        }
    }

    /** Who asked under that number; it is answered now. Null if nobody waits any more. */
    @Nullable
    public Waiter take(long id) {
        if (current != null && id == currentId) {
            Waiter taken = current;
            current = null;
            return taken;
        }
        return waiting.remove(id);
    }

    /** Forgets a request; its number, or {@link #NOBODY} if it was answered before. */
    public long cancel(ActorRef<PartitionReply> replyTo, long requestId) {
        Iterator<Map.Entry<Long, Waiter>> entries = waiting.entrySet().iterator();
        while (entries.hasNext()) {
            Map.Entry<Long, Waiter> entry = entries.next();
            Waiter waiter = entry.getValue();
            if (waiter.requestId == requestId && waiter.replyTo.equals(replyTo)) {
                entries.remove();
                return entry.getKey();
            }
        }
        return NOBODY;
    }
}
