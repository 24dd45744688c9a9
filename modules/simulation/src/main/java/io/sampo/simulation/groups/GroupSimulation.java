package io.sampo.simulation.groups;

import io.sampo.groups.ConsumerGroup;
import io.sampo.groups.Decision;
import io.sampo.groups.GroupDescription;
import io.sampo.groups.GroupRequest.CommitOffsets;
import io.sampo.groups.GroupRequest.FetchOffsets;
import io.sampo.groups.GroupResponse;
import io.sampo.groups.GroupResponse.OffsetsFetched;
import io.sampo.groups.GroupSettings;
import io.sampo.groups.GroupTopics;
import io.sampo.groups.Now;
import io.sampo.groups.RequestContext;
import io.sampo.model.TopicId;
import io.sampo.model.TopicIdPartition;
import io.sampo.model.TopicPartition;
import io.sampo.simulation.engine.Rng;
import io.sampo.simulation.engine.Schedule;
import io.sampo.simulation.engine.Trace;
import io.sampo.simulation.engine.Violation;
import io.sampo.simulation.engine.World;
import io.sampo.simulation.weather.Fault;
import io.sampo.simulation.weather.Profile;
import io.sampo.simulation.weather.Weather;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One group in virtual time, from one seed: consumers of both protocols, a coordinator that moves, and a network between
 * them. First it lives under faults, then everything is calm and has to come to rest.
 */
public final class GroupSimulation implements World {
    static final int SESSION_MS = 2_000;
    static final int REBALANCE_MS = 1_500;
    static final int HEARTBEAT_MS = 200;
    private static final long CALM_MS = 20_000;
    private static final int TOPICS = 3;
    private static final GroupSettings SETTINGS = new GroupSettings(
            500,
            10_000,
            100,
            300,
            5_000,
            SESSION_MS,
            HEARTBEAT_MS,
            HEARTBEAT_MS / 4,
            100,
            List.of("uniform", "range"),
            GroupSettings.MigrationPolicy.BIDIRECTIONAL,
            4_096,
            604_800_000L);

    private final Schedule schedule = new Schedule();
    private final Trace trace = new Trace();
    private final GroupLaws laws = new GroupLaws();
    private final Rng random;
    private final Rng networkRandom;
    private final Weather weather;
    private final GroupLog log;
    private final boolean isEager;
    private final List<SimConsumer> consumers = new ArrayList<>();
    private final List<SimCoordinator> coordinators = new ArrayList<>();
    private final Map<SimConsumer, Long> lastMs = new HashMap<>();
    private GroupTopics topics;
    private boolean isCalm;
    private long requests;
    private long ids;

    public GroupSimulation(long seed, Profile profile) {
        random = new Rng(seed);
        weather = Weather.of(profile, random.split());
        networkRandom = random.split();
        log = new GroupLog(schedule, random.split(), laws::committed);
        isEager = random.chance(0.5);
        topics = topics(1);
        int kinds = random.below(3);
        for (int i = 0; i < 3 + random.below(3); i++) {
            String instanceId = random.chance(0.3) ? "i" + i : null;
            boolean classic = kinds == 0 || (kinds == 1 && random.chance(0.5));
            consumers.add(
                    classic
                            ? new ClassicConsumer(this, "c" + i, instanceId, random.split())
                            : new ModernConsumer(this, "m" + i, instanceId, random.split()));
        }
    }

    private GroupTopics topics(long version) {
        List<GroupTopics.Topic> all = new ArrayList<>();
        for (int i = 0; i < TOPICS; i++) {
            GroupTopics.Topic before = version == 1 ? null : topics.named("t" + i);
            int partitions = before == null ? 1 + random.below(4) : before.partitions() + random.below(2);
            all.add(new GroupTopics.Topic(new TopicId(new UUID(9, i)), "t" + i, partitions));
        }
        return new GroupTopics(version, all);
    }

    Schedule schedule() {
        return schedule;
    }

    long nowMs() {
        return schedule.nowMs();
    }

    Now now() {
        return new Now(schedule.nowMs(), 1_000_000 + schedule.nowMs());
    }

    GroupLog log() {
        return log;
    }

    GroupLaws laws() {
        return laws;
    }

    GroupTopics topics() {
        return topics;
    }

    boolean isCalm() {
        return isCalm;
    }

    boolean isEager() {
        return isEager;
    }

    TopicPartition named(TopicIdPartition partition) {
        return Objects.requireNonNull(topics.named(partition), "a partition of no topic");
    }

    SortedMap<String, Integer> partitionCounts() {
        SortedMap<String, Integer> counts = new TreeMap<>();
        topics.names()
                .forEach(name -> counts.put(
                        name, Objects.requireNonNull(topics.named(name)).partitions()));
        return counts;
    }

    SortedSet<String> someTopics(Rng of) {
        SortedSet<String> some = new TreeSet<>(topics.names());
        if (!isCalm && of.below(3) == 0) {
            some.remove("t" + of.below(TOPICS));
        }
        return some;
    }

    long newId() {
        return ++ids;
    }

    /** Asks the coordinator that the consumer believes in; the answer, or null when it has waited long enough. */
    void ask(
            SimConsumer consumer,
            BiFunction<ConsumerGroup, RequestContext, Decision> request,
            long patienceMs,
            Consumer<@Nullable GroupResponse> answer) {
        long id = ++requests;
        boolean[] isOver = new boolean[1];
        Consumer<@Nullable GroupResponse> once = response -> {
            if (!isOver[0]) {
                isOver[0] = true;
                heard(consumer, id, response);
                answer.accept(response);
            }
        };
        schedule.after(patienceMs, () -> once.accept(null));
        send(consumer, coordinator -> {
            RequestContext context = new RequestContext(id, now(), consumer.name(), "/" + consumer.name(), "x" + id);
            coordinator.ask(context, request, response -> deliver(() -> once.accept(response)));
        });
    }

    private void heard(SimConsumer consumer, long id, @Nullable GroupResponse response) {
        String what = response == null ? "timeout" : response.getClass().getSimpleName() + " " + response.error();
        trace.add(schedule.nowMs(), what, -1, id, Trace.NONE, consumer);
    }

    void fetch(SimConsumer consumer, FetchOffsets request, Consumer<@Nullable OffsetsFetched> answer) {
        boolean[] isOver = new boolean[1];
        Consumer<@Nullable OffsetsFetched> once = fetched -> {
            if (!isOver[0]) {
                isOver[0] = true;
                answer.accept(fetched);
            }
        };
        schedule.after(300, () -> once.accept(null));
        send(
                consumer,
                coordinator -> coordinator.fetch(request, topics, fetched -> deliver(() -> once.accept(fetched))));
        trace.add(schedule.nowMs(), "fetch", -1, Trace.NONE, Trace.NONE, consumer.name());
    }

    /** The leader; or, now and then, the one before it, which may be alive and not know that it was deposed. */
    private SimCoordinator believed(int atLeast) {
        int last = coordinators.size() - 1;
        boolean isWrong = !isCalm && last > 0 && weather.has(Fault.PAUSE) && networkRandom.below(6) == 0;
        boolean mayBe = isWrong && coordinators.get(last - 1).epoch() >= atLeast;
        return coordinators.get(mayBe ? last - 1 : last);
    }

    /** What a consumer sends arrives in its order, or not at all: a connection. */
    private void send(SimConsumer from, Consumer<SimCoordinator> request) {
        SimCoordinator to = believed(from.knownCoordinator());
        from.hears(to.epoch());
        long delayMs = delayMs();
        if (delayMs < 0) {
            return;
        }
        long atMs = Math.max(schedule.nowMs() + delayMs, lastMs.getOrDefault(from, 0L));
        lastMs.put(from, atMs);
        schedule.at(atMs, () -> request.accept(to));
    }

    private void deliver(Runnable arrival) {
        long delayMs = delayMs();
        if (delayMs >= 0) {
            schedule.after(delayMs, arrival);
        }
    }

    /** -1 = it is lost. */
    private long delayMs() {
        if (!isCalm && networkRandom.chance(weather.loss())) {
            return -1;
        }
        long delayMs = networkRandom.between(1, 4);
        boolean isLate = !isCalm && networkRandom.chance(weather.late());
        return isLate ? delayMs + networkRandom.between(1, weather.lateMs()) : delayMs;
    }

    /** A proxy keeps a commit, and sends it again when its sender has moved on (T25): nobody may see it then. */
    void keepForReplay(CommitOffsets request, BiFunction<ConsumerGroup, RequestContext, Decision> asking) {
        if (isCalm || !weather.has(Fault.REORDER) || networkRandom.below(6) != 0) {
            return;
        }
        schedule.after(networkRandom.between(100, 3_000), () -> {
            if (!isCalm && laws.isVoid(request, topics)) {
                long id = ++requests;
                trace.add(schedule.nowMs(), "replay", -1, id, request.generation(), request.memberId());
                RequestContext context = new RequestContext(id, now(), "proxy", "/proxy", "x" + id);
                believed(0).ask(context, asking, response -> {});
            }
        });
    }

    @Override
    public void run() {
        moveCoordinator();
        consumers.forEach(SimConsumer::start);
        long endMs = weather.durationMs() * 5;
        schedule.after(weather.faultEveryMs() * 4, this::fault);
        while (schedule.step(endMs)) {
            laws.owners(consumers);
        }
        calm();
        while (schedule.step(endMs + CALM_MS)) {
            laws.owners(consumers);
        }
        requireRest();
    }

    private void fault() {
        if (isCalm) {
            return;
        }
        SimConsumer consumer = consumers.get(random.below(consumers.size()));
        switch (random.below(6)) {
            case 0 -> {
                if (weather.has(Fault.ACTOR)) {
                    moveCoordinator();
                }
            }
            case 1 -> {
                if (weather.has(Fault.CRASH) && consumer.isAlive()) {
                    trace.add(schedule.nowMs(), "dies", -1, Trace.NONE, Trace.NONE, consumer);
                    consumer.die();
                }
            }
            case 2 -> consumer.restart();
            case 3 -> {
                if (consumer.isAlive()) {
                    trace.add(schedule.nowMs(), "leaves", -1, Trace.NONE, Trace.NONE, consumer);
                    consumer.leave();
                    consumer.die();
                }
            }
            case 4 -> {
                if (random.below(3) == 0) {
                    topics = topics(topics.version() + 1);
                }
            }
            default -> consumers.forEach(SimConsumer::restart);
        }
        schedule.after(random.between(1, weather.faultEveryMs() * 4), this::fault);
    }

    /** Another broker leads. The coordinator before may die by that, or live on until an append of its fails. */
    private void moveCoordinator() {
        if (!coordinators.isEmpty() && (!weather.has(Fault.PAUSE) || random.below(2) == 0)) {
            coordinators.get(coordinators.size() - 1).stop();
        }
        SimCoordinator next = new SimCoordinator(this, log.elect(), SETTINGS);
        trace.add(schedule.nowMs(), "coordinator", next.epoch(), Trace.NONE, Trace.NONE, null);
        coordinators.add(next);
        schedule.after(random.between(1, 150), next::load);
    }

    private void calm() {
        isCalm = true;
        coordinators.stream().filter(coordinator -> coordinator != leader()).forEach(SimCoordinator::stop);
        if (!leader().isLoaded()) {
            moveCoordinator();
        }
        consumers.forEach(SimConsumer::restart);
        trace.add(schedule.nowMs(), "calm", -1, Trace.NONE, Trace.NONE, null);
    }

    private SimCoordinator leader() {
        return coordinators.get(coordinators.size() - 1);
    }

    private void requireRest() {
        ConsumerGroup group = leader().group();
        GroupDescription described = group.describe(topics);
        if (!leader().isLoaded() || !described.state().equals("Stable")) {
            throw new Violation("G8", "the group is " + described);
        }
        Set<TopicPartition> read = new TreeSet<>();
        for (SimConsumer consumer : consumers) {
            for (TopicPartition partition : consumer.uses()) {
                if (!read.add(partition)) {
                    throw new Violation("G8", partition + " is read twice at rest: " + consumers);
                }
            }
        }
        Set<TopicPartition> all = new TreeSet<>();
        described.members().forEach(member -> all.addAll(member.target()));
        if (!read.equals(all)) {
            throw new Violation("G8", "read at rest is " + read + ", to be read is " + all);
        }
        if (log.isQuiet() && leader().isQuiet() && !group.state().equals(laws.truth())) {
            throw new Violation("G7", "the coordinator has " + group.state() + ", its records make " + laws.truth());
        }
    }

    @Override
    public Trace trace() {
        return trace;
    }

    @Override
    public List<String> state() {
        List<String> lines = new ArrayList<>();
        consumers.forEach(consumer -> lines.add(consumer.toString()));
        lines.add(
                "coordinators " + coordinators.size() + ", " + leader().group().describe(topics));
        lines.add("committed " + laws.truth());
        return lines;
    }

    @Override
    public long events() {
        return schedule.done();
    }

    @Override
    public long acknowledged() {
        return laws.acknowledgements();
    }
}
