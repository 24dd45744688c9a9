package io.sampo.simulation;

import io.sampo.controller.ClusterMetadata;
import io.sampo.controller.Decision;
import io.sampo.controller.TopicMetadata;
import io.sampo.controller.reassignment.ReassignmentRequest;
import io.sampo.controller.topic.ClusterDefaults;
import io.sampo.controller.topic.TopicAlteration;
import io.sampo.model.PartitionState;
import io.sampo.model.TopicIdPartition;
import io.sampo.simulation.engine.Rng;
import io.sampo.simulation.engine.Trace;
import io.sampo.simulation.weather.Fault;
import io.sampo.simulation.weather.Weather;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Brings the faults of a seed, one after the other, and keeps to what is promised to be survived. */
final class Nemesis {
    private final Simulation simulation;
    private final Weather weather;
    private final Rng random;
    private final List<Fault> faults;

    Nemesis(Simulation simulation, Rng random) {
        this.simulation = simulation;
        this.weather = simulation.weather();
        this.random = random;
        this.faults = List.copyOf(weather.faults());
        next();
    }

    private void next() {
        simulation.schedule().after(random.between(1, 2 * weather.faultEveryMs()), () -> {
            if (!simulation.isHealing()) {
                if (!faults.isEmpty()) {
                    strike(faults.get(random.below(faults.size())));
                }
                next();
            }
        });
    }

    private SimBroker anyone() {
        return simulation.broker(1 + random.below(weather.brokers()));
    }

    private void strike(Fault fault) {
        switch (fault) {
            case CRASH -> {
                SimBroker victim = random.below(3) == 0 ? leader() : anyone();
                crash(victim, false);
            }
            case ACTOR -> (random.below(2) == 0 ? leader() : anyone()).restartReplicas();
            case CRASH_ALL -> {
                if (random.below(4) == 0) {
                    simulation.brokers().forEach(broker -> crash(broker, false));
                }
            }
            case PAUSE ->
                (random.below(2) == 0 ? leader() : anyone())
                        .pause(simulation.nowMs() + (long) random.intensity(20, 1_500));
            case CUT -> cut();
            case TWO_CONTROLLERS -> startController(anyone());
            case CLOCK -> (random.below(2) == 0 ? leader() : anyone()).leap((long) random.intensity(20, 100_000));
            case POWER -> losePower(anyone());
            case BIT_ROT -> rot(anyone());
            case POWER_ALL -> {
                if (random.below(3) == 0) {
                    simulation.brokers().forEach(broker -> crash(broker, true));
                }
            }
            case SHUTDOWN -> {
                SimBroker broker = anyone();
                broker.shutDown();
                comeBack(broker, 400);
            }
            case RECREATE -> recreate();
            case RETENTION -> leader().replicas().values().forEach(this::retain);
            case RECONFIGURE -> reconfigure(1 + random.below(3));
            case REASSIGN -> reassign();
            case LOSS, DELAY, REORDER, GARBLE, SLOW_DISK, BAD_DISK, BAD_FORCE -> {
                // They are there all the time.
            }
        }
    }

    /** At the edge of a batch, as whole segments end, or within one, as DeleteRecords may ask for. */
    private void retain(SimReplica replica) {
        long from = replica.core().log().logStart();
        long to = simulation.retainableTo(replica.partition());
        if (to > from) {
            long offset = random.below(3) == 0 ? to : random.between(from, to);
            replica.retain(random.below(2) == 0 ? offset : replica.truth().start(offset));
        }
    }

    private SimBroker leader() {
        for (TopicMetadata topic : simulation.journal().metadata().topics()) {
            PartitionState state = topic.partitions().get(0);
            if (state.hasLeader()) {
                return simulation.broker(state.leader());
            }
        }
        return anyone();
    }

    private void crash(SimBroker victim, boolean power) {
        victim.crash(power);
        comeBack(victim, 0);
    }

    private void comeBack(SimBroker broker, long leastMs) {
        simulation.schedule().after(leastMs + (long) random.intensity(5, 1_200), () -> {
            if (!broker.isUp()) {
                broker.start();
            }
        });
    }

    /**
     * Without forcing, only what another member holds survives, and nobody is promised more (H24). Now and then that
     * happens too: then nothing is promised but that the best log leads, and that all is well again (H25).
     */
    private void losePower(SimBroker victim) {
        if (weather.durable() || random.below(12) == 0 || isSpare(victim)) {
            crash(victim, true);
        }
    }

    /** One copy at a time (R22). */
    private void rot(SimBroker victim) {
        if (isSpare(victim)) {
            victim.logs().values().forEach(log -> log.rot(random));
        }
    }

    /** True if somebody else who may lead is sound, in every partition of that broker. */
    private boolean isSpare(SimBroker victim) {
        boolean[] spare = {true};
        simulation.journal().metadata().forEachPartition((partition, state) -> {
            boolean another = false;
            for (int id : state.replicas()) {
                SimLog log = simulation.broker(id).logs().get(partition);
                boolean mayLead = state.isr().contains(id) || state.elr().contains(id);
                another |= id != victim.id() && mayLead && log != null && log.isSound();
            }
            spare[0] &= another || !state.replicas().contains(victim.id());
        });
        return spare[0];
    }

    private void cut() {
        simulation.trace("cut", -1, Trace.NONE, Trace.NONE, null);
        int shape = random.below(6);
        SimBroker one = random.below(2) == 0 ? leader() : anyone();
        if (shape == 0) {
            simulation.network().mend();
            return;
        }
        for (SimBroker other : simulation.brokers()) {
            boolean chosen = shape >= 3 || random.below(2) == 0;
            if (other != one && chosen) {
                if (shape != 1 && shape != 4) {
                    simulation.network().cut(one.id(), other.id());
                }
                if (shape != 2 && shape != 5) {
                    simulation.network().cut(other.id(), one.id());
                }
            }
        }
        simulation.schedule().after((long) random.intensity(50, 2_000), simulation.network()::mend);
    }

    // ---- controllers

    /** The group of voters goes on choosing somebody, as long as it lives. */
    void keepController() {
        simulation.schedule().after(random.between(20, 80), () -> {
            if (needsController()) {
                SimBroker node = anyone();
                if (node.isUp() && !node.isPaused()) {
                    startController(node);
                }
            }
            keepController();
        });
    }

    private boolean needsController() {
        for (SimBroker broker : simulation.brokers()) {
            ActiveController controller = broker.isUp() ? broker.controller() : null;
            if (controller != null && !controller.isReplaced() && !broker.isPaused()) {
                return false;
            }
        }
        return true;
    }

    private void startController(SimBroker node) {
        if (!node.isUp()) {
            return;
        }
        for (SimBroker broker : simulation.brokers()) {
            ActiveController before = broker.controller();
            if (before != null) {
                // It hears of its end, though late; until then it believes in itself.
                broker.after(random.between(1, 600), before::stop);
            }
        }
        simulation.trace("controller", node.id(), Trace.NONE, Trace.NONE, null);
        ActiveController next = new ActiveController(simulation, node, random.split());
        node.control(next);
        node.after(random.between(1, 40), next::start);
    }

    // ---- administration

    private void recreate() {
        TopicMetadata topic = simulation.journal().metadata().topic("orders");
        if (topic == null || !simulation.isUsed(topic.id()) || random.below(3) > 0) {
            return;
        }
        simulation.trace("delete topic", -1, Trace.NONE, Trace.NONE, topic.id());
        simulation.forget(topic.id());
        simulation.ask(new Simulation.Wish() {
            @Override
            public boolean isGranted() {
                return simulation.journal().metadata().topic(topic.id()) == null;
            }

            @Override
            public void tell(ActiveController controller) {
                controller.decide(metadata -> deletion(metadata, topic));
            }

            @Override
            public void granted() {
                simulation.createTopic("orders");
            }
        });
    }

    private static Decision<?> deletion(ClusterMetadata metadata, TopicMetadata topic) {
        return metadata.topic(topic.id()) == null
                ? Decision.unchanged(0)
                : TopicAlteration.delete(metadata, topic.name());
    }

    private void reconfigure(int minIsr) {
        decide(metadata -> TopicAlteration.configure(
                metadata,
                new ClusterDefaults(1, 3, 2),
                "orders",
                Map.of("min.insync.replicas", String.valueOf(minIsr)),
                List.of()));
    }

    /** Whoever takes itself for the controller is asked. */
    private void decide(Function<ClusterMetadata, Decision<?>> request) {
        for (SimBroker broker : simulation.brokers()) {
            ActiveController controller = broker.isUp() ? broker.controller() : null;
            if (controller != null) {
                controller.decide(request);
            }
        }
    }

    /** To as many brokers as before, one less or one more; or back, wherever it is on its way to (H63, H64). */
    private void reassign() {
        TopicMetadata topic = simulation.journal().metadata().topic("orders");
        if (topic == null) {
            return;
        }
        int partition = random.below(topic.partitions().size());
        List<Integer> target = new ArrayList<>();
        if (random.below(5) > 0) {
            List<Integer> ids = new ArrayList<>();
            for (SimBroker broker : simulation.brokers()) {
                ids.add(random.below(ids.size() + 1), broker.id());
            }
            int size = weather.replicas() + (random.below(2) == 0 ? 0 : random.below(3) - 1);
            target = ids.subList(0, Math.min(size, ids.size()));
        }
        move(partition, target);
        if (!target.isEmpty() && random.below(2) == 0) {
            // Called off, and wanted all the same: whoever is added again has nothing of what it had acknowledged
            // (H16).
            List<Integer> again = target;
            long offMs = (long) random.intensity(20, 300);
            simulation.schedule().after(offMs, () -> move(partition, List.of()));
            simulation.schedule().after(offMs + (long) random.intensity(5, 100), () -> move(partition, again));
        }
    }

    /** Whoever is asked to may refuse it. */
    private void move(int partition, List<Integer> target) {
        if (!simulation.isHealing()) {
            simulation.trace("reassign", -1, partition, Trace.NONE, target);
            ReassignmentRequest request = new ReassignmentRequest(
                    List.of(new ReassignmentRequest.Move("orders", partition, target)), ReassignmentRequest.AS_IT_IS);
            decide(request::decide);
        }
    }

    /**
     * Somebody looks after it: who stopped in an orderly way, or only now finds that its disk has rotted, is started again; a
     * minimum that three replicas cannot always have is lowered; and what nobody can read any more is given up.
     */
    private void wake() {
        simulation.schedule().after(200, () -> {
            for (SimBroker broker : simulation.brokers()) {
                if (broker.hasFailedReplicas()) {
                    broker.crash(false);
                }
                if (!broker.isUp()) {
                    broker.start();
                }
            }
            simulation.journal().metadata().topics().forEach(this::operate);
            wake();
        });
    }

    private void operate(TopicMetadata topic) {
        if (topic.config().minInsyncReplicas() > 2) {
            reconfigure(2);
        }
        for (int number = 0; number < topic.partitions().size(); number++) {
            PartitionState state = topic.partitions().get(number);
            if (isUnreadable(topic.partition(number), state)) {
                electUnclean(topic.name(), number);
            }
        }
    }

    /** Nobody can lead but by order of an operator: whoever is known to have held everything has a log that is corrupt. */
    private boolean isUnreadable(TopicIdPartition partition, PartitionState state) {
        return !state.hasLeader()
                && state.isr().isEmpty()
                && state.elr().isEmpty()
                && state.lastKnownElr().stream().allMatch(id -> {
                    SimLog log = simulation.broker(id).logs().get(partition);
                    return log != null && (log.quarantined || log.isRotten());
                });
    }

    private void electUnclean(String topic, int partition) {
        for (SimBroker broker : simulation.brokers()) {
            ActiveController controller = broker.isUp() ? broker.controller() : null;
            if (controller != null) {
                controller.electUnclean(topic, partition);
            }
        }
    }

    /** No more faults: everybody runs, and disks that failed are looked after by somebody. */
    void heal() {
        wake();
        for (SimBroker broker : simulation.brokers()) {
            broker.resume();
            if (broker.hasFailedReplicas()) {
                broker.crash(false);
            }
            if (!broker.isUp()) {
                broker.start();
            }
        }
    }
}
