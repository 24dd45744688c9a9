package io.sampo.chaos.failpoint;

import io.sampo.chaos.cluster.Network;
import io.sampo.chaos.cluster.Scene;
import io.sampo.chaos.failpoint.FaultKind.Shape;
import io.sampo.chaos.failpoint.Strike.Cut;
import io.sampo.model.PartitionState;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/**
 * What happens next: kinds in turn and the shapes of each in turn, so that figures even out; whom it hits and how long
 * it holds by a seed. Pure.
 */
public final class Draw {
    private final List<FaultKind> kinds;
    private final int brokers;
    private final Random random;
    private final int[] turns;
    private int round;

    /** Shapes begin at a place that the seed says, so that short runs add up to all of them. */
    public Draw(List<FaultKind> kinds, int brokers, long seed) {
        this.kinds = List.copyOf(kinds);
        this.brokers = brokers;
        this.random = new Random(seed);
        this.turns = new int[FaultKind.values().length];
        for (int kind = 0; kind < turns.length; kind++) {
            turns[kind] = random.nextInt(60);
        }
        this.round = random.nextInt(kinds.size());
    }

    /** The next strike on a cluster that looks like {@code scene}. */
    public Strike next(Scene scene) {
        FaultKind kind = kinds.get(round++ % kinds.size());
        Shape shape = kind.shapes().get(turns[kind.ordinal()]++ % kind.shapes().size());
        return strike(kind, shape, scene);
    }

    /**
     * A second strike that comes together with {@code first}: on another broker, of another kind where there is one.
     */
    public Strike beside(Strike first, Scene scene) {
        for (int attempt = 0; attempt < 20; attempt++) {
            FaultKind kind = kinds.get(random.nextInt(kinds.size()));
            boolean same = kind == first.kind() || (!first.cuts().isEmpty() && kind.needs() == FaultKind.Needs.NETWORK);
            Shape shape = kind.shapes().get(random.nextInt(kind.shapes().size()));
            Strike second = strike(kind, shape, scene);
            boolean wide = shape == Shape.ALL || shape == Shape.ROLLING;
            if (!same && !wide && Collections.disjoint(first.victims(), second.victims())) {
                return second;
            }
        }
        return strike(FaultKind.PAUSE, Shape.FOLLOWER, scene);
    }

    private Strike strike(FaultKind kind, Shape shape, Scene scene) {
        List<Integer> victims = new ArrayList<>();
        List<Cut> cuts = new ArrayList<>();
        if (kind.needs() == FaultKind.Needs.NETWORK) {
            cuts.addAll(cuts(shape, scene));
        } else {
            victims.addAll(victims(shape, scene));
        }
        int controller = scene.controller();
        boolean hitsController = victims.contains(controller)
                || cuts.stream().anyMatch(cut -> cut.from() == controller || cut.to() == controller);
        return new Strike(kind, shape, victims, cuts, holdMs(kind, shape, hitsController), hitsController);
    }

    private long holdMs(FaultKind kind, Shape shape, boolean hitsController) {
        return switch (kind) {
            case KILL, POWER, POWER_ALL -> 300 + random.nextInt(900);
            case STOP -> 100;
            // Half a second to 20, each octave as likely as the others; a controller long enough for another one to
            // take over.
            case PAUSE ->
                hitsController
                        ? (long) (2_500 * Math.pow(8, random.nextDouble()))
                        : (long) (500 * Math.pow(40, random.nextDouble()));
            case CUT, ONEWAY -> (shape == Shape.LEADER_FROM_FOLLOWERS ? 7_000 : 3_500) + random.nextInt(4_000);
            case FLAP -> 5_000;
            case DISK_FULL -> 2_000 + random.nextInt(2_000);
        };
    }

    private List<Integer> victims(Shape shape, Scene scene) {
        int leader = leader(scene);
        return switch (shape) {
            case LEADER -> List.of(leader);
            case CONTROLLER -> List.of(scene.controller() > 0 ? scene.controller() : leader);
            case FOLLOWER -> List.of(follower(scene));
            case TWO -> shuffled(scene).subList(0, 2);
            case ALL, ROLLING -> shuffled(scene);
            default -> List.of(1 + random.nextInt(brokers));
        };
    }

    /** All brokers, the controller first: whoever takes over is then hit as well. */
    private List<Integer> shuffled(Scene scene) {
        List<Integer> all = new ArrayList<>();
        for (int broker = 1; broker <= brokers; broker++) {
            all.add(broker);
        }
        Collections.shuffle(all, random);
        if (all.remove(Integer.valueOf(scene.controller()))) {
            all.add(0, scene.controller());
        }
        return all;
    }

    private PartitionState partition(Scene scene) {
        return scene.partitions().get(random.nextInt(scene.partitions().size()));
    }

    private int leader(Scene scene) {
        PartitionState partition = partition(scene);
        return partition.hasLeader() ? partition.leader() : partition.replicas().get(0);
    }

    private int follower(Scene scene) {
        PartitionState partition = partition(scene);
        List<Integer> followers = partition.replicas().stream()
                .filter(replica -> replica != partition.leader())
                .toList();
        return followers.get(random.nextInt(followers.size()));
    }

    private List<Cut> cuts(Shape shape, Scene scene) {
        List<Integer> all = shuffled(scene);
        int minority = (brokers - 1) / 2;
        int one = random.nextBoolean() ? leader(scene) : 1 + random.nextInt(brokers);
        return switch (shape) {
            case MINORITY -> bothWays(all.subList(0, minority), all.subList(minority, brokers));
            // The controller is in one of the halves, the last broker sees both.
            case BRIDGE -> bothWays(all.subList(0, minority), all.subList(minority, brokers - 1));
            case LEADER_FROM_FOLLOWERS -> fromFollowers(scene);
            case LEADER_FROM_CONTROLLER -> fromController(scene);
            case CLIENT_FROM_LEADER -> bothWays(List.of(Network.CLIENT), List.of(leader(scene)));
            case MUTE -> directed(List.of(one), others(one));
            case DEAF -> directed(others(one), List.of(one));
            default -> bothWays(List.of(one), others(one));
        };
    }

    /** A leader that is the controller where there is one: it reaches whom it needs to stay, and no follower. */
    private List<Cut> fromFollowers(Scene scene) {
        PartitionState partition = scene.partitions().stream()
                .filter(candidate -> candidate.leader() == scene.controller())
                .findFirst()
                .orElseGet(() -> partition(scene));
        int leader = partition.hasLeader()
                ? partition.leader()
                : partition.replicas().get(0);
        List<Integer> followers = partition.replicas().stream()
                .filter(replica -> replica != leader)
                .toList();
        return bothWays(List.of(leader), followers);
    }

    private List<Cut> fromController(Scene scene) {
        int controller = scene.controller() > 0 ? scene.controller() : 1;
        int leader = scene.partitions().stream()
                .map(PartitionState::leader)
                .filter(candidate -> candidate > 0 && candidate != controller)
                .findFirst()
                .orElse(controller % brokers + 1);
        return bothWays(List.of(leader), List.of(controller));
    }

    private List<Integer> others(int one) {
        List<Integer> others = new ArrayList<>();
        for (int broker = 1; broker <= brokers; broker++) {
            if (broker != one) {
                others.add(broker);
            }
        }
        return others;
    }

    private static List<Cut> bothWays(List<Integer> some, List<Integer> others) {
        List<Cut> cuts = new ArrayList<>(directed(some, others));
        cuts.addAll(directed(others, some));
        return cuts;
    }

    private static List<Cut> directed(List<Integer> from, List<Integer> to) {
        List<Cut> cuts = new ArrayList<>();
        for (int sender : from) {
            for (int receiver : to) {
                cuts.add(new Cut(sender, receiver));
            }
        }
        return cuts;
    }
}
