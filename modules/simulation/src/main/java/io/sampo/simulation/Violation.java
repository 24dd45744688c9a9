package io.sampo.simulation;

/** A law of REPLICATION §2.4 was broken. */
final class Violation extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Violation(String law, String what) {
        super(law + ": " + what);
    }
}
