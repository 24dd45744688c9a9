package io.sampo.chaos.model;

/** What is known of an operation afterwards (REPLICATION §3.3). */
public enum Outcome {
    /** Acknowledged. */
    OK,
    /** Proved to have had no effect. */
    FAIL,
    /** Neither: a timeout, a lost connection. It may have had its effect, and may still get it. */
    INFO;

    char letter() {
        return name().charAt(0);
    }

    static Outcome of(char letter) {
        for (Outcome outcome : values()) {
            if (outcome.letter() == letter) {
                return outcome;
            }
        }
        throw new IllegalArgumentException("'" + letter + "' is no outcome");
    }
}
