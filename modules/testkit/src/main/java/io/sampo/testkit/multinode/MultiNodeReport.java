package io.sampo.testkit.multinode;

import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.opentest4j.AssertionFailedError;

/**
 * How every role of one run ended.
 *
 * @param output file with what all roles printed, each line marked with its role
 */
public record MultiNodeReport(String test, List<NodeResult> results, Path output) {
    public MultiNodeReport {
        results = List.copyOf(results);
    }

    public NodeResult result(String role) {
        return results.stream()
                .filter(result -> result.role().equals(role))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no role " + role + " in " + results));
    }

    public boolean passed() {
        return results.stream().allMatch(NodeResult::isGood);
    }

    /** One error with the trace of each role, the earliest failure first: the later ones are often its consequence. */
    public Optional<AssertionFailedError> failure() {
        if (passed()) {
            return Optional.empty();
        }
        StringBuilder message = new StringBuilder(test);
        for (NodeResult result : results) {
            message.append("\n  ").append(result.role()).append(": ").append(result.outcome());
        }
        message.append("\n  output of all roles: ").append(output);
        results.stream()
                .filter(result -> !result.isGood())
                .sorted(Comparator.comparingLong(NodeResult::finishedMs))
                .forEach(result -> message.append("\n\n--- ")
                        .append(result.role())
                        .append(' ')
                        .append(result.outcome())
                        .append('\n')
                        .append(result.detail().stripTrailing()));
        return Optional.of(new AssertionFailedError(message.toString()));
    }
}
