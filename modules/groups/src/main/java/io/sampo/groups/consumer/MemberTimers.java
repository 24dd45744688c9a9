package io.sampo.groups.consumer;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The deadlines of the members of a consumer group, ms of the clock that only goes forward. They do not survive the
 * coordinator: its successor gives everybody a whole session again.
 */
public final class MemberTimers {
    /** No deadline. */
    public static final long NEVER = Long.MAX_VALUE;

    /** What a member has to do in time. */
    enum Duty {
        /** Send a heartbeat. */
        SESSION,
        /** Give up what it was told to give up. */
        REVOKE,
        /** Classic: join again. */
        JOIN,
        /** Classic: sync after its join. */
        SYNC
    }

    /** @param epoch of the member when it was set: a {@link Duty#REVOKE} is done once the epoch is another */
    private record Deadline(long ms, int epoch) {}

    /** A duty that was not done. */
    record Missed(String memberId, Duty duty, int epoch) {}

    private final Map<Duty, Map<String, Deadline>> deadlines = new HashMap<>();

    /** No deadlines yet. */
    public MemberTimers() {
        for (Duty duty : Duty.values()) {
            deadlines.put(duty, new HashMap<>());
        }
    }

    void set(Duty duty, String memberId, long ms) {
        of(duty).put(memberId, new Deadline(ms, 0));
    }

    void setRevoke(String memberId, long ms, int epoch) {
        of(Duty.REVOKE).put(memberId, new Deadline(ms, epoch));
    }

    void setIfAbsent(Duty duty, String memberId, long ms) {
        of(duty).putIfAbsent(memberId, new Deadline(ms, 0));
    }

    void clear(Duty duty, String memberId) {
        of(duty).remove(memberId);
    }

    void clear(String memberId) {
        deadlines.values().forEach(duties -> duties.remove(memberId));
    }

    /** Forgets everything. */
    public void clear() {
        deadlines.values().forEach(Map::clear);
    }

    /** The first deadline; {@link #NEVER} where there is none. */
    public long next() {
        long next = NEVER;
        for (Map<String, Deadline> duties : deadlines.values()) {
            for (Deadline deadline : duties.values()) {
                next = Math.min(next, deadline.ms);
            }
        }
        return next;
    }

    /** What is due at {@code nowMs}, in the order of member ids; it is forgotten by this. */
    List<Missed> due(long nowMs) {
        List<Missed> missed = new ArrayList<>();
        for (Duty duty : Duty.values()) {
            Map<String, Deadline> duties = of(duty);
            for (String memberId : new TreeSet<>(duties.keySet())) {
                Deadline deadline = duties.get(memberId);
                if (deadline.ms <= nowMs) {
                    duties.remove(memberId);
                    missed.add(new Missed(memberId, duty, deadline.epoch));
                }
            }
        }
        return missed;
    }

    /** When that duty is due; null = it is not. */
    @Nullable
    Long dueAt(Duty duty, String memberId) {
        Deadline deadline = of(duty).get(memberId);
        return deadline == null ? null : deadline.ms;
    }

    private Map<String, Deadline> of(Duty duty) {
        return java.util.Objects.requireNonNull(deadlines.get(duty));
    }
}
