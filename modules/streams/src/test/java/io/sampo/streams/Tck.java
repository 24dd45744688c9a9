package io.sampo.streams;

import org.reactivestreams.tck.TestEnvironment;

/** What all runs of the Reactive Streams TCK have in common. */
final class Tck {
    /** How long to wait for what has to come: time fails no test. */
    private static final long PATIENCE_MS = 30_000;
    /** How long a cancelled stream has to forget its subscriber; rule 3.13 sleeps for so long, and then looks. */
    static final long FORGOTTEN_MS = 2_000;
    /** How long to look whether something comes that must not. Short: whoever looks too briefly only misses something. */
    private static final long SILENCE_MS = 50;

    private Tck() {}

    static TestEnvironment environment() {
        return new TestEnvironment(PATIENCE_MS, SILENCE_MS, SILENCE_MS);
    }
}
