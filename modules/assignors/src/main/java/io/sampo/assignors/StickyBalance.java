package io.sampo.assignors;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Divides partitions so that loads are level and little moves. Everybody keeps what it has and may keep; what nobody has goes
 * to the least loaded; then single partitions go from a member to one that has at least two fewer and may have it, until there
 * is none. Where everybody may have everything, loads differ by one at most, and no other level division moves less; where
 * not, no single move would level them further.
 *
 * <p>Partitions with the same candidates are one class, so the work is by classes and not by pairs of members. Deterministic.
 *
 * @param <P> a partition
 */
final class StickyBalance<P extends Comparable<? super P>> {
    /** Partitions that the same members may have. */
    private final class Candidates {
        /** By load, then by id: the first is the one to give to. */
        private final TreeSet<String> byLoad = new TreeSet<>(
                Comparator.<String>comparingInt(StickyBalance.this::load).thenComparing(Comparator.naturalOrder()));
    }

    private final Map<String, Integer> loads = new HashMap<>();
    private final Map<String, List<Candidates>> classesOf = new HashMap<>();
    private final Map<P, Candidates> classOf = new HashMap<>();
    private final SortedMap<String, Map<Candidates, SortedSet<P>>> given = new TreeMap<>();
    private final Map<String, Set<P>> kept = new HashMap<>();

    private StickyBalance() {}

    /**
     * Who shall have what; every member is in the answer. A partition without candidates goes to nobody.
     *
     * @param eligible who may have a partition; lists that are the same object are looked at once
     * @param current what each member has; where several have one, the first of them keeps it
     */
    static <P extends Comparable<? super P>> SortedMap<String, SortedSet<P>> divide(
            SortedMap<P, List<String>> eligible, SortedMap<String, ? extends Collection<P>> current) {
        StickyBalance<P> balance = new StickyBalance<>();
        balance.classify(eligible, current.keySet());
        List<P> unowned = balance.keep(eligible, current);
        unowned.forEach(partition -> balance.give(
                partition,
                Objects.requireNonNull(balance.classOf.get(partition)).byLoad.first()));
        balance.level();
        return balance.result();
    }

    private int load(String member) {
        return loads.getOrDefault(member, 0);
    }

    private void classify(SortedMap<P, List<String>> eligible, Collection<String> members) {
        for (String member : members) {
            loads.put(member, 0);
            given.put(member, new LinkedHashMap<>());
            classesOf.put(member, new ArrayList<>());
            kept.put(member, new HashSet<>());
        }
        Map<Set<String>, Candidates> bySet = new HashMap<>();
        IdentityHashMap<List<String>, Candidates> byList = new IdentityHashMap<>();
        eligible.forEach((partition, candidates) -> {
            if (!candidates.isEmpty()) {
                Candidates known = byList.get(candidates);
                if (known == null) {
                    known = bySet.computeIfAbsent(new TreeSet<>(candidates), this::newClass);
                    byList.put(candidates, known);
                }
                classOf.put(partition, known);
            }
        });
    }

    private Candidates newClass(Set<String> members) {
        Candidates candidates = new Candidates();
        for (String member : members) {
            candidates.byLoad.add(member);
            Objects.requireNonNull(classesOf.get(member)).add(candidates);
        }
        return candidates;
    }

    /** Gives everybody what it has, and returns what nobody has: first that which the fewest may have. */
    private List<P> keep(SortedMap<P, List<String>> eligible, SortedMap<String, ? extends Collection<P>> current) {
        Set<P> owned = new HashSet<>();
        current.forEach((member, partitions) -> {
            for (P partition : partitions) {
                Candidates candidates = classOf.get(partition);
                if (candidates != null && candidates.byLoad.contains(member) && owned.add(partition)) {
                    Objects.requireNonNull(kept.get(member)).add(partition);
                    give(partition, member);
                }
            }
        });
        List<P> unowned = new ArrayList<>();
        for (P partition : eligible.keySet()) {
            if (classOf.containsKey(partition) && !owned.contains(partition)) {
                unowned.add(partition);
            }
        }
        unowned.sort(Comparator.comparingInt(partition ->
                Objects.requireNonNull(classOf.get(partition)).byLoad.size()));
        return unowned;
    }

    private void give(P partition, String member) {
        Candidates candidates = Objects.requireNonNull(classOf.get(partition));
        Objects.requireNonNull(given.get(member))
                .computeIfAbsent(candidates, any -> new TreeSet<>())
                .add(partition);
        reload(member, 1);
    }

    private void take(P partition, String member) {
        Candidates candidates = Objects.requireNonNull(classOf.get(partition));
        Objects.requireNonNull(Objects.requireNonNull(given.get(member)).get(candidates))
                .remove(partition);
        reload(member, -1);
    }

    /** Sorted sets have to be left before what they are sorted by changes. */
    private void reload(String member, int change) {
        List<Candidates> classes = Objects.requireNonNull(classesOf.get(member));
        classes.forEach(candidates -> candidates.byLoad.remove(member));
        loads.merge(member, change, Integer::sum);
        classes.forEach(candidates -> candidates.byLoad.add(member));
    }

    /** Always from the one that has the most, of those that can give: so nobody ends below the others. */
    private void level() {
        Comparator<String> mostFirst =
                Comparator.<String>comparingInt(this::load).reversed();
        boolean moved = true;
        while (moved) {
            List<String> byLoad = new ArrayList<>(given.keySet());
            byLoad.sort(mostFirst);
            moved = movesOneOfEach(byLoad);
        }
    }

    /**
     * One move from each member of the highest load that has one to give; where none of them has, of the next load. All of
     * one load are as good as each other, and go before anybody below them.
     */
    private boolean movesOneOfEach(List<String> byLoad) {
        boolean moved = false;
        int highest = Integer.MAX_VALUE;
        for (String member : byLoad) {
            if (moved && load(member) < highest) {
                return true;
            }
            int before = load(member);
            if (movesOne(member)) {
                moved = true;
                highest = before;
            }
        }
        return moved;
    }

    /** Gives one partition of {@code member} to the one that has the fewest, if that has at least two fewer. */
    private boolean movesOne(String member) {
        Candidates best = null;
        for (Map.Entry<Candidates, SortedSet<P>> own :
                Objects.requireNonNull(given.get(member)).entrySet()) {
            boolean isBetter = best == null || load(own.getKey().byLoad.first()) < load(best.byLoad.first());
            if (!own.getValue().isEmpty() && isBetter) {
                best = own.getKey();
            }
        }
        if (best == null || load(member) - load(best.byLoad.first()) < 2) {
            return false;
        }
        String to = best.byLoad.first();
        P partition = leastMissed(member, best, to);
        take(partition, member);
        give(partition, to);
        return true;
    }

    /** Rather one that it did not have before than one that it had; rather one that goes back to where it was. */
    private P leastMissed(String member, Candidates candidates, String to) {
        SortedSet<P> own =
                Objects.requireNonNull(Objects.requireNonNull(given.get(member)).get(candidates));
        Set<P> before = Objects.requireNonNull(kept.get(member));
        Set<P> beforeThere = Objects.requireNonNull(kept.get(to));
        @Nullable P foreign = null;
        for (P partition : own) {
            if (beforeThere.contains(partition)) {
                return partition;
            }
            if (!before.contains(partition)) {
                foreign = partition;
            }
        }
        return foreign != null ? foreign : own.last();
    }

    private SortedMap<String, SortedSet<P>> result() {
        SortedMap<String, SortedSet<P>> result = new TreeMap<>();
        given.forEach((member, byClass) -> {
            SortedSet<P> all = new TreeSet<>();
            byClass.values().forEach(partitions -> all.addAll(partitions));
            result.put(member, all);
        });
        return result;
    }
}
