package io.sampo.coordinator;

import io.sampo.groups.GroupRecord;
import io.sampo.model.ErrorCode;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.DispatcherSelector;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.jspecify.annotations.Nullable;

/**
 * The running groups of one partition: one actor for each at most, the current one. Part of {@link GroupPartitionActor} and
 * used by it alone.
 */
final class GroupActors {
    /** One of them, and how many requests were passed on to it. */
    private static final class Running {
        private final ActorRef<GroupMessage> actor;
        private long asked;

        Running(ActorRef<GroupMessage> actor) {
            this.actor = actor;
        }
    }

    private final ActorContext<GroupPartitionMessage> context;
    private final GroupHosting hosting;
    private final Map<String, Running> running = new HashMap<>();

    GroupActors(ActorContext<GroupPartitionMessage> context, GroupHosting hosting) {
        this.context = context;
        this.hosting = hosting;
    }

    private Running of(String groupId) {
        Running group = running.get(groupId);
        if (group == null) {
            ActorRef<GroupMessage> actor = context.spawnAnonymous(
                    GroupCoordinatorActor.create(groupId, hosting, context.getSelf()),
                    DispatcherSelector.sameAsParent());
            // One that ends of itself is broken as well; of one that was thrown away this is no news.
            context.watchWith(actor, new GroupPartitionMessage.Broken(groupId, actor));
            group = new Running(actor);
            running.put(groupId, group);
        }
        return group;
    }

    void ask(GroupPartitionMessage.Ask ask) {
        boolean fresh = !running.containsKey(ask.groupId());
        Running group = of(ask.groupId());
        if (fresh) {
            // Nothing of it is in the log, and it may begin.
            group.actor.tell(GroupMessage.Loaded.LOADED);
        }
        group.asked++;
        group.actor.tell(new GroupMessage.Ask(ask.request(), ask.caller(), ask.answer()));
    }

    void replay(String groupId, List<GroupRecord> records) {
        of(groupId).actor.tell(new GroupMessage.Replay(records));
    }

    /** Everything of these was replayed; how many there are. */
    int loaded(Predicate<String> which) {
        int count = 0;
        for (Map.Entry<String, Running> group : running.entrySet()) {
            if (which.test(group.getKey())) {
                group.getValue().actor.tell(GroupMessage.Loaded.LOADED);
                count++;
            }
        }
        return count;
    }

    /** False for an actor that was thrown away. */
    boolean isCurrent(String groupId, ActorRef<GroupMessage> actor) {
        @Nullable Running group = running.get(groupId);
        return group != null && group.actor.equals(actor);
    }

    /** Ends an idle group, unless it has been asked meanwhile. */
    boolean forget(GroupPartitionMessage.Idle idle) {
        if (!isCurrent(idle.groupId(), idle.group())
                || Objects.requireNonNull(running.get(idle.groupId())).asked != idle.asked()) {
            return false;
        }
        running.remove(idle.groupId());
        idle.group().tell(GroupMessage.Forgotten.FORGOTTEN);
        return true;
    }

    void discard(String groupId, ErrorCode error) {
        Running group = running.remove(groupId);
        if (group != null) {
            group.actor.tell(new GroupMessage.Discard(error));
        }
    }

    void discardAll(ErrorCode error, Predicate<String> which) {
        Set.copyOf(running.keySet()).stream().filter(which).forEach(groupId -> discard(groupId, error));
    }

    void discardAll(ErrorCode error) {
        discardAll(error, any -> true);
    }

    void tellAll(GroupMessage message) {
        running.values().forEach(group -> group.actor.tell(message));
    }

    Set<String> ids() {
        return new TreeSet<>(running.keySet());
    }
}
