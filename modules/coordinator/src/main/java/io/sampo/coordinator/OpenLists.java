package io.sampo.coordinator;

import io.sampo.groups.Coordinators.Listed;
import io.sampo.groups.Coordinators.Listing;
import io.sampo.model.ErrorCode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;

/** Lists of groups that are being made: each waits for the word of every group that was there when it began. Not for threads. */
final class OpenLists {
    /** One of them. */
    private record Open(Set<String> missing, List<Listing> listings, Consumer<Listed> answer) {}

    private final Map<Long, Open> open = new HashMap<>();
    private long begun;

    /** Begins one, whose id it returns; without groups it is complete at once. */
    long begin(Set<String> groups, Consumer<Listed> answer) {
        begun++;
        open.put(begun, new Open(new TreeSet<>(groups), new ArrayList<>(), answer));
        giveIfComplete(begun);
        return begun;
    }

    void listed(long listId, Listing listing) {
        Open list = open.get(listId);
        if (list != null && list.missing().remove(listing.groupId())) {
            // "Dead": somebody has asked for it, and nothing is known of it.
            if (!listing.state().equals("Dead")) {
                list.listings().add(listing);
            }
            giveIfComplete(listId);
        }
    }

    /** That group is read anew from its partition: whoever asks again hears of it. */
    void loadsAnew(String groupId) {
        for (long listId : List.copyOf(open.keySet())) {
            Open list = open.get(listId);
            if (list != null && list.missing().contains(groupId)) {
                open.remove(listId);
                list.answer().accept(new Listed(ErrorCode.COORDINATOR_LOAD_IN_PROGRESS, List.of()));
            }
        }
    }

    /** That group ends, and will not say anything any more. */
    void withoutAnswerOf(String groupId) {
        for (long listId : List.copyOf(open.keySet())) {
            Open list = open.get(listId);
            if (list != null && list.missing().remove(groupId)) {
                giveIfComplete(listId);
            }
        }
    }

    /** Leadership goes: what is known of it does not count, and whoever asks again hears of its groups elsewhere. */
    void end() {
        open.values().forEach(list -> list.answer().accept(new Listed(ErrorCode.COORDINATOR_NOT_AVAILABLE, List.of())));
        open.clear();
    }

    private void giveIfComplete(long listId) {
        Open list = open.get(listId);
        if (list != null && list.missing().isEmpty()) {
            open.remove(listId);
            list.answer().accept(new Listed(ErrorCode.NONE, list.listings()));
        }
    }
}
