package io.sampo.streams;

import io.sampo.model.ErrorCode;
import io.sampo.model.SampoException;
import java.util.Set;
import java.util.concurrent.CompletionException;

/** What a coordinator says to a commit of somebody who is no member any more, or not yet again. */
final class Refusals {
    private static final Set<ErrorCode> NO_MEMBER = Set.of(
            ErrorCode.UNKNOWN_MEMBER_ID,
            ErrorCode.FENCED_MEMBER_EPOCH,
            ErrorCode.STALE_MEMBER_EPOCH,
            ErrorCode.ILLEGAL_GENERATION,
            ErrorCode.REBALANCE_IN_PROGRESS);

    private Refusals() {}

    /** True if the partitions are another member's: it reads again what could not be committed. */
    static boolean meanNoMember(Throwable failure) {
        return failure instanceof SampoException refusal && NO_MEMBER.contains(refusal.error());
    }

    /** The failure itself, without what futures wrap it in. */
    static Throwable cause(Throwable failure) {
        return failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
    }
}
