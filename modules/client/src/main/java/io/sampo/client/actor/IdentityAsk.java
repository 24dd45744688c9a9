package io.sampo.client.actor;

import io.sampo.client.produce.ProducerBatch.ProducerIdentity;
import io.sampo.messages.ClientMessage;
import io.sampo.model.ErrorCode;
import org.jspecify.annotations.Nullable;

/** The identity of one producer, and the question for the next one: one at a time, with a pause after one that failed. */
final class IdentityAsk {
    private final long pauseMs;
    private @Nullable ProducerIdentity identity;
    private long asked = -1;
    private long notBeforeMs;

    IdentityAsk(long pauseMs) {
        this.pauseMs = pauseMs;
    }

    /** Null while none is given. */
    @Nullable
    ProducerIdentity current() {
        return identity;
    }

    /** The present one is lost. Correlation id of the question to be asked now; −1 if one is under way, or it is too soon. */
    long ask(long nowMs) {
        if (asked >= 0 || nowMs < notBeforeMs) {
            return -1;
        }
        identity = null;
        asked = Correlations.next();
        return asked;
    }

    /** When it may be asked again. */
    long notBeforeMs() {
        return notBeforeMs;
    }

    void answered(ClientMessage.ProducerIdGiven given, long nowMs) {
        if (given.correlationId() == asked) {
            asked = -1;
            if (given.error() == ErrorCode.NONE) {
                identity = new ProducerIdentity(given.producerId(), given.producerEpoch());
            } else {
                notBeforeMs = nowMs + pauseMs;
            }
        }
    }

    void lost(long correlationId, long nowMs) {
        if (correlationId == asked) {
            asked = -1;
            notBeforeMs = nowMs + pauseMs;
        }
    }
}
