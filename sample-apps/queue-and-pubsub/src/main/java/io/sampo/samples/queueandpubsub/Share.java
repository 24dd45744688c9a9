package io.sampo.samples.queueandpubsub;

import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** What one member of a group has got. */
record Share(String group, int member, Set<Integer> partitions, List<String> orders) {
    Share {
        partitions = Set.copyOf(partitions);
        orders = List.copyOf(orders);
    }

    /** True if the members of {@code group} have done each of {@code all} once, and nothing else. */
    static boolean eachOnce(String group, List<Share> shares, Collection<String> all) {
        List<String> done =
                ofGroup(group, shares).flatMap(share -> share.orders().stream()).toList();
        return done.size() == all.size() && new HashSet<>(done).equals(new HashSet<>(all));
    }

    /** How many orders the members of {@code group} have done, in all. */
    static int done(String group, List<Share> shares) {
        return ofGroup(group, shares).mapToInt(share -> share.orders().size()).sum();
    }

    private static java.util.stream.Stream<Share> ofGroup(String group, List<Share> shares) {
        return shares.stream().filter(share -> share.group().equals(group));
    }

    /** A line of a table. */
    @Override
    public String toString() {
        String owned = partitions.stream().sorted().map(String::valueOf).collect(Collectors.joining(" "));
        return String.format("%-10s member %d   partitions %-9s %6d orders", group, member, owned, orders.size());
    }
}
