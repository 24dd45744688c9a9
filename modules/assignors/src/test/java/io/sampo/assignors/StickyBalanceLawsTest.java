package io.sampo.assignors;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** Valid, level, and little moves; over random members, subscriptions and owners. */
class StickyBalanceLawsTest {
    /** Partitions are numbers; {@code wanted} says who may have each. */
    private record Case(
            SortedMap<Integer, List<String>> wanted, SortedMap<String, SortedSet<Integer>> current, boolean isUniform) {
        static Case of(long seed) {
            Random random = new Random(seed);
            boolean uniform = random.nextBoolean();
            List<String> members = new ArrayList<>();
            SortedMap<String, SortedSet<Integer>> current = new TreeMap<>();
            for (int i = 0; i <= random.nextInt(8); i++) {
                members.add("m" + i);
                current.put("m" + i, new TreeSet<>());
            }
            SortedMap<Integer, List<String>> wanted = new TreeMap<>();
            int next = 0;
            for (int topic = 0; topic <= random.nextInt(5); topic++) {
                List<String> subscribers = new ArrayList<>(members);
                if (!uniform) {
                    subscribers.removeIf(member -> random.nextInt(3) == 0);
                }
                for (int partition = random.nextInt(9); partition > 0; partition--) {
                    wanted.put(next++, subscribers);
                }
            }
            // Owners of what they do not want, of what does not exist, and two of the same: none of it may matter.
            for (int owned = random.nextInt(next + 3); owned > 0; owned--) {
                Objects.requireNonNull(current.get(members.get(random.nextInt(members.size()))))
                        .add(random.nextInt(next + 2));
            }
            return new Case(wanted, current, uniform);
        }

        /** Without partitions that two say they have. */
        Case withoutDoubts() {
            Set<Integer> seen = new TreeSet<>();
            current.values().forEach(partitions -> partitions.removeIf(partition -> !seen.add(partition)));
            return this;
        }

        SortedMap<String, SortedSet<Integer>> divided() {
            return StickyBalance.divide(wanted, current);
        }
    }

    @Property(tries = 2_000)
    void everyPartitionThatIsWantedHasOneOwnerThatWantsIt(@ForAll long seed) {
        // given
        Case any = Case.of(seed);

        // when
        SortedMap<String, SortedSet<Integer>> divided = any.divided();

        // then
        List<Integer> given = new ArrayList<>();
        divided.forEach((member, partitions) -> partitions.forEach(partition -> {
            given.add(partition);
            assertThat(any.wanted.get(partition)).contains(member);
        }));
        List<Integer> wantedByAny = any.wanted.entrySet().stream()
                .filter(entry -> !entry.getValue().isEmpty())
                .map(java.util.Map.Entry::getKey)
                .toList();
        assertThat(given).containsExactlyInAnyOrderElementsOf(wantedByAny);
        assertThat(divided.keySet()).isEqualTo(any.current.keySet());
    }

    @Property(tries = 2_000)
    void noSingleMoveWouldLevelMore(@ForAll long seed) {
        // given
        Case any = Case.of(seed);

        // when
        SortedMap<String, SortedSet<Integer>> divided = any.divided();

        // then
        divided.forEach((from, partitions) -> partitions.forEach(partition -> Objects.requireNonNull(
                        any.wanted.get(partition))
                .forEach(to -> assertThat(partitions.size() - size(divided, to)).isLessThanOrEqualTo(1))));
    }

    @Property(tries = 2_000)
    void whereAllWantAllNoLevelDivisionKeepsMore(@ForAll long seed) {
        // given
        Case any = Case.of(seed).withoutDoubts();
        if (!any.isUniform) {
            return;
        }

        // when
        SortedMap<String, SortedSet<Integer>> divided = any.divided();

        // then
        int quota = any.wanted.size() / any.current.size();
        int longer = any.wanted.size() % any.current.size();
        divided.values().forEach(partitions -> assertThat(partitions.size()).isBetween(quota, quota + 1));
        assertThat(kept(any.current, divided)).isEqualTo(mostThatCanBeKept(any, quota, longer));
    }

    /** By hand: what each has alone, cut at the quota, where those that have the most may have one more. */
    private static int mostThatCanBeKept(Case any, int quota, int longer) {
        List<Integer> had = new ArrayList<>();
        Set<Integer> seen = new TreeSet<>();
        any.current
                .values()
                .forEach(partitions -> had.add((int) partitions.stream()
                        .filter(partition -> any.wanted.containsKey(partition))
                        .filter(seen::add)
                        .count()));
        had.sort(Comparator.reverseOrder());
        int kept = 0;
        for (int i = 0; i < had.size(); i++) {
            kept += Math.min(had.get(i), quota + (i < longer ? 1 : 0));
        }
        return kept;
    }

    private static int kept(SortedMap<String, SortedSet<Integer>> before, SortedMap<String, SortedSet<Integer>> after) {
        int kept = 0;
        Set<Integer> seen = new TreeSet<>();
        for (String member : before.keySet()) {
            for (int partition : Objects.requireNonNull(before.get(member))) {
                if (Objects.requireNonNull(after.get(member)).contains(partition) && seen.add(partition)) {
                    kept++;
                }
            }
        }
        return kept;
    }

    @Property(tries = 1_000)
    void whatIsLevelStays(@ForAll long seed) {
        // given
        Case any = Case.of(seed);
        SortedMap<String, SortedSet<Integer>> divided = any.divided();

        // when
        SortedMap<String, SortedSet<Integer>> again = StickyBalance.divide(any.wanted, divided);

        // then
        assertThat(again).isEqualTo(divided);
    }

    @Property(tries = 500)
    void whoJoinsTakesFromOthersAndNobodyElseMoves(@ForAll long seed) {
        // given: everybody wants everything
        Random random = new Random(seed);
        List<String> members = new ArrayList<>();
        SortedMap<String, SortedSet<Integer>> current = new TreeMap<>();
        for (int i = 0; i <= random.nextInt(8); i++) {
            members.add("m" + i);
            current.put("m" + i, new TreeSet<>());
        }
        SortedMap<Integer, List<String>> wanted = new TreeMap<>();
        for (int partition = 0; partition < random.nextInt(60); partition++) {
            wanted.put(partition, members);
        }
        SortedMap<String, SortedSet<Integer>> before = StickyBalance.divide(wanted, current);

        // when
        members.add("new");
        before.put("new", new TreeSet<>());
        SortedMap<String, SortedSet<Integer>> after = StickyBalance.divide(wanted, before);

        // then
        before.keySet().stream().filter(member -> !member.equals("new")).forEach(member -> assertThat(after.get(member))
                .isSubsetOf(before.get(member)));
        assertThat(after.get("new")).hasSize(wanted.size() / members.size());
    }

    private static int size(SortedMap<String, SortedSet<Integer>> divided, String member) {
        return divided.getOrDefault(member, Collections.emptySortedSet()).size();
    }
}
