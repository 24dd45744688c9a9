package io.sampo.groups.classic;

import io.sampo.groups.Blob;
import io.sampo.groups.GroupRequest.Protocol;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One member of a classic group. Changed by {@link ClassicGroup} and its rebalance alone. */
final class ClassicMember {
    /** No request waits. */
    static final long NONE = Long.MIN_VALUE;
    /** No deadline. */
    static final long NEVER = Long.MAX_VALUE;

    private final String memberId;
    private final @Nullable String instanceId;
    private final String clientId;
    private final String clientHost;
    private List<Protocol> protocols;
    private int sessionTimeoutMs;
    private int rebalanceTimeoutMs;
    private Blob assignment = Blob.EMPTY;
    private boolean isNew;
    private long join = NONE;
    private long sync = NONE;
    private long deadlineMs = NEVER;

    ClassicMember(
            String memberId,
            @Nullable String instanceId,
            String clientId,
            String clientHost,
            List<Protocol> protocols,
            int sessionTimeoutMs,
            int rebalanceTimeoutMs) {
        this.memberId = memberId;
        this.instanceId = instanceId;
        this.clientId = clientId;
        this.clientHost = clientHost;
        this.protocols = List.copyOf(protocols);
        this.sessionTimeoutMs = sessionTimeoutMs;
        this.rebalanceTimeoutMs = rebalanceTimeoutMs;
    }

    String memberId() {
        return memberId;
    }

    @Nullable
    String instanceId() {
        return instanceId;
    }

    String clientId() {
        return clientId;
    }

    String clientHost() {
        return clientHost;
    }

    List<Protocol> protocols() {
        return protocols;
    }

    int sessionTimeoutMs() {
        return sessionTimeoutMs;
    }

    int rebalanceTimeoutMs() {
        return rebalanceTimeoutMs;
    }

    Blob assignment() {
        return assignment;
    }

    boolean isNew() {
        return isNew;
    }

    long join() {
        return join;
    }

    long sync() {
        return sync;
    }

    boolean awaitsJoin() {
        return join != NONE;
    }

    boolean awaitsSync() {
        return sync != NONE;
    }

    long deadlineMs() {
        return deadlineMs;
    }

    boolean supports(String protocol) {
        return protocols.stream().anyMatch(mine -> mine.name().equals(protocol));
    }

    /** Its metadata for that protocol; empty where it does not know it. */
    Blob metadata(@Nullable String protocol) {
        for (Protocol mine : protocols) {
            if (mine.name().equals(protocol)) {
                return mine.metadata();
            }
        }
        return Blob.EMPTY;
    }

    /** The one it likes best of {@code candidates}. */
    String vote(Set<String> candidates) {
        for (Protocol mine : protocols) {
            if (candidates.contains(mine.name())) {
                return mine.name();
            }
        }
        throw new IllegalStateException("Member " + memberId + " supports none of " + candidates);
    }

    /** A waiting request is expected to come to its end by itself: its member is alive for as long. */
    boolean isExcused() {
        return !isNew && (awaitsJoin() || awaitsSync());
    }

    void describe(List<Protocol> others, int sessionMs, int rebalanceMs) {
        protocols = List.copyOf(others);
        sessionTimeoutMs = sessionMs;
        rebalanceTimeoutMs = rebalanceMs;
    }

    void assign(Blob other) {
        assignment = other;
    }

    void setNew(boolean value) {
        isNew = value;
    }

    void expireAt(long ms) {
        deadlineMs = ms;
    }

    void parkJoin(long requestId) {
        join = requestId;
    }

    void parkSync(long requestId) {
        sync = requestId;
    }

    /** The join that waits, which by this waits no longer. */
    long takeJoin() {
        long taken = join;
        join = NONE;
        return taken;
    }

    /** The sync that waits, which by this waits no longer. */
    long takeSync() {
        long taken = sync;
        sync = NONE;
        return taken;
    }
}
