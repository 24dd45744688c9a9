package io.sampo.groups.classic;

import io.sampo.groups.GroupRequest.Protocol;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Which of its members' protocols a group takes. */
final class ProtocolChoice {
    private ProtocolChoice() {}

    /** True if one of {@code offered} is known to all members. */
    static boolean isPossible(Collection<ClassicMember> members, List<Protocol> offered) {
        return offered.stream()
                .anyMatch(protocol -> members.stream().allMatch(member -> member.supports(protocol.name())));
    }

    /** What all members know and most like best; of equals the first by name. There is at least one member. */
    static String of(Collection<ClassicMember> members) {
        Set<String> candidates = new TreeSet<>();
        members.forEach(member -> member.protocols().forEach(offered -> candidates.add(offered.name())));
        candidates.removeIf(name -> members.stream().anyMatch(member -> !member.supports(name)));
        Map<String, Integer> votes = new TreeMap<>();
        members.forEach(member -> votes.merge(member.vote(candidates), 1, Integer::sum));
        String chosen = "";
        int most = 0;
        for (Map.Entry<String, Integer> vote : votes.entrySet()) {
            if (vote.getValue() > most) {
                most = vote.getValue();
                chosen = vote.getKey();
            }
        }
        return chosen;
    }
}
