package io.sampo.benchmarks.versus.contender;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** Somebody who can do the work. */
public interface Contender {
    /** Its name in the ledger. */
    String name();

    /** What it acknowledges it also stores, so that there is something to look at afterwards. */
    default boolean isStoring() {
        return true;
    }

    /**
     * Writes all that brokers need before their first start below {@code directory}, and starts none.
     *
     * @throws IOException if it cannot
     */
    List<BrokerProcess> prepare(ClusterPlan plan, Path directory) throws IOException, InterruptedException;
}
