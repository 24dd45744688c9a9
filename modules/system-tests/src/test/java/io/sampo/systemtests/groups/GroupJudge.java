package io.sampo.systemtests.groups;

import io.sampo.systemtests.groups.Happening.Kind;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * Judges what the members of one group have seen: nobody owns a partition that somebody else has not let go, unless the group had
 * thrown that one out; who was thrown out commits nothing any more; what is committed never goes back; whoever gets a partition
 * goes on at what is committed, and skips nothing. Pure.
 */
final class GroupJudge {
    /** When a record was acknowledged to who had sent it. */
    interface Acknowledged {
        long atNs(int partition, long offset);
    }

    /**
     * How long a record lay there although its partition had an owner who kept it.
     *
     * @param member who owned it
     */
    record Pause(int partition, String member, long fromNs, long toNs) {
        long ms() {
            return (toNs - fromNs) / 1_000_000;
        }
    }

    /**
     * What comes out.
     *
     * @param violations one line each
     * @param pauses of partitions that stayed where they were, all of them
     * @param handoverMs of each partition that was let go and given to another member: from one to the other
     * @param zombies ownerships that were told to be lost when somebody else had the partition already
     * @param unread assignments whose committed offset nobody could read
     */
    record Verdict(
            List<String> violations,
            List<Pause> pauses,
            List<Long> handoverMs,
            int assignments,
            int lost,
            int zombies,
            int unread,
            int refused,
            long delivered,
            long repeated,
            int commits,
            int reads) {
        /** The longest of those pauses, null = none. */
        Pause longest(Predicate<Pause> among) {
            return pauses.stream()
                    .filter(among)
                    .max(Comparator.comparingLong(Pause::ms))
                    .orElse(null);
        }
    }

    /** One member has one partition. */
    private static final class Ownership {
        private final long sinceNs;
        private final long start;
        private final Set<String> successors = new HashSet<>();
        private long next = Happening.UNKNOWN;
        private long lastNs;
        private long endNs = Long.MAX_VALUE;

        Ownership(long sinceNs, long start) {
            this.sinceNs = sinceNs;
            this.start = start;
        }
    }

    /** All about one partition. */
    private static final class Partition {
        private final Map<String, Ownership> owners = new LinkedHashMap<>();
        /** The last ones that are over: an answer may still be on its way to them. */
        private final Map<String, Ownership> former = new HashMap<>();
        /** By time: the highest offset that was known to be committed then. */
        private final TreeMap<Long, Long> committed = new TreeMap<>();
        /** By time: who got it. */
        private final TreeMap<Long, String> assigned = new TreeMap<>();

        private long delivered;
        private long letGoNs;

        Ownership end(Happening happening) {
            Ownership ownership = owners.remove(happening.member());
            if (ownership != null) {
                ownership.endNs = happening.atNs();
                former.put(happening.member(), ownership);
            }
            return ownership;
        }

        /** That in which a member sent something; null = it had none. */
        Ownership at(String member, long sentNs) {
            Ownership now = owners.get(member);
            Ownership then = now != null && now.sinceNs <= sentNs ? now : former.get(member);
            return then != null && then.sinceNs <= sentNs && sentNs <= then.endNs ? then : null;
        }
    }

    private final Map<Integer, Partition> partitions = new TreeMap<>();
    private final Set<String> gone = new HashSet<>();
    private final List<String> violations = new ArrayList<>();
    private final List<Pause> pauses = new ArrayList<>();
    private final List<Long> handoverMs = new ArrayList<>();
    private final Map<Kind, Integer> counts = new HashMap<>();
    private final Acknowledged acknowledged;
    private int zombies;
    private int unread;
    private long delivered;
    private long repeated;

    private GroupJudge(Acknowledged acknowledged) {
        this.acknowledged = acknowledged;
    }

    /** @param ends by partition, how many records were acknowledged: each must have been delivered */
    static Verdict judge(List<Happening> happenings, Acknowledged acknowledged, Map<Integer, Long> ends) {
        GroupJudge judge = new GroupJudge(acknowledged);
        happenings.stream().sorted(Comparator.comparingLong(Happening::atNs)).forEach(judge::see);
        ends.forEach((partition, end) -> {
            long covered = judge.partition(partition).delivered;
            if (covered < end) {
                judge.violations.add("partition " + partition + ": " + end
                        + " records were acknowledged, and none from " + covered + " on came to anybody");
            }
        });
        return judge.verdict();
    }

    private Verdict verdict() {
        partitions.forEach((number, partition) -> partition.owners.forEach((member, ownership) ->
                ended(new Happening(Kind.GONE, member, number, Long.MAX_VALUE, 0, 0), ownership)));
        return new Verdict(
                List.copyOf(violations),
                List.copyOf(pauses),
                List.copyOf(handoverMs),
                counts.getOrDefault(Kind.ASSIGNED, 0),
                counts.getOrDefault(Kind.LOST, 0),
                zombies,
                unread,
                counts.getOrDefault(Kind.REFUSED, 0),
                delivered,
                repeated,
                counts.getOrDefault(Kind.COMMITTED, 0),
                counts.getOrDefault(Kind.READ, 0));
    }

    private Partition partition(int number) {
        return partitions.computeIfAbsent(number, any -> new Partition());
    }

    private void violation(Happening happening, String what) {
        violations.add("partition " + happening.partition() + ", " + happening.member() + ": " + what);
    }

    private void see(Happening happening) {
        if (gone.contains(happening.member())) {
            return;
        }
        counts.merge(happening.kind(), 1, Integer::sum);
        switch (happening.kind()) {
            case ASSIGNED -> assigned(happening);
            case REVOKED -> letGo(happening);
            case LOST -> lost(happening);
            case GONE -> isGone(happening);
            case DELIVERED -> delivered(happening);
            case COMMITTED -> committed(happening);
            case READ -> {
                notBack(happening, "was read as committed");
                remember(happening);
            }
            case REFUSED -> {}
            case WRONG ->
                violation(happening, "the record at " + happening.first() + " has the value " + happening.second());
            case FAILED -> violation(happening, "cannot go on");
        }
    }

    private void assigned(Happening happening) {
        Partition partition = partition(happening.partition());
        String member = happening.member();
        partition.owners.forEach((owner, ownership) -> {
            if (!owner.equals(member)) {
                ownership.successors.add(member);
            }
        });
        if (partition.owners.put(member, new Ownership(happening.atNs(), happening.first())) != null) {
            violation(happening, "was given what it had");
        }
        partition.assigned.put(happening.atNs(), member);
        if (partition.letGoNs != 0) {
            handoverMs.add((happening.atNs() - partition.letGoNs) / 1_000_000);
            partition.letGoNs = 0;
        }
        if (happening.first() == Happening.UNKNOWN) {
            unread++;
        } else {
            notBack(happening, "was read as committed by its new owner");
        }
    }

    private void letGo(Happening happening) {
        Partition partition = partition(happening.partition());
        Ownership ownership = partition.end(happening);
        if (ownership == null) {
            violation(happening, "let go what it did not have");
            return;
        }
        ended(happening, ownership);
        if (partition.owners.isEmpty()) {
            partition.letGoNs = happening.atNs();
        }
    }

    /** Two at a time: allowed only where the earlier one was thrown out. */
    private void ended(Happening happening, Ownership ownership) {
        if (!ownership.successors.isEmpty()) {
            violation(happening, "still had it when it was given to " + ownership.successors);
        }
    }

    private void lost(Happening happening) {
        Ownership ownership = partition(happening.partition()).end(happening);
        if (ownership != null && !ownership.successors.isEmpty()) {
            zombies++;
        }
    }

    private void isGone(Happening happening) {
        gone.add(happening.member());
        partitions.forEach((number, partition) -> {
            Ownership ownership = partition.end(happening);
            if (ownership != null) {
                partition.letGoNs = 0;
                ended(new Happening(Kind.GONE, happening.member(), number, happening.atNs(), 0, 0), ownership);
            }
        });
    }

    private void delivered(Happening happening) {
        Partition partition = partition(happening.partition());
        Ownership ownership = partition.owners.get(happening.member());
        long from = happening.first();
        long next = happening.second() + 1;
        delivered += next - from;
        repeated += Math.max(0, Math.min(next, partition.delivered) - from);
        if (ownership == null) {
            violation(happening, "got records " + from + " to " + happening.second() + " of what it did not have");
        } else if (ownership.next == Happening.UNKNOWN) {
            long begin = ownership.start == Happening.NOTHING ? 0 : ownership.start;
            if (ownership.start != Happening.UNKNOWN && from != begin) {
                violation(happening, "began at " + from + ", where " + begin + " was committed");
            }
        } else if (from != ownership.next) {
            violation(happening, "went on at " + from + " after " + (ownership.next - 1));
        } else {
            long readyNs = Math.max(ownership.lastNs, acknowledged.atNs(happening.partition(), from));
            pauses.add(new Pause(
                    happening.partition(), happening.member(), Math.min(readyNs, happening.atNs()), happening.atNs()));
        }
        if (ownership != null) {
            ownership.next = next;
            ownership.lastNs = happening.atNs();
        }
        if (from > partition.delivered) {
            violation(happening, "records " + partition.delivered + " to " + (from - 1) + " came to nobody");
        }
        partition.delivered = Math.max(partition.delivered, next);
    }

    private void committed(Happening happening) {
        Partition partition = partition(happening.partition());
        long sentNs = happening.second();
        Ownership ownership = partition.at(happening.member(), sentNs);
        if (ownership == null) {
            violation(happening, "committed " + happening.first() + " of what it did not have");
        } else {
            partition.assigned.subMap(ownership.sinceNs, false, sentNs, true).forEach((atNs, other) -> {
                if (!other.equals(happening.member())) {
                    violation(happening, "committed " + happening.first() + " after it was given to " + other);
                }
            });
        }
        notBack(happening, "was committed");
        remember(happening);
    }

    /** Not below what was known to be committed before it was asked for. */
    private void notBack(Happening happening, String how) {
        Map.Entry<Long, Long> known = partition(happening.partition()).committed.lowerEntry(happening.second());
        if (known != null && happening.first() < known.getValue()) {
            violation(happening, happening.first() + " " + how + " after " + known.getValue() + " had been");
        }
    }

    private void remember(Happening happening) {
        TreeMap<Long, Long> committed = partition(happening.partition()).committed;
        Map.Entry<Long, Long> before = committed.lastEntry();
        if (before == null || before.getValue() < happening.first()) {
            committed.put(happening.atNs(), happening.first());
        }
    }
}
