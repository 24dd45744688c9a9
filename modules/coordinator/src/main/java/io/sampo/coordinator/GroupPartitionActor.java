package io.sampo.coordinator;

import io.sampo.coordinator.GroupPartitionMessage.Store;
import io.sampo.groups.Coordinators.Listed;
import io.sampo.groups.GroupRecord;
import io.sampo.groups.Refusals;
import io.sampo.messages.PartitionReply;
import io.sampo.model.ErrorCode;
import io.sampo.model.Offsets;
import io.sampo.model.SampoException;
import io.sampo.records.InvalidBatchException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.Level;

/**
 * One partition of {@code __consumer_offsets} on the broker that leads it, or has led it: reads it back when leadership comes,
 * keeps the actors of its groups, and appends what they decide. Every append and every read names the leader epoch, so whoever
 * only believes to lead changes nothing (R19, H82). An append has one of three ends:
 *
 * <ul>
 *   <li>committed: its groups give their answers;
 *   <li>refused, and certainly not in the log: the groups that were in it forget what they decided, and are read back;
 *   <li>leadership is gone: all groups are thrown away, and nothing is served before the metadata name a newer epoch.
 * </ul>
 */
final class GroupPartitionActor extends AbstractBehavior<GroupPartitionMessage> {
    private static final Duration LOAD_RETRY = Duration.ofMillis(100);
    /** After a refusal: what was refused once, for want of replicas or of room, is refused again in a moment. */
    private static final Duration LOAD_AGAIN = Duration.ofMillis(500);

    private enum Phase {
        /** The metadata name another leader. */
        FOLLOWING(ErrorCode.NOT_COORDINATOR),
        LOADING(ErrorCode.COORDINATOR_LOAD_IN_PROGRESS),
        SERVING(ErrorCode.NONE),
        /** The log says that another one leads, or cannot be understood; the metadata will tell. */
        LOST(ErrorCode.NOT_COORDINATOR);

        private final ErrorCode refusal;

        Phase(ErrorCode refusal) {
            this.refusal = refusal;
        }
    }

    private record Replied(PartitionReply reply) implements GroupPartitionMessage.Internal {}

    private enum LoadOn implements GroupPartitionMessage.Internal {
        LOAD
    }

    private enum LookForExpired implements GroupPartitionMessage.Internal {
        LOOK
    }

    private final int number;
    private final OffsetsLog offsets;
    private final GroupHosting hosting;
    private final TimerScheduler<GroupPartitionMessage> timers;
    private final ActorRef<PartitionReply> replies;
    private final GroupActors groups;
    private final AppendLine line = new AppendLine();
    private final OpenLists lists = new OpenLists();
    private Phase phase = Phase.FOLLOWING;
    private int leaderEpoch = Offsets.NO_EPOCH;
    private @Nullable OffsetsLoad load;
    private long loadBeganMs;
    private long requests;
    private long loadRequest;
    private long appendRequest;

    private GroupPartitionActor(
            ActorContext<GroupPartitionMessage> context,
            TimerScheduler<GroupPartitionMessage> timers,
            int number,
            OffsetsLog offsets,
            GroupHosting hosting) {
        super(context);
        this.timers = timers;
        this.number = number;
        this.offsets = offsets;
        this.hosting = hosting;
        this.replies = context.messageAdapter(PartitionReply.class, Replied::new);
        this.groups = new GroupActors(context, hosting);
    }

    /** Serves nothing before {@link GroupPartitionMessage.Lead}. */
    static Behavior<GroupPartitionMessage> create(int number, OffsetsLog offsets, GroupHosting hosting) {
        return Behaviors.setup(context -> Behaviors.withTimers(timers -> {
            timers.startTimerWithFixedDelay(
                    LookForExpired.LOOK, hosting.settings().retentionCheck());
            return new GroupPartitionActor(context, timers, number, offsets, hosting);
        }));
    }

    @Override
    public Receive<GroupPartitionMessage> createReceive() {
        return newReceiveBuilder()
                .onMessage(GroupPartitionMessage.Ask.class, this::onAsk)
                .onMessage(Store.class, this::onStore)
                .onMessage(Replied.class, this::onReplied)
                .onMessage(LoadOn.class, this::onLoadOn)
                .onMessage(GroupPartitionMessage.Lead.class, this::onLead)
                .onMessage(GroupPartitionMessage.Unload.class, this::onUnload)
                .onMessage(GroupPartitionMessage.Idle.class, this::onIdle)
                .onMessage(GroupPartitionMessage.Broken.class, this::onBroken)
                .onMessage(GroupPartitionMessage.ListGroups.class, this::onListGroups)
                .onMessage(GroupPartitionMessage.GroupListed.class, this::onGroupListed)
                .onMessage(GroupPartitionMessage.TopicsDeleted.class, this::onTopicsDeleted)
                .onMessage(LookForExpired.class, this::onLookForExpired)
                .build();
    }

    private Behavior<GroupPartitionMessage> onAsk(GroupPartitionMessage.Ask ask) {
        if (phase != Phase.SERVING) {
            ask.answer().accept(Refusals.of(ask.request(), phase.refusal));
        } else if (isLoading(ask.groupId())) {
            ask.answer().accept(Refusals.of(ask.request(), ErrorCode.COORDINATOR_LOAD_IN_PROGRESS));
        } else {
            groups.ask(ask);
        }
        return this;
    }

    private boolean isLoading(String groupId) {
        return load != null && load.concerns(groupId);
    }

    private Behavior<GroupPartitionMessage> onStore(Store store) {
        // One that was thrown away meanwhile has decided on what is not so.
        if (groups.isCurrent(store.groupId(), store.group())) {
            line.add(store);
            advance();
        }
        return this;
    }

    private void advance() {
        if (line.isReady()) {
            requests++;
            appendRequest = requests;
            ByteBuffer batch = line.next(hosting.clock().get().wallMs(), hosting.gatheredBytesMax());
            offsets.append(appendRequest, leaderEpoch, batch, replies);
        }
    }

    private Behavior<GroupPartitionMessage> onReplied(Replied replied) {
        PartitionReply reply = replied.reply();
        if (reply instanceof PartitionReply.Produced produced) {
            if (produced.requestId() == appendRequest) {
                appended(produced.error());
            }
        } else if (reply.requestId() == loadRequest && load != null) {
            loadRequest = 0;
            loaded(load, reply);
        } else {
            close(reply);
        }
        return this;
    }

    private void appended(ErrorCode error) {
        appendRequest = 0;
        if (error == ErrorCode.NONE) {
            line.committed().forEach(store -> store.group().tell(new GroupMessage.Stored(store.number())));
        } else if (AppendLine.isLossOfLeadership(error)) {
            lose("an append was answered " + error);
            return;
        } else {
            Set<String> refused = line.refused();
            getContext()
                    .getLog()
                    .warn("Partition {} refuses an append, {}: loading anew the groups {}", number, error, refused);
            refused.forEach(groupId -> {
                groups.discard(groupId, ErrorCode.COORDINATOR_NOT_AVAILABLE);
                lists.loadsAnew(groupId);
            });
            loadAnew(refused);
        }
        if (load != null && !load.knowsEnd()) {
            loadOn();
        }
        advance();
    }

    private void lose(String why) {
        getContext()
                .getLog()
                .info(
                        "Partition {} of the groups is not served any more in leader epoch {}: {}",
                        number,
                        leaderEpoch,
                        why);
        unload(Phase.LOST);
    }

    private void unload(Phase next) {
        phase = next;
        load = null;
        loadRequest = 0;
        appendRequest = 0;
        line.clear();
        groups.discardAll(ErrorCode.NOT_COORDINATOR);
        lists.end();
        timers.cancel(LoadOn.LOAD);
    }

    private Behavior<GroupPartitionMessage> onLead(GroupPartitionMessage.Lead lead) {
        if (lead.leaderEpoch() > leaderEpoch || phase == Phase.FOLLOWING) {
            unload(Phase.LOADING);
            leaderEpoch = lead.leaderEpoch();
            load = OffsetsLoad.ofAll();
            loadBeganMs = hosting.clock().get().ms();
            loadOn();
        }
        return this;
    }

    private Behavior<GroupPartitionMessage> onUnload(GroupPartitionMessage.Unload ignored) {
        unload(Phase.FOLLOWING);
        return this;
    }

    // Loading.

    private void loadAnew(Set<String> lost) {
        OffsetsLoad running = load;
        // What these have been told of their past is told once more.
        groups.discardAll(ErrorCode.COORDINATOR_LOAD_IN_PROGRESS, this::isLoading);
        load = running == null ? OffsetsLoad.of(lost) : running.and(lost);
        loadBeganMs = hosting.clock().get().ms();
        loadRequest = 0;
        timers.startSingleTimer(LoadOn.LOAD, LoadOn.LOAD, LOAD_AGAIN);
    }

    private Behavior<GroupPartitionMessage> onLoadOn(LoadOn ignored) {
        loadOn();
        return this;
    }

    /** The next question to the log. The end is not asked for while something is under way that may lie before it. */
    private void loadOn() {
        OffsetsLoad running = load;
        if (running == null
                || loadRequest != 0
                || timers.isTimerActive(LoadOn.LOAD)
                || (!running.knowsEnd() && line.isUnderWay())) {
            return;
        }
        requests++;
        loadRequest = requests;
        if (!running.knowsEnd()) {
            offsets.offsetOf(loadRequest, leaderEpoch, Offsets.LATEST_TIMESTAMP, replies);
        } else if (!running.knowsStart()) {
            offsets.offsetOf(loadRequest, leaderEpoch, Offsets.EARLIEST_TIMESTAMP, replies);
        } else {
            int bytes = hosting.settings().loadBytes();
            offsets.read(loadRequest, leaderEpoch, running.position(), bytes, replies);
        }
    }

    private void loaded(OffsetsLoad running, PartitionReply reply) {
        if (reply.error() == ErrorCode.FENCED_LEADER_EPOCH) {
            close(reply);
            lose("another leader was elected");
            return;
        }
        if (reply.error() != ErrorCode.NONE) {
            close(reply);
            if (reply.error() == ErrorCode.OFFSET_OUT_OF_RANGE) {
                // The log begins elsewhere meanwhile: from its start, and what was read before is forgotten.
                loadAnew(Set.of());
            } else {
                // The replica is not up yet, or its high watermark has not reached what its predecessors left.
                timers.startSingleTimer(LoadOn.LOAD, LoadOn.LOAD, LOAD_RETRY);
            }
            return;
        }
        if (reply instanceof PartitionReply.OffsetListed listed) {
            if (running.knowsEnd()) {
                running.start(listed.offset());
            } else {
                running.end(listed.offset());
            }
        } else if (!replayed(running, (PartitionReply.Fetched) reply)) {
            return;
        }
        if (running.isDone()) {
            finish(running);
        } else {
            loadOn();
        }
    }

    private static void close(PartitionReply reply) {
        if (reply instanceof PartitionReply.Fetched fetched) {
            fetched.records().close();
        }
    }

    private boolean replayed(OffsetsLoad running, PartitionReply.Fetched fetched) {
        try {
            Map<String, List<GroupRecord>> byGroup = running.take(fetched);
            byGroup.forEach(groups::replay);
            return true;
        } catch (IOException | UncheckedIOException e) {
            getContext().getLog().warn("Partition {} of the groups could not be read, trying again", number, e);
            timers.startSingleTimer(LoadOn.LOAD, LoadOn.LOAD, LOAD_AGAIN);
        } catch (SampoException | InvalidBatchException e) {
            getContext().getLog().error("Partition {} of the groups cannot be understood", number, e);
            lose(String.valueOf(e.getMessage()));
        }
        return false;
    }

    private void finish(OffsetsLoad done) {
        load = null;
        phase = Phase.SERVING;
        int loaded = groups.loaded(done::concerns);
        // Fifty partitions without groups are no news.
        getContext()
                .getLog()
                .atLevel(loaded == 0 ? Level.DEBUG : Level.INFO)
                .log(
                        "Partition {} of the groups is served in leader epoch {}: {} groups from {} records in {} ms",
                        number,
                        leaderEpoch,
                        loaded,
                        done.recordsRead(),
                        hosting.clock().get().ms() - loadBeganMs);
    }

    // The groups.

    private Behavior<GroupPartitionMessage> onIdle(GroupPartitionMessage.Idle idle) {
        if (groups.forget(idle)) {
            lists.withoutAnswerOf(idle.groupId());
        }
        return this;
    }

    private Behavior<GroupPartitionMessage> onBroken(GroupPartitionMessage.Broken broken) {
        if (groups.isCurrent(broken.groupId(), broken.group())) {
            line.drop(broken.groupId());
            groups.discard(broken.groupId(), ErrorCode.COORDINATOR_NOT_AVAILABLE);
            lists.loadsAnew(broken.groupId());
            loadAnew(Set.of(broken.groupId()));
        }
        return this;
    }

    private Behavior<GroupPartitionMessage> onListGroups(GroupPartitionMessage.ListGroups ask) {
        boolean comes = phase == Phase.LOADING || load != null;
        boolean isStale = !hosting.hasContact().getAsBoolean();
        if (comes || isStale) {
            ErrorCode error = comes ? ErrorCode.COORDINATOR_LOAD_IN_PROGRESS : ErrorCode.COORDINATOR_NOT_AVAILABLE;
            ask.answer().accept(new Listed(error, List.of()));
        } else if (phase != Phase.SERVING) {
            ask.answer().accept(new Listed(ErrorCode.NONE, List.of()));
        } else {
            long listId = lists.begin(groups.ids(), ask.answer());
            ActorRef<GroupPartitionMessage> self = getContext().getSelf();
            groups.tellAll(new GroupMessage.ListYourself(
                    listing -> self.tell(new GroupPartitionMessage.GroupListed(listId, listing))));
        }
        return this;
    }

    private Behavior<GroupPartitionMessage> onGroupListed(GroupPartitionMessage.GroupListed listed) {
        lists.listed(listed.listId(), listed.listing());
        return this;
    }

    private Behavior<GroupPartitionMessage> onTopicsDeleted(GroupPartitionMessage.TopicsDeleted deleted) {
        groups.tellAll(new GroupMessage.TopicsDeleted(deleted.topics()));
        return this;
    }

    private Behavior<GroupPartitionMessage> onLookForExpired(LookForExpired ignored) {
        if (phase == Phase.SERVING) {
            groups.tellAll(GroupMessage.ExpireOffsets.EXPIRE);
        }
        return this;
    }
}
