package io.sampo.simulation;

import io.sampo.controller.Decision;
import io.sampo.controller.topic.ClusterDefaults;
import io.sampo.controller.topic.TopicCreation;
import io.sampo.model.PartitionState;
import io.sampo.model.TopicId;
import io.sampo.model.TopicIdPartition;
import io.sampo.simulation.engine.Rng;
import io.sampo.simulation.engine.Schedule;
import io.sampo.simulation.engine.Trace;
import io.sampo.simulation.engine.Violation;
import io.sampo.simulation.engine.World;
import io.sampo.simulation.watch.ProducerFold;
import io.sampo.simulation.weather.DiskWeather;
import io.sampo.simulation.weather.Profile;
import io.sampo.simulation.weather.Weather;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A cluster in virtual time, from one seed: the production cores, and around them a network, disks, processes and clocks
 * that are made up. First it lives under load and faults, then everything heals and has to come to rest.
 */
final class Simulation implements World {
    private static final long HEALING_MS = 30_000;
    private static final long STEP_MS = 50;

    private final Schedule schedule = new Schedule();
    private final Trace trace = new Trace();
    private final Rng random;
    private final Weather weather;
    private final Network network;
    private final MetadataJournal journal;
    private final Laws laws;
    private final Nemesis nemesis;
    private final DiskWeather disks;
    private final Rng topicRandom;
    private final List<SimBroker> brokers = new ArrayList<>();
    private final List<SimProducer> producers = new ArrayList<>();
    private final List<SimReader> readers = new ArrayList<>();
    private boolean loaded = true;
    private boolean healing;
    private boolean beyondPromise;
    private long nextProducerId = 100;

    Simulation(long seed, Profile profile) {
        random = new Rng(seed);
        weather = Weather.of(profile, random.split());
        network = new Network(schedule, weather, random.split());
        laws = new Laws(this);
        journal = new MetadataJournal(laws::metadata);
        disks = new DiskWeather(weather, random.split());
        topicRandom = random.split();
        for (int id = 1; id <= weather.brokers(); id++) {
            brokers.add(new SimBroker(this, id, random.split()));
        }
        nemesis = new Nemesis(this, random.split());
    }

    Schedule schedule() {
        return schedule;
    }

    long nowMs() {
        return schedule.nowMs();
    }

    Weather weather() {
        return weather;
    }

    Network network() {
        return network;
    }

    MetadataJournal journal() {
        return journal;
    }

    Laws laws() {
        return laws;
    }

    List<SimBroker> brokers() {
        return brokers;
    }

    SimBroker broker(int id) {
        return brokers.get(id - 1);
    }

    List<SimReader> readers() {
        return readers;
    }

    long newProducerId() {
        return nextProducerId++;
    }

    /** Where retention has to stop: what is committed and not yet known to its producer is too young to be taken (H72). */
    long retainableTo(TopicIdPartition partition) {
        long to = laws.truth(partition).end();
        for (SimProducer producer : producers) {
            if (producer.partition().equals(partition)) {
                to = Math.min(to, producer.unansweredFrom());
            }
        }
        return to;
    }

    /** Clients send. */
    boolean isLoaded() {
        return loaded;
    }

    boolean isHealing() {
        return healing;
    }

    /** More was lost than anybody is promised to survive (H24): what was committed may be gone, and the rest has to heal. */
    void leavePromise(Object why) {
        if (!beyondPromise) {
            trace("beyond promise", -1, Trace.NONE, Trace.NONE, why);
            beyondPromise = true;
        }
    }

    boolean isBeyondPromise() {
        return beyondPromise;
    }

    void trace(String what, int node, long first, long second, @Nullable Object detail) {
        trace.add(schedule.nowMs(), what, node, first, second, detail);
    }

    @Override
    public Trace trace() {
        return trace;
    }

    DiskWeather disks() {
        return disks;
    }

    /** Faults and load, then rest. Throws {@link Violation}. */
    @Override
    public void run() {
        for (SimBroker broker : brokers) {
            schedule.after(random.below(10), broker::start);
        }
        nemesis.keepController();
        createTopic("orders");
        while (schedule.step(weather.durationMs())) {
            // Every event looks at the laws by itself.
        }
        heal();
        while (schedule.nowMs() < weather.durationMs() + HEALING_MS && !isResting()) {
            long endMs = schedule.nowMs() + STEP_MS;
            while (schedule.step(endMs)) {
                // As above.
            }
        }
        requireRest();
    }

    private void heal() {
        loaded = false;
        healing = true;
        trace("heal", -1, Trace.NONE, Trace.NONE, null);
        network.calm();
        disks.calm();
        nemesis.heal();
    }

    // ---- topics

    void createTopic(String name) {
        TopicId id = new TopicId(new UUID(topicRandom.next(), topicRandom.next()));
        List<List<Integer>> assignment = new ArrayList<>();
        for (int i = 0; i < weather.partitions(); i++) {
            int first = topicRandom.below(weather.brokers());
            List<Integer> replicas = new ArrayList<>();
            for (int k = 0; k < weather.replicas(); k++) {
                replicas.add(1 + (first + k) % weather.brokers());
            }
            assignment.add(replicas);
        }
        TopicCreation creation = new TopicCreation(
                name,
                TopicCreation.DEFAULT,
                TopicCreation.DEFAULT,
                assignment,
                Map.of("min.insync.replicas", String.valueOf(weather.minIsr())),
                false);
        ask(new Wish() {
            @Override
            public boolean isGranted() {
                return journal.metadata().topic(id) != null;
            }

            @Override
            public void tell(ActiveController controller) {
                controller.decide(metadata -> metadata.deletedTopics().containsValue(id)
                        ? Decision.unchanged(0)
                        : creation.decide(metadata, new ClusterDefaults(1, 3, 2), id));
            }

            @Override
            public void granted() {
                for (int i = 0; i < assignment.size(); i++) {
                    use(new TopicIdPartition(id, i));
                }
            }
        });
    }

    private void use(TopicIdPartition partition) {
        int clients = 1 + topicRandom.below(2);
        for (int i = 0; i < clients; i++) {
            SimProducer producer = new SimProducer(this, newProducerId(), partition, topicRandom.split());
            producers.add(producer);
            schedule.after(20, producer::run);
        }
        SimReader reader = new SimReader(this, partition, topicRandom.split());
        readers.add(reader);
        schedule.after(20, reader::run);
    }

    /** True from when its clients know that it is there. */
    boolean isUsed(TopicId topic) {
        for (SimProducer producer : producers) {
            if (producer.partition().topicId().equals(topic)) {
                return true;
            }
        }
        return false;
    }

    /** Its clients go with a topic. */
    void forget(TopicId topic) {
        producers.removeIf(producer -> {
            boolean its = producer.partition().topicId().equals(topic);
            if (its) {
                producer.stop();
            }
            return its;
        });
        readers.removeIf(reader -> {
            boolean its = reader.partition().topicId().equals(topic);
            if (its) {
                reader.stop();
            }
            return its;
        });
    }

    /** What an administrator wants, and asks for until it is there. */
    interface Wish {
        boolean isGranted();

        void tell(ActiveController controller);

        void granted();
    }

    void ask(Wish wish) {
        if (wish.isGranted()) {
            wish.granted();
            return;
        }
        for (SimBroker broker : brokers) {
            ActiveController controller = broker.isUp() ? broker.controller() : null;
            if (controller != null && !controller.isReplaced()) {
                schedule.after(1, () -> broker.arrive(() -> wish.tell(controller)));
            }
        }
        schedule.after(25, () -> ask(wish));
    }

    // ---- the end

    private boolean isResting() {
        for (SimProducer producer : producers) {
            if (!producer.isSettled()) {
                return false;
            }
        }
        boolean[] resting = {
            journal.metadata().topics().size() > 0
                    && journal.metadata().reassignments().isEmpty()
        };
        journal.metadata().forEachPartition((partition, state) -> {
            long end = restingEnd(partition, state);
            resting[0] &= state.isr().size() == state.replicas().size() && state.hasLeader();
            resting[0] &=
                    beyondPromise || brokers.stream().noneMatch(broker -> keepsForNothing(broker, partition, state));
            for (int id : state.replicas()) {
                SimReplica replica = broker(id).replicas().get(partition);
                resting[0] &= replica != null
                        && replica.core().log().highWatermark() == end
                        && replica.log().logEndOffset() == end
                        && !replica.core().log().isWriting()
                        && replica.core().nextDeadlineMs() == Long.MAX_VALUE;
            }
        });
        return resting[0];
    }

    /** R15: what a record allows to be deleted is deleted. */
    private void requireNothingKept(TopicIdPartition partition, PartitionState state) {
        for (SimBroker broker : brokers) {
            laws.require(
                    beyondPromise || !keepsForNothing(broker, partition, state),
                    "I17",
                    "broker " + broker.id() + " keeps " + partition + ", of which it is no replica");
        }
    }

    private static boolean keepsForNothing(SimBroker broker, TopicIdPartition partition, PartitionState state) {
        return !state.replicas().contains(broker.id()) && broker.logs().containsKey(partition);
    }

    private long restingEnd(TopicIdPartition partition, PartitionState state) {
        SimReplica leader =
                state.hasLeader() ? broker(state.leader()).replicas().get(partition) : null;
        return beyondPromise && leader != null
                ? leader.log().logEndOffset()
                : laws.truth(partition).end();
    }

    /** I7, I14, I16, I17. */
    private void requireRest() {
        journal.metadata().forEachPartition(this::requireNothingKept);
        laws.require(isResting(), "I17", "no rest " + HEALING_MS + " ms after the last fault");
        producers.forEach(SimProducer::requireComplete);
        journal.metadata().forEachPartition((partition, state) -> {
            for (int id : state.replicas()) {
                SimReplica replica = broker(id).replicas().get(partition);
                ProducerFold.require(replica.log(), replica.core().log().producers(), replica);
            }
            if (beyondPromise) {
                requireEqual(partition, state);
                return;
            }
            PartitionTruth truth = laws.truth(partition);
            for (int id : state.replicas()) {
                SimReplica replica = broker(id).replicas().get(partition);
                if (!truth.holds(replica.log(), truth.end()) || replica.log().logEndOffset() != truth.end()) {
                    throw new Violation("I16", replica + " differs from what is committed to " + truth.end());
                }
            }
        });
    }

    /** R12: whatever is left, everybody has the same of it. */
    private void requireEqual(TopicIdPartition partition, PartitionState state) {
        SimLog leader = broker(state.leader()).replicas().get(partition).log();
        for (int id : state.replicas()) {
            SimReplica replica = broker(id).replicas().get(partition);
            if (!leader.isSame(replica.log())) {
                throw new Violation("I16", replica + " differs from its leader, which has " + leader);
            }
        }
    }

    /** For people: how everything stands. */
    @Override
    public List<String> state() {
        List<String> lines = new ArrayList<>();
        lines.add("weather " + weather);
        journal.metadata()
                .forEachPartition(
                        (partition, state) -> lines.add(laws.truth(partition).describe(state)));
        for (SimBroker broker : brokers) {
            lines.add("broker " + broker.id() + " epoch " + broker.brokerEpoch() + (broker.isUp() ? "" : " down")
                    + (broker.isPaused() ? " paused" : "") + " image at "
                    + broker.image().offset() + " "
                    + journal.metadata().broker(broker.id()));
            broker.replicas().values().forEach(replica -> lines.add("  " + replica));
        }
        return lines;
    }

    @Override
    public long events() {
        return schedule.done();
    }

    @Override
    public long acknowledged() {
        return laws.acknowledged();
    }
}
