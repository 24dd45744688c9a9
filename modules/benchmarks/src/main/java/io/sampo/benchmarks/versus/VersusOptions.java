package io.sampo.benchmarks.versus;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The arguments of {@code ops/bin/versus}, those that people give and those that the script adds.
 *
 * @param rows names; empty = all
 * @param list say which rows there are, and nothing else
 * @param report write the page from the ledger, and nothing else
 */
record VersusOptions(
        List<String> rows, int pairs, boolean list, boolean report, Path home, String commit, String kafkaClassPath) {
    private static final int PAIRS = 5;
    private static final int QUICK_PAIRS = 3;
    private static final int MOST_PAIRS = 1000;

    VersusOptions {
        rows = List.copyOf(rows);
    }

    /**
     * Reads them.
     *
     * @param known names of rows
     * @param quick names of the rows of --quick
     * @throws IllegalArgumentException one line: what is wrong, and what would be right
     */
    static VersusOptions of(List<String> arguments, List<String> known, List<String> quick) {
        List<String> rows = new ArrayList<>();
        int pairs = 0;
        boolean isQuick = false;
        boolean list = false;
        boolean report = false;
        Path home = Path.of("");
        String commit = "unknown";
        String kafkaClassPath = "";
        for (int i = 0; i < arguments.size(); i++) {
            String argument = arguments.get(i);
            switch (argument) {
                case "--list" -> list = true;
                case "--report" -> report = true;
                case "--quick" -> isQuick = true;
                case "--pairs" -> pairs = pairs(value(arguments, ++i));
                case "--home" -> home = Path.of(value(arguments, ++i));
                case "--commit" -> commit = value(arguments, ++i);
                case "--kafka-class-path" -> kafkaClassPath = value(arguments, ++i);
                default -> rows.add(row(argument, known));
            }
        }
        if (isQuick && rows.isEmpty()) {
            rows.addAll(quick);
        }
        int wanted = pairs > 0 ? pairs : isQuick ? QUICK_PAIRS : PAIRS;
        return new VersusOptions(rows, wanted, list, report, home.toAbsolutePath(), commit, kafkaClassPath);
    }

    private static String value(List<String> arguments, int at) {
        if (at >= arguments.size()) {
            throw new IllegalArgumentException(arguments.get(at - 1) + " has no value");
        }
        return arguments.get(at);
    }

    private static int pairs(String text) {
        if (!text.matches("[0-9]{1,4}") || Integer.parseInt(text) < 1 || Integer.parseInt(text) > MOST_PAIRS) {
            throw new IllegalArgumentException("--pairs '" + text + "' is no number from 1 to " + MOST_PAIRS);
        }
        return Integer.parseInt(text);
    }

    private static String row(String argument, List<String> known) {
        if (argument.startsWith("-")) {
            throw new IllegalArgumentException("'" + argument + "' is no option; --help lists them");
        }
        if (!known.contains(argument)) {
            throw new IllegalArgumentException("'" + argument + "' is no row; there are " + String.join(", ", known));
        }
        return argument;
    }
}
