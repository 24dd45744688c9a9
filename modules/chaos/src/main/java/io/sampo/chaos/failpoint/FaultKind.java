package io.sampo.chaos.failpoint;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Kinds of faults, as {@code --faults} names them, and the shapes of each. */
public enum FaultKind {
    /** {@code kill -9}, and a start afterwards. */
    KILL(Needs.NOTHING, Shape.LEADER, Shape.CONTROLLER, Shape.FOLLOWER, Shape.RANDOM, Shape.TWO, Shape.ALL),
    /** SIGSTOP and SIGCONT. */
    PAUSE(Needs.NOTHING, Shape.CONTROLLER, Shape.LEADER, Shape.FOLLOWER, Shape.RANDOM),
    /** SIGTERM, and a start afterwards. */
    STOP(Needs.NOTHING, Shape.LEADER, Shape.CONTROLLER, Shape.RANDOM, Shape.ROLLING),
    /** Nothing passes, either way. */
    CUT(
            Needs.NETWORK,
            Shape.ISOLATED,
            Shape.MINORITY,
            Shape.BRIDGE,
            Shape.LEADER_FROM_FOLLOWERS,
            Shape.LEADER_FROM_CONTROLLER,
            Shape.CLIENT_FROM_LEADER),
    /** One direction passes, the other does not. */
    ONEWAY(Needs.NETWORK, Shape.MUTE, Shape.DEAF),
    /** A cut that comes and goes several times a second. */
    FLAP(Needs.NETWORK, Shape.ISOLATED),
    /** No space left for the data of a broker. */
    DISK_FULL(Needs.DISK, Shape.LEADER, Shape.RANDOM),
    /** One broker loses what it had not forced to its disk, and starts from what is left. */
    POWER(Needs.DISK, Shape.LEADER, Shape.CONTROLLER, Shape.FOLLOWER, Shape.RANDOM),
    /** All brokers lose it at once: promised to be harmless where every batch is forced before it counts. */
    POWER_ALL(Needs.DISK, Shape.ALL);

    /** What {@code all} means: every kind that a topic with the defaults is promised to survive, whatever comes together. */
    public static final List<FaultKind> ALL = List.of(KILL, PAUSE, STOP, CUT, ONEWAY, FLAP, DISK_FULL);

    /** What the machine has to allow. */
    public enum Needs {
        NOTHING,
        NETWORK,
        DISK
    }

    /** Whom it hits, or how a cut runs. */
    public enum Shape {
        LEADER,
        CONTROLLER,
        FOLLOWER,
        RANDOM,
        TWO,
        ALL,
        ROLLING,
        /** One broker from all others. */
        ISOLATED,
        /** The smaller half from the larger. */
        MINORITY,
        /** Two halves, and one broker that sees both. */
        BRIDGE,
        LEADER_FROM_FOLLOWERS,
        LEADER_FROM_CONTROLLER,
        CLIENT_FROM_LEADER,
        /** A broker that hears and is not heard. */
        MUTE,
        /** A broker that is heard and does not hear. */
        DEAF;

        public String label() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    private final Needs needs;
    private final List<Shape> shapes;

    FaultKind(Needs needs, Shape... shapes) {
        this.needs = needs;
        this.shapes = List.of(shapes);
    }

    public String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    public Needs needs() {
        return needs;
    }

    List<Shape> shapes() {
        return shapes;
    }

    /**
     * Kinds by name, separated by commas; {@code all} is {@link #ALL}.
     *
     * @throws IllegalArgumentException naming what is no kind, and the kinds that there are
     */
    public static List<FaultKind> parseAll(String text) {
        List<FaultKind> kinds = new ArrayList<>();
        for (String name : text.split(",", -1)) {
            if (name.equals("all")) {
                return ALL;
            }
            kinds.add(Arrays.stream(values())
                    .filter(kind -> kind.label().equals(name))
                    .findFirst()
                    .orElseThrow(() -> new IllegalArgumentException("--faults '" + name + "' is none of "
                            + Arrays.stream(values()).map(FaultKind::label).collect(Collectors.joining(", "))
                            + ", all")));
        }
        return List.copyOf(kinds);
    }
}
