package io.sampo.simulation.groups;

import io.sampo.groups.ConsumerGroup;
import io.sampo.groups.Decision;
import io.sampo.groups.GroupRequest.CommitOffsets;
import io.sampo.groups.GroupRequest.CommitOffsets.Position;
import io.sampo.groups.GroupRequest.FetchOffsets;
import io.sampo.groups.GroupResponse.OffsetsCommitted;
import io.sampo.groups.GroupResponse.OffsetsFetched;
import io.sampo.groups.RequestContext;
import io.sampo.groups.offsets.CommittedOffset;
import io.sampo.model.ErrorCode;
import io.sampo.model.TopicIdPartition;
import io.sampo.model.TopicPartition;
import io.sampo.simulation.engine.Rng;
import java.util.Collection;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * A consumer: what it may read it reads from the committed offset on, and commits how far it is. The protocol that tells it
 * what it may read is its subclass's.
 */
abstract class SimConsumer {
    static final long TICK_MS = 40;

    final GroupSimulation world;
    final Rng random;
    final @Nullable String instanceId;
    private final String name;
    /** Where it is; null = it does not know yet where to begin. */
    private final Map<TopicPartition, Long> positions = new TreeMap<>();

    /**
     * What it asks the offsets of, and has used all the time since. Another may use, and commit, what it is given while the
     * answer is on the way.
     */
    private Set<TopicPartition> asked = new TreeSet<>();

    private int knownCoordinator;
    private boolean isAlive = true;
    private boolean commits;
    private boolean fetches;
    private int life;

    SimConsumer(GroupSimulation world, String name, @Nullable String instanceId, Rng random) {
        this.world = world;
        this.name = name;
        this.instanceId = instanceId;
        this.random = random;
    }

    String name() {
        return name;
    }

    abstract boolean isClassic();

    /** As the group knows it; empty = it does not. */
    abstract String memberId();

    /** Generation or member epoch; -1 = none. */
    abstract int generation();

    /** The generation or epoch that it was given what it uses by. */
    abstract int ownedGeneration();

    /** It has answers that it may use partitions by. */
    abstract boolean mayRead();

    /** Another round of the protocol. */
    abstract void turn();

    /** Everything about the group is forgotten. */
    abstract void forgetGroup();

    /** Leaves in an orderly way. */
    abstract void leave();

    boolean isAlive() {
        return isAlive;
    }

    /** The newest coordinator that it has heard of; it goes back to none that is older, as long as it lives. */
    int knownCoordinator() {
        return knownCoordinator;
    }

    void hears(int coordinator) {
        knownCoordinator = Math.max(knownCoordinator, coordinator);
    }

    /** Which run of the process this is; what was asked in an earlier one is nobody's business. */
    int life() {
        return life;
    }

    Set<TopicPartition> uses() {
        return isAlive ? positions.keySet() : Set.of();
    }

    void start() {
        world.schedule().after(random.between(1, TICK_MS), this::tick);
    }

    private void tick() {
        if (isAlive) {
            turn();
            work();
        }
        world.schedule().after(TICK_MS, this::tick);
    }

    void die() {
        isAlive = false;
        life++;
        commits = false;
        fetches = false;
        own(Set.of());
        forgetGroup();
    }

    void restart() {
        isAlive = true;
    }

    /** From now on it reads these and no others. */
    void own(Collection<TopicPartition> partitions) {
        positions.keySet().retainAll(new TreeSet<>(partitions));
        asked.retainAll(positions.keySet());
        for (TopicPartition partition : partitions) {
            if (!positions.containsKey(partition)) {
                positions.put(partition, null);
            }
        }
    }

    private void work() {
        if (!mayRead()) {
            return;
        }
        if (!fetches && positions.containsValue(null)) {
            fetch();
        }
        positions.replaceAll((partition, at) -> at == null ? null : at + random.below(3));
        if (!commits && random.below(3) == 0) {
            commit();
        }
    }

    private void fetch() {
        fetches = true;
        asked = new TreeSet<>(positions.keySet());
        // With its epoch, so that a coordinator that was deposed before it had that epoch shows nothing (KIP-848).
        FetchOffsets request =
                isClassic() ? new FetchOffsets(null, -1, null) : new FetchOffsets(memberId(), generation(), null);
        world.fetch(this, request, fetched -> {
            fetches = false;
            if (fetched != null && fetched.error() == ErrorCode.NONE) {
                begin(fetched);
            }
        });
    }

    private void begin(OffsetsFetched fetched) {
        positions.replaceAll((partition, at) -> {
            if (!asked.contains(partition)) {
                return at;
            }
            CommittedOffset from = fetched.offsets().get(partition);
            return at != null ? at : from == null ? Long.valueOf(0) : Long.valueOf(from.offset());
        });
    }

    private void commit() {
        TreeMap<TopicPartition, Position> read = new TreeMap<>();
        positions.forEach((partition, at) -> {
            if (at != null) {
                read.put(partition, new Position(at, -1, "", null));
            }
        });
        if (read.isEmpty()) {
            return;
        }
        CommitOffsets request = new CommitOffsets(memberId(), instanceId, generation(), true, -1, read);
        BiFunction<ConsumerGroup, RequestContext, Decision> asking =
                (group, context) -> group.commit(request, context, world.topics());
        commits = true;
        world.ask(this, asking, 300, answer -> {
            commits = false;
            if (answer instanceof OffsetsCommitted committed && committed.error() == ErrorCode.NONE) {
                read.forEach((partition, position) -> world.laws().acknowledged(partition, position.offset()));
            }
        });
        world.keepForReplay(request, asking);
    }

    TopicIdPartition identified(TopicPartition partition) {
        return Objects.requireNonNull(world.topics().identified(partition), "a topic that never was");
    }

    @Override
    public String toString() {
        return name + " (" + (isClassic() ? "classic " : "") + memberId() + ", " + generation() + ", "
                + (isAlive ? positions : "dead") + ")";
    }
}
