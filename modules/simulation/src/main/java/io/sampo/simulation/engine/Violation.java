package io.sampo.simulation.engine;

/** A law of REPLICATION §2.4 was broken. */
public final class Violation extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String law;

    /** @param law its number, as {@code I6} */
    public Violation(String law, String what) {
        super(law + ": " + what);
        this.law = law;
    }

    /** The number of the law. */
    public String law() {
        return law;
    }
}
