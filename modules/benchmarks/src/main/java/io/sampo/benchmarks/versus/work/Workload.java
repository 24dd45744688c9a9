package io.sampo.benchmarks.versus.work;

import io.sampo.benchmarks.versus.report.Figures;
import java.io.IOException;

/** The work of a row. */
public interface Workload {
    /**
     * Lets one contender do it, from empty directories to the end of its brokers.
     *
     * @throws WorkFailed if the contender does not do it
     * @throws IOException if this machine is in the way
     */
    Figures measure(Bench bench) throws WorkFailed, IOException, InterruptedException;

    /** A contender has not done what it was asked to, or not what it said; the message is one line for the ledger. */
    final class WorkFailed extends Exception {
        private static final long serialVersionUID = 1L;

        public WorkFailed(String message) {
            super(message);
        }
    }
}
