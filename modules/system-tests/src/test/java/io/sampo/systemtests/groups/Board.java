package io.sampo.systemtests.groups;

import io.sampo.systemtests.groups.Happening.Kind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** All that happened, and who has what at the moment, as far as it has been heard. Any thread. */
final class Board {
    private final int partitions;
    private final List<Happening> all = new ArrayList<>();
    private final Map<String, Set<Integer>> owned = new TreeMap<>();
    private final Set<String> gone = new HashSet<>();
    private final Map<Integer, Long> delivered = new HashMap<>();
    private int failed;

    Board(int partitions) {
        this.partitions = partitions;
    }

    synchronized void add(Happening happening) {
        all.add(happening);
        String member = happening.member();
        switch (happening.kind()) {
            case ASSIGNED ->
                owned.computeIfAbsent(member, any -> new TreeSet<>()).add(happening.partition());
            case REVOKED, LOST ->
                owned.computeIfAbsent(member, any -> new TreeSet<>()).remove(happening.partition());
            case GONE -> {
                owned.remove(member);
                gone.add(member);
            }
            case DELIVERED -> delivered.merge(happening.partition(), happening.second() + 1, Math::max);
            case FAILED, WRONG -> failed++;
            default -> {}
        }
    }

    /**
     * Every partition belongs to one of {@code members}, each of which has some, and to nobody else; without members, to
     * nobody.
     */
    synchronized boolean isShared(Set<String> members) {
        Set<Integer> shared = new HashSet<>();
        int count = 0;
        for (Map.Entry<String, Set<Integer>> one : owned.entrySet()) {
            count += one.getValue().size();
            shared.addAll(one.getValue());
            if (!one.getValue().isEmpty() && !members.contains(one.getKey())) {
                return false;
            }
        }
        if (members.isEmpty()) {
            return true;
        }
        return count == partitions
                && shared.size() == partitions
                && members.stream().noneMatch(member -> owned.getOrDefault(member, Set.of())
                        .isEmpty());
    }

    synchronized boolean isGone(String member) {
        return gone.contains(member);
    }

    /** Everything below these ends has come to somebody. */
    synchronized boolean isDelivered(Map<Integer, Long> ends) {
        return ends.entrySet().stream().allMatch(end -> delivered.getOrDefault(end.getKey(), 0L) >= end.getValue());
    }

    synchronized long delivered() {
        return delivered.values().stream().mapToLong(Long::longValue).sum();
    }

    synchronized int failed() {
        return failed;
    }

    synchronized List<Happening> all() {
        return List.copyOf(all);
    }

    /** For a person: who has what. */
    synchronized String text() {
        return owned.entrySet().stream()
                .map(one -> one.getKey() + "=" + one.getValue())
                .collect(Collectors.joining(" "));
    }

    /** How often that happened. */
    synchronized long count(Kind kind) {
        return all.stream().filter(one -> one.kind() == kind).count();
    }
}
