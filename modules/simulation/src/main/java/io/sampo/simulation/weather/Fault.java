package io.sampo.simulation.weather;

/** What the nemesis can do. */
public enum Fault {
    /** A process dies; what it had written stays in the page cache (R11b). */
    CRASH,
    /** All processes die at once. */
    CRASH_ALL,
    /** Replicas are started anew within a process that lives on: an actor that threw (P06). */
    ACTOR,
    /** A process stands still and does not know (SIGSTOP, a long collection). */
    PAUSE,
    /** Frames are lost on the way, or refused by the sender's own queue. */
    LOSS,
    /** Links are now and then slow. */
    DELAY,
    /** Frames arrive twice, and in any order. */
    REORDER,
    /** Batches are damaged on the way: a bit is turned, or the end is missing. */
    GARBLE,
    /** Links are cut: one way, both ways, a node from all. */
    CUT,
    /** Another controller begins while the old one lives. */
    TWO_CONTROLLERS,
    /** Writes take their time. */
    SLOW_DISK,
    /** Bits turn in what was written long ago. */
    BIT_ROT,
    /** Writes fail. */
    BAD_DISK,
    /** Forces fail, and take with them what they should have forced. */
    BAD_FORCE,
    /** A clock leaps ahead, as when the machine below it slept. */
    CLOCK,
    /** The page cache is lost with the process. */
    POWER,
    /** Everything loses power at once; promised to be harmless only where bytes are forced before they count. */
    POWER_ALL,
    /** Brokers stop in an orderly way and come back. */
    SHUTDOWN,
    /** Topics are deleted and created again under their name. */
    RECREATE,
    /** Old records are deleted. */
    RETENTION,
    /** min.insync.replicas changes. */
    RECONFIGURE,
    /** Partitions are sent to other brokers, called back, sent elsewhere before they have arrived. */
    REASSIGN
}
