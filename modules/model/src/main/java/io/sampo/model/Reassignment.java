package io.sampo.model;

import java.util.List;

/**
 * A partition on its way from some replicas to others (KIP-455). Until it is there, its replicas are the original ones and
 * behind them those that are added: what it holds now is never given up before the new replicas have it.
 *
 * @param original replicas before, in order of preference: what a cancellation goes back to
 * @param target replicas afterwards, in order of preference
 */
public record Reassignment(List<Integer> original, List<Integer> target) {
    public Reassignment {
        original = List.copyOf(original);
        target = List.copyOf(target);
    }

    /** Brokers that have to copy the partition, in order of {@link #target}. */
    public List<Integer> adding() {
        return target.stream().filter(id -> !original.contains(id)).toList();
    }

    /** Brokers that give it up in the end, in order of {@link #original}. */
    public List<Integer> removing() {
        return original.stream().filter(id -> !target.contains(id)).toList();
    }
}
