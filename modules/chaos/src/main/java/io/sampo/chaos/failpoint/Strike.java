package io.sampo.chaos.failpoint;

import java.util.List;

/**
 * One fault: what, whom, how long.
 *
 * @param victims brokers that are killed, paused, stopped or whose disks are full, in order; empty for a cut
 * @param cuts directions in which nothing passes; empty for others
 * @param hitsController the controller was among those it hits
 */
public record Strike(
        FaultKind kind,
        FaultKind.Shape shape,
        List<Integer> victims,
        List<Cut> cuts,
        long holdMs,
        boolean hitsController) {
    /** A direction; 0 are the clients. */
    public record Cut(int from, int to) {}

    public Strike {
        victims = List.copyOf(victims);
        cuts = List.copyOf(cuts);
    }

    /** {@code kill:leader}. */
    public String label() {
        return kind.label() + ":" + shape.label();
    }

    /** {@code kill:leader of 2}. */
    public String text() {
        if (cuts.isEmpty()) {
            return label() + " " + victims;
        }
        StringBuilder text = new StringBuilder(label());
        for (Cut cut : cuts) {
            text.append(' ').append(cut.from()).append('>').append(cut.to());
        }
        return text.toString();
    }
}
