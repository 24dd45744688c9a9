package io.sampo.streams;

import io.sampo.model.ErrorCode;
import io.sampo.model.SampoException;
import java.util.Set;
import java.util.concurrent.CompletionException;

/** What a coordinator says to a commit that nobody waits for any more. */
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

    /** True if topics are gone and nothing else was refused: the offsets of the others are committed. */
    static boolean meanGone(Throwable failure) {
        return failure instanceof SampoException refusal && refusal.error() == ErrorCode.UNKNOWN_TOPIC_OR_PARTITION;
    }

    /** The failure itself, without what futures wrap it in. */
    static Throwable cause(Throwable failure) {
        return failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
    }
}
