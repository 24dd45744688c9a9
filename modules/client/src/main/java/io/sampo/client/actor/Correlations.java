package io.sampo.client.actor;

import java.util.concurrent.atomic.AtomicLong;

/** Correlation ids, unique in this JVM, so that no answer can be taken for another client's. */
public final class Correlations {
    private static final AtomicLong LAST = new AtomicLong();

    private Correlations() {}

    /** One that nobody had before. */
    public static long next() {
        return LAST.incrementAndGet();
    }
}
