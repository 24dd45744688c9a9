package io.sampo.chaos.traffic;

import io.sampo.chaos.model.Outcome;
import io.sampo.model.ErrorCode;
import io.sampo.model.SampoException;
import java.util.Set;
import java.util.concurrent.CompletionException;

/**
 * Which failures of a send prove that nothing was appended. NOT_ENOUGH_REPLICAS does not: the client repeats, and an
 * attempt before the last one may have been appended without an answer. To call an unknown outcome a failure would
 * accuse brokers of records that come up later.
 */
final class FailureRules {
    private static final Set<ErrorCode> PROOF = Set.of(
            ErrorCode.TOPIC_AUTHORIZATION_FAILED,
            ErrorCode.CLUSTER_AUTHORIZATION_FAILED,
            ErrorCode.MESSAGE_TOO_LARGE,
            ErrorCode.RECORD_LIST_TOO_LARGE,
            ErrorCode.INVALID_TOPIC_EXCEPTION,
            ErrorCode.INVALID_RECORD,
            ErrorCode.INVALID_REQUIRED_ACKS,
            ErrorCode.UNSUPPORTED_VERSION);

    private FailureRules() {}

    static Outcome outcome(Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        return cause instanceof SampoException refused && PROOF.contains(refused.error()) ? Outcome.FAIL : Outcome.INFO;
    }
}
