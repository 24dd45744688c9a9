package io.sampo.chaos.command;

import io.sampo.chaos.failpoint.FaultKind;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The arguments of {@code ops/bin/chaos}, those that people give and those that the script adds.
 *
 * @param ledger null = this run is not put down
 * @param isolated the script has made namespaces for this run
 * @param scenario null = rounds of faults
 */
record ChaosOptions(
        int brokers,
        int rounds,
        List<FaultKind> kinds,
        String faults,
        long seed,
        Path sampo,
        Path runs,
        @Nullable Path ledger,
        String commit,
        boolean isolated,
        @Nullable String scenario) {
    private static final List<String> SCENARIOS = List.of("isr", "power");
    private static final Set<String> NAMES = Set.of(
            "--brokers",
            "--rounds",
            "--faults",
            "--seed",
            "--sampo",
            "--runs",
            "--ledger",
            "--commit",
            "--isolated",
            "--scenario");

    /**
     * Reads them.
     *
     * @throws IllegalArgumentException one line: the option, its value, and what would be right
     */
    static ChaosOptions of(String[] arguments) {
        Map<String, String> given = new HashMap<>();
        for (int i = 0; i < arguments.length; i += 2) {
            if (!NAMES.contains(arguments[i])) {
                throw new IllegalArgumentException("'" + arguments[i] + "' is no option; --help lists them");
            }
            if (i + 1 == arguments.length) {
                throw new IllegalArgumentException(arguments[i] + " has no value");
            }
            given.put(arguments[i], arguments[i + 1]);
        }
        int brokers = (int) number(given, "--brokers", 3);
        if (brokers != 3 && brokers != 5) {
            throw new IllegalArgumentException("--brokers " + brokers + " is neither 3 nor 5");
        }
        long rounds = number(given, "--rounds", 10);
        if (rounds < 1 || rounds > 100_000) {
            throw new IllegalArgumentException("--rounds " + rounds + " is not between 1 and 100000");
        }
        String scenario = given.get("--scenario");
        if (scenario != null && !SCENARIOS.contains(scenario)) {
            throw new IllegalArgumentException("--scenario '" + scenario + "' is none of " + SCENARIOS);
        }
        boolean isolated = Boolean.parseBoolean(given.getOrDefault("--isolated", "false"));
        String faults = given.getOrDefault("--faults", "kill");
        String ledger = given.get("--ledger");
        return new ChaosOptions(
                brokers,
                (int) rounds,
                possible(FaultKind.parseAll(faults), isolated),
                faults,
                number(given, "--seed", System.currentTimeMillis() % 1_000_000_000),
                Path.of(given.getOrDefault("--sampo", "ops/bin/sampo")).toAbsolutePath(),
                Path.of(given.getOrDefault("--runs", "target/runs")).toAbsolutePath(),
                ledger == null ? null : Path.of(ledger),
                given.getOrDefault("--commit", "unknown"),
                isolated,
                scenario);
    }

    private static long number(Map<String, String> given, String name, long otherwise) {
        String text = given.get(name);
        try {
            return text == null ? otherwise : Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(name + " '" + text + "' is no whole number", e);
        }
    }

    private static List<FaultKind> possible(List<FaultKind> kinds, boolean isolated) {
        for (FaultKind kind : kinds) {
            if (!isolated && kind.needs() != FaultKind.Needs.NOTHING) {
                throw new IllegalArgumentException("--faults " + kind.label() + " needs namespaces of the run's own:"
                        + " run as root on Linux with unshare (util-linux) and ip (apt-get install iproute2)");
            }
        }
        return kinds;
    }
}
