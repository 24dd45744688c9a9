package io.sampo.benchmarks.versus.work;

/** A contender has not done what it was asked to, or not what it said; the message is one line for the ledger. */
public final class WorkFailed extends Exception {
    private static final long serialVersionUID = 1L;

    public WorkFailed(String message) {
        super(message);
    }
}
