package io.sampo.simulation.weather;

import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;

/** Named sets of faults. Of its set every seed takes each fault with probability 1/2 (swarm testing). */
public enum Profile {
    /** Processes die, frames are lost and late. */
    CRASH(false, Fault.CRASH, Fault.CRASH_ALL, Fault.ACTOR, Fault.LOSS, Fault.DELAY, Fault.SLOW_DISK, Fault.SHUTDOWN),
    /** Everything that links can do, and processes that stand still. */
    NETWORK(false, Fault.CRASH, Fault.LOSS, Fault.DELAY, Fault.REORDER, Fault.GARBLE, Fault.CUT, Fault.PAUSE),
    /** The page cache is lost with one node at a time: what acks=all promises without forcing. */
    POWER(
            false,
            Fault.CRASH,
            Fault.POWER,
            Fault.LOSS,
            Fault.DELAY,
            Fault.CUT,
            Fault.PAUSE,
            Fault.SLOW_DISK,
            Fault.TWO_CONTROLLERS),
    /** Only forced bytes count; power goes anywhere, also everywhere at once. */
    DURABLE(
            true,
            Fault.CRASH,
            Fault.POWER,
            Fault.POWER_ALL,
            Fault.LOSS,
            Fault.DELAY,
            Fault.CUT,
            Fault.PAUSE,
            Fault.SLOW_DISK,
            Fault.TWO_CONTROLLERS,
            Fault.SHUTDOWN),
    /** Disks that are slow, fail, and do not keep what was written. */
    DISK(false, Fault.CRASH, Fault.LOSS, Fault.SLOW_DISK, Fault.BAD_DISK, Fault.BIT_ROT),
    /** Controllers that are replaced while they live. */
    CONTROLLER(
            false,
            Fault.CRASH,
            Fault.LOSS,
            Fault.DELAY,
            Fault.CUT,
            Fault.PAUSE,
            Fault.TWO_CONTROLLERS,
            Fault.SHUTDOWN,
            Fault.RECONFIGURE),
    /** Topics that go and come back, records that expire, min.insync.replicas that changes. */
    TOPICS(
            false,
            Fault.CRASH,
            Fault.LOSS,
            Fault.DELAY,
            Fault.CUT,
            Fault.SHUTDOWN,
            Fault.RECREATE,
            Fault.RETENTION,
            Fault.RECONFIGURE),
    /** Partitions that move to other brokers and back while these die, are cut off and led by two controllers. */
    REASSIGN(
            false,
            Fault.CRASH,
            Fault.ACTOR,
            Fault.LOSS,
            Fault.DELAY,
            Fault.REORDER,
            Fault.CUT,
            Fault.TWO_CONTROLLERS,
            Fault.SHUTDOWN,
            Fault.RECONFIGURE,
            Fault.REASSIGN),
    /** A consumer group: consumers that die, coordinators that move or live on, commits that somebody sends again. */
    GROUPS(false, Fault.CRASH, Fault.ACTOR, Fault.PAUSE, Fault.LOSS, Fault.DELAY, Fault.REORDER),
    /** Everything that one node may suffer at a time, whatever is promised for it. */
    ALL(
            false,
            Fault.CRASH,
            Fault.CRASH_ALL,
            Fault.ACTOR,
            Fault.PAUSE,
            Fault.LOSS,
            Fault.DELAY,
            Fault.REORDER,
            Fault.GARBLE,
            Fault.CUT,
            Fault.TWO_CONTROLLERS,
            Fault.SLOW_DISK,
            Fault.SHUTDOWN,
            Fault.RECREATE,
            Fault.RETENTION,
            Fault.RECONFIGURE,
            Fault.REASSIGN),
    /** Only forced bytes count; power goes, forces fail and clocks leap while partitions move. */
    MOVES(
            true,
            Fault.CRASH,
            Fault.PAUSE,
            Fault.LOSS,
            Fault.CUT,
            Fault.TWO_CONTROLLERS,
            Fault.SLOW_DISK,
            Fault.BAD_FORCE,
            Fault.CLOCK,
            Fault.POWER,
            Fault.POWER_ALL,
            Fault.SHUTDOWN,
            Fault.RETENTION,
            Fault.REASSIGN),
    /** Whatever there is, in any company; where nothing is promised for it, all has to be well again. */
    STORM(
            false,
            Fault.CRASH,
            Fault.CRASH_ALL,
            Fault.ACTOR,
            Fault.PAUSE,
            Fault.LOSS,
            Fault.DELAY,
            Fault.REORDER,
            Fault.GARBLE,
            Fault.CUT,
            Fault.TWO_CONTROLLERS,
            Fault.SLOW_DISK,
            Fault.BIT_ROT,
            Fault.BAD_DISK,
            Fault.BAD_FORCE,
            Fault.CLOCK,
            Fault.POWER,
            Fault.SHUTDOWN,
            Fault.RECREATE,
            Fault.RETENTION,
            Fault.RECONFIGURE,
            Fault.REASSIGN);

    private final boolean durable;
    private final Set<Fault> faults;

    Profile(boolean durable, Fault first, Fault... others) {
        this.durable = durable;
        this.faults = EnumSet.of(first, others);
    }

    /** Only forced bytes count as acknowledged. */
    public boolean durable() {
        return durable;
    }

    /** In the order of their declaration. */
    public Set<Fault> faults() {
        return faults;
    }

    /** The profile of that name, in any case. */
    public static Profile named(String name) {
        return valueOf(name.toUpperCase(Locale.ROOT));
    }

    /** How it is written on a command line. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
