package io.sampo.groups;

import io.sampo.groups.GroupRequest.CommitOffsets;
import io.sampo.groups.GroupRequest.FetchOffsets;
import io.sampo.groups.classic.ClassicGroup;
import io.sampo.groups.classic.ClassicRebalance;
import io.sampo.groups.classic.ClassicRequests;
import io.sampo.groups.classic.ClassicState;
import io.sampo.groups.consumer.CommitRules;
import io.sampo.groups.consumer.ModernGroup;
import io.sampo.groups.consumer.Subscriptions;
import io.sampo.groups.offsets.CommitFence;
import io.sampo.groups.offsets.CommittedOffsets;
import io.sampo.groups.offsets.CommittedOffsets.Expiry;
import io.sampo.model.ErrorCode;
import io.sampo.model.SampoException;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What may be done to the offsets of a group, and to the group as a whole. Changes nothing. */
record GroupRules(GroupState state, @Nullable ClassicGroup classic, CommittedOffsets offsets, GroupSettings settings) {
    /** Whether offsets age at the moment, and how. */
    record Ageing(boolean applies, Expiry expiry) {}

    /** @param isSignOfLife it comes from a member */
    record Commit(CommitFence fence, boolean isSignOfLife) {}

    /** True if anything is known of the group. */
    boolean exists() {
        return state.classic() != null || state.modern() != null || !offsets.isEmpty();
    }

    /** True if it has no members, and none is on its way. */
    boolean isEmpty() {
        ModernGroup modern = state.modern();
        return (classic == null || classic.is(ClassicState.EMPTY))
                && (modern == null || modern.members().isEmpty());
    }

    Commit commit(CommitOffsets request, GroupTopics topics) {
        ModernGroup modern = state.modern();
        if (modern != null) {
            return new Commit(CommitRules.check(modern, request, topics), false);
        }
        if (classic != null) {
            boolean fromMember = new ClassicRequests(classic, new ClassicRebalance(classic, settings), settings)
                    .checkCommit(request.memberId(), request.instanceId(), request.generation());
            return new Commit(CommitFence.OPEN, fromMember);
        }
        if (request.generation() < 0) {
            return new Commit(CommitFence.OPEN, false);
        }
        if (exists()) {
            // It has offsets and no members: nobody can be a member of this generation.
            throw new SampoException(ErrorCode.UNKNOWN_MEMBER_ID, "The group has no members");
        }
        throw new SampoException(
                request.knowsEpochs() ? ErrorCode.GROUP_ID_NOT_FOUND : ErrorCode.ILLEGAL_GENERATION,
                "There is no such group");
    }

    void checkFetch(FetchOffsets request) {
        if (state.modern() != null) {
            CommitRules.checkFetch(state.modern(), request.memberId(), request.memberEpoch());
        }
    }

    void checkDeleteOffsets() {
        if (!exists()) {
            throw new SampoException(ErrorCode.GROUP_ID_NOT_FOUND, "There is no such group");
        }
        if (classic != null && !isEmpty() && !classic.isOfConsumers()) {
            throw new SampoException(
                    ErrorCode.NON_EMPTY_GROUP, "The group has members, and nobody knows which topics they read");
        }
    }

    boolean isSubscribedTo(String topic) {
        if (state.modern() != null) {
            return Subscriptions.topicsOf(state.modern()).contains(topic);
        }
        return classic != null && classic.isSubscribedTo(topic);
    }

    void checkDelete() {
        if (!exists()) {
            throw new SampoException(ErrorCode.GROUP_ID_NOT_FOUND, "There is no such group");
        }
        if (!isEmpty()) {
            throw new SampoException(ErrorCode.NON_EMPTY_GROUP, "The group has members");
        }
    }

    /** Kafka's rule since KIP-211. While a classic group rebalances, or is none of consumers, nothing ages. */
    Ageing expiry() {
        if (state.modern() != null) {
            Set<String> subscribed = Subscriptions.topicsOf(state.modern());
            return new Ageing(true, new Expiry(-1, subscribed::contains));
        }
        if (classic == null || classic.protocolType().isEmpty()) {
            return new Ageing(true, new Expiry(-1, topic -> false));
        }
        if (classic.is(ClassicState.EMPTY)) {
            return new Ageing(true, new Expiry(classic.changedAtMs(), classic::isSubscribedTo));
        }
        boolean known = classic.is(ClassicState.STABLE) && classic.isOfConsumers() && classic.knowsSubscriptions();
        return new Ageing(known, new Expiry(-1, classic::isSubscribedTo));
    }
}
