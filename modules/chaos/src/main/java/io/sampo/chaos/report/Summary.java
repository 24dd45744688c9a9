package io.sampo.chaos.report;

import io.sampo.chaos.validate.AnomalyKind.Harm;
import io.sampo.chaos.validate.Verdict;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * A run in one line.
 *
 * @param rounds those that were done
 * @param replicas empty, or what is wrong with the files of the replicas
 */
public record Summary(List<RoundReport> rounds, Verdict verdict, String replicas) {
    public Summary {
        rounds = List.copyOf(rounds);
    }

    public boolean isClean() {
        return verdict.isClean() && replicas.isEmpty() && stuck() == 0;
    }

    /** How much of the end is not as it has to be: replicas that differ, partitions that could not be read to their ends. */
    public int unsettled() {
        return (replicas.isEmpty() ? 0 : 1) + (verdict.readAll() ? 0 : 1);
    }

    private long stuck() {
        return rounds.stream().filter(RoundReport::isStuck).count();
    }

    /** {@code ROUNDS rounds, ACKED acked, LOST lost, ...}. */
    public String line() {
        return rounds.size() + " rounds, " + verdict.acknowledged() + " acked, " + verdict.count(Harm.LOST) + " lost, "
                + verdict.count(Harm.DUPLICATED) + " duplicated, " + verdict.count(Harm.REORDERED) + " reordered, "
                + verdict.count(Harm.GAP) + " gaps, " + verdict.count(Harm.OFFSET) + " wrong offsets, "
                + verdict.count(Harm.BYTES) + " wrong bytes, " + verdict.unknown() + " unknown, " + stuck()
                + " stuck, replicas " + (replicas.isEmpty() ? "equal" : "DIFFER")
                + (verdict.readAll() ? "" : ", NOT READ TO THE END");
    }

    /** {@code cut:bridge=2,kill:leader=4}: the rounds by what was done; several at once count for each. */
    public String byLabel() {
        Map<String, Integer> counts = new TreeMap<>();
        for (RoundReport round : rounds) {
            for (String label : round.label().split("\\+", -1)) {
                // Of several at once nobody knows which of them made another one take over.
                boolean tookOver = round.tookOver() && label.equals(round.label());
                String controller = (round.hitController() ? "@controller" : "") + (tookOver ? "@takeover" : "");
                counts.merge(label + controller, 1, Integer::sum);
            }
        }
        return counts.entrySet().stream()
                .map(count -> count.getKey() + "=" + count.getValue())
                .collect(Collectors.joining(","));
    }

    /** The figure at {@code percent} of the gaps, ms. */
    public long gapMs(int percent) {
        long[] sorted = rounds.stream().mapToLong(RoundReport::gapMs).sorted().toArray();
        return sorted.length == 0 ? 0 : sorted[Math.min(sorted.length - 1, sorted.length * percent / 100)];
    }
}
