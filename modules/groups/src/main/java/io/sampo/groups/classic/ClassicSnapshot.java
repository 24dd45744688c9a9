package io.sampo.groups.classic;

import io.sampo.groups.Blob;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A classic group at the end of a rebalance: Kafka's GroupMetadata record.
 *
 * @param protocolType empty = the group never had members
 * @param leader null = no members
 * @param changedAtMs when it came into its state, since 1970; -1 = unknown
 */
public record ClassicSnapshot(
        String protocolType,
        int generation,
        @Nullable String protocol,
        @Nullable String leader,
        long changedAtMs,
        List<Member> members) {
    /**
     * One member.
     *
     * @param subscription its metadata for the protocol of the group; that for others is not kept
     */
    public record Member(
            String memberId,
            @Nullable String instanceId,
            String clientId,
            String clientHost,
            int rebalanceTimeoutMs,
            int sessionTimeoutMs,
            Blob subscription,
            Blob assignment) {}

    public ClassicSnapshot {
        members = List.copyOf(members);
    }
}
