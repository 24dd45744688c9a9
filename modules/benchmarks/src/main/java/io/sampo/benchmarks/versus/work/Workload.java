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
}
