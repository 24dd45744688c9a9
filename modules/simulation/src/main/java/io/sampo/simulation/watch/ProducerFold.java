package io.sampo.simulation.watch;

import io.sampo.model.ProducerState;
import io.sampo.replication.log.ProducerFence;
import io.sampo.simulation.engine.Violation;
import io.sampo.storage.PartitionLog;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * I14: what a replica knows of its producers is what its log says of them. A log that has lost its old records to retention says
 * less; then what both know has to be the same, and nobody is known who wrote behind the log start and is not found there.
 */
public final class ProducerFold {
    private ProducerFold() {}

    /** Throws {@link Violation} where {@code known} is not what {@code log} says; {@code who} is for people. */
    public static void require(PartitionLog log, ProducerFence known, Object who) {
        ProducerFence folded = new ProducerFence();
        try {
            log.forEachBatch(log.logStartOffset(), batch -> folded.record(batch, 0));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Map<Long, ProducerState> said = new HashMap<>();
        known.states().forEach(state -> said.put(state.producerId(), state));
        for (ProducerState state : folded.states()) {
            ProducerState other = said.remove(state.producerId());
            if (other == null || !endsAlike(state, other)) {
                throw new Violation("I14", who + " knows " + other + ", its log says " + state);
            }
        }
        for (ProducerState state : said.values()) {
            if (newest(state).baseOffset() >= log.logStartOffset()) {
                throw new Violation("I14", who + " knows " + state + ", of which its log says nothing");
            }
        }
    }

    /** The older batches of the one may lie before the log start. */
    private static boolean endsAlike(ProducerState folded, ProducerState said) {
        List<ProducerState.Batch> all = said.batches();
        List<ProducerState.Batch> some = folded.batches();
        return folded.epoch() == said.epoch()
                && all.size() >= some.size()
                && all.subList(all.size() - some.size(), all.size()).equals(some);
    }

    private static ProducerState.Batch newest(ProducerState state) {
        return state.batches().get(state.batches().size() - 1);
    }
}
