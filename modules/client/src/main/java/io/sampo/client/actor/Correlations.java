package io.sampo.client.actor;

import io.sampo.messages.ClientMessage;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** Correlation ids, unique in this JVM, so that no answer can be taken for another client's. */
public final class Correlations {
    private static final AtomicLong LAST = new AtomicLong();

    private Correlations() {}

    /** One that nobody had before. */
    public static long next() {
        return LAST.incrementAndGet();
    }

    /** Of an answer to an administrator or a consumer; null for any other message. */
    static @Nullable Long of(ClientMessage answer) {
        if (answer instanceof ClientMessage.Fetched fetched) {
            return fetched.correlationId();
        }
        if (answer instanceof ClientMessage.AdminDone done) {
            return done.correlationId();
        }
        if (answer instanceof ClientMessage.ReplicaDescribed described) {
            return described.correlationId();
        }
        return answer instanceof ClientMessage.OffsetListed listed ? listed.correlationId() : null;
    }
}
