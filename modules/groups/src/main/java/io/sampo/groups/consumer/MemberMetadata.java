package io.sampo.groups.consumer;

import io.sampo.groups.GroupRequest.Protocol;
import java.util.Collections;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What a member tells of itself.
 *
 * @param regex null or empty = none
 * @param rebalanceTimeoutMs how long it may take to give partitions up; -1 = not told yet
 * @param assignor the server-side assignor it prefers; null = any
 * @param classic what it needs beside, if it speaks the classic protocol; null = it does not
 */
public record MemberMetadata(
        @Nullable String instanceId,
        @Nullable String rackId,
        String clientId,
        String clientHost,
        SortedSet<String> topics,
        @Nullable String regex,
        int rebalanceTimeoutMs,
        @Nullable String assignor,
        @Nullable Classic classic) {
    /** Of who has told nothing yet. */
    static final MemberMetadata UNTOLD =
            new MemberMetadata(null, null, "", "", Collections.emptySortedSet(), "", -1, null, null);

    /** Of a member that speaks the classic protocol. The first protocol is the one it is answered with. */
    public record Classic(int sessionTimeoutMs, List<Protocol> protocols) {
        public Classic {
            protocols = List.copyOf(protocols);
        }
    }

    public MemberMetadata {
        topics = Collections.unmodifiableSortedSet(new TreeSet<>(topics));
    }

    boolean usesClassicProtocol() {
        return classic != null;
    }

    boolean hasRegex() {
        return regex != null && !regex.isEmpty();
    }

    boolean subscribesLike(MemberMetadata other) {
        return topics.equals(other.topics);
    }
}
