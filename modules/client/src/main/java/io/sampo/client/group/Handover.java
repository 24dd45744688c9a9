package io.sampo.client.group;

import io.sampo.client.ConsumerSettings;
import io.sampo.client.OffsetAndMetadata;
import io.sampo.client.RebalanceListener;
import io.sampo.client.StartAt;
import io.sampo.client.group.GroupMembership.Change;
import io.sampo.client.group.MembershipActor.Reading;
import io.sampo.client.session.LatestView;
import io.sampo.messages.ClusterView.TopicView;
import io.sampo.model.TopicIdPartition;
import io.sampo.model.TopicPartition;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries out what {@link GroupMembership} wants changed: one change at a time, each a line of steps that wait for the reader,
 * the listener and the coordinator. Part of {@link MembershipActor}, and used in it alone.
 */
final class Handover {
    private static final Logger LOG = LoggerFactory.getLogger(Handover.class);

    /**
     * What it works with.
     *
     * @param actor runs something in the actor
     * @param later the same, after a pause
     */
    record Parts(
            Reading reading,
            GroupMembership member,
            Commits commits,
            GroupCallsActor.Asker group,
            LatestView view,
            Executor actor,
            Executor later,
            ConsumerSettings settings) {}

    private final Parts parts;
    /** What is read, by name, in the order of the identities. */
    private final Map<TopicIdPartition, TopicPartition> names = new TreeMap<>();
    /** What is read or being given up: a topic of the same name may be another one by now. */
    private final Map<TopicPartition, TopicIdPartition> ids = new HashMap<>();
    /** What was handed out of partitions that are being given up. */
    private final Map<TopicPartition, Long> lettingGo = new HashMap<>();

    private RebalanceListener listener = RebalanceListener.NONE;
    private @Nullable Change waitsForView;

    Handover(Parts parts) {
        this.parts = parts;
    }

    void listener(RebalanceListener next) {
        listener = next;
    }

    /** What is read. */
    Set<TopicPartition> assignment() {
        return new TreeSet<>(names.values());
    }

    /** As what {@code partition} was given; null where the group has not given it. */
    @Nullable
    TopicIdPartition idOf(TopicPartition partition) {
        return ids.get(partition);
    }

    /** The group has thrown this member out: nothing is handed out any more, whatever change is still under way. */
    void thrownOut() {
        parts.reading().hold(assignment());
    }

    /** Positions of what was handed out and is being given up: to be committed still. A copy. */
    Map<TopicPartition, Long> lettingGo() {
        return new HashMap<>(lettingGo);
    }

    /** The client has been shown a newer view of the cluster. */
    void viewChanged() {
        Change change = waitsForView;
        if (change != null) {
            waitsForView = null;
            take(change);
        }
    }

    /** The coordinator has spoken: what it gave a moment ago may be void, for example because its topic was deleted. */
    void reconsider() {
        if (waitsForView != null && !parts.member().wants(waitsForView)) {
            waitsForView = null;
            parts.member().abandoned();
        }
    }

    /** Begins a change, which ends with {@link GroupMembership#done}. */
    void begin(Change change) {
        switch (change.kind()) {
            case GIVE_UP -> giveUp(change);
            case LOST -> lost(change);
            case TAKE -> take(change);
        }
    }

    /** Stop handing out, let the user finish, commit, and only then tell the coordinator. */
    private void giveUp(Change change) {
        Collection<TopicPartition> gone = named(change.partitions());
        // Otherwise records could be handed out between what the positions say and the end of reading.
        parts.reading().hold(gone);
        CompletionStage<Map<TopicPartition, Long>> handedOut = parts.reading().positions();
        CompletionStage<Map<TopicPartition, Long>> processed = parts.reading().processed();
        stopReading(change.partitions());
        then(handedOut.thenCombine(processed, (first, second) -> List.of(first, second)), positions -> {
            gone.forEach(partition -> {
                Long position = positions.get(0).get(partition);
                if (position != null) {
                    lettingGo.put(partition, position);
                }
            });
            if (parts.settings().enableAutoCommit()) {
                parts.commits().addIfNew(offsets(positions.get(1), gone), parts.view());
            }
            // First what the listener has committed, and then the word that these are free.
            then(
                    heard(gone, listener::onRevoked),
                    heard -> then(parts.commits().settled(), nothing -> {
                        // Another member may commit from now on.
                        gone.forEach(partition -> {
                            ids.remove(partition);
                            lettingGo.remove(partition);
                            parts.commits().forget(partition);
                        });
                        parts.member().done(MembershipActor.nowMs());
                    }));
        });
    }

    private void lost(Change change) {
        Collection<TopicPartition> gone = named(change.partitions());
        stopReading(change.partitions());
        // Another member may have committed already.
        gone.forEach(partition -> {
            ids.remove(partition);
            parts.commits().forget(partition);
        });
        // Answered when reading has stopped: nothing comes of them after the listener has heard that they are lost.
        then(
                parts.reading().positions(),
                stopped -> then(
                        heard(gone, listener::onLost), nothing -> parts.member().done(MembershipActor.nowMs())));
    }

    private void stopReading(SortedSet<TopicIdPartition> gone) {
        names.keySet().removeAll(gone);
        assign(Map.of(), Set.of());
    }

    private void take(Change change) {
        if (!parts.member().wants(change)) {
            parts.member().abandoned();
            return;
        }
        Map<TopicIdPartition, TopicPartition> taken = new TreeMap<>();
        for (TopicIdPartition partition : change.partitions()) {
            TopicView topic = parts.view().topic(partition.topicId());
            if (topic == null) {
                // The coordinator is ahead of what this client has been shown.
                waitsForView = change;
                return;
            }
            taken.put(partition, new TopicPartition(topic.topic(), partition.partition()));
        }
        then(parts.group().fetch(parts.member(), taken.values()), committed -> {
            if (!parts.member().wants(change)) {
                parts.member().abandoned();
                return;
            }
            if (committed == null) {
                // At another epoch meanwhile.
                parts.later().execute(() -> take(change));
                return;
            }
            Map<TopicPartition, StartAt> starts = new HashMap<>();
            committed.forEach((partition, offset) -> starts.put(partition, StartAt.offset(offset.offset())));
            names.putAll(taken);
            taken.forEach((id, name) -> ids.put(name, id));
            Set<TopicPartition> fresh = new TreeSet<>(taken.values());
            assign(starts, fresh);
            then(heard(fresh, listener::onAssigned), nothing -> {
                if (!parts.member().hasLost()) {
                    parts.reading().release(fresh);
                }
                parts.member().done(MembershipActor.nowMs());
            });
        });
    }

    private void assign(Map<TopicPartition, StartAt> starts, Set<TopicPartition> held) {
        Map<TopicPartition, @Nullable StartAt> all = new LinkedHashMap<>();
        names.values().forEach(partition -> all.put(partition, starts.get(partition)));
        parts.reading().assign(all, held);
    }

    private Collection<TopicPartition> named(SortedSet<TopicIdPartition> partitions) {
        Set<TopicPartition> named = new TreeSet<>();
        partitions.forEach(partition -> {
            TopicPartition name = names.get(partition);
            if (name != null) {
                named.add(name);
            }
        });
        return named;
    }

    private CompletionStage<Void> heard(
            Collection<TopicPartition> partitions, Function<Collection<TopicPartition>, CompletionStage<Void>> call) {
        CompletionStage<Void> stage = CompletableFuture.completedFuture(null);
        if (!partitions.isEmpty()) {
            try {
                stage = Objects.requireNonNull(call.apply(partitions), "the listener gave no stage");
            } catch (Throwable e) {
                // Whatever the code of a user throws: the group must not stand still for it.
                stage = CompletableFuture.failedFuture(e);
            }
        }
        return stage.exceptionally(failure -> {
            LOG.warn("A rebalance listener of group {} failed", parts.settings().groupId(), failure);
            return null;
        });
    }

    /** Runs {@code step} in this actor when the stage is done; one that fails gives null. */
    <T> void then(CompletionStage<T> stage, Consumer<@Nullable T> step) {
        stage.whenComplete(
                (value, failure) -> parts.actor().execute(() -> step.accept(failure == null ? value : null)));
    }

    /** Those of {@code of} that have a position. */
    static Map<TopicPartition, OffsetAndMetadata> offsets(
            Map<TopicPartition, Long> positions, Collection<TopicPartition> of) {
        Map<TopicPartition, OffsetAndMetadata> offsets = new TreeMap<>();
        of.forEach(partition -> {
            Long position = positions.get(partition);
            if (position != null) {
                offsets.put(partition, new OffsetAndMetadata(position));
            }
        });
        return offsets;
    }
}
