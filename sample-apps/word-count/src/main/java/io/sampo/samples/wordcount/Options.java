package io.sampo.samples.wordcount;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * The command line.
 *
 * @param untilEnd stop where the input ended when the program began
 * @param linesPerSecond of each partition; 0 = as fast as it goes
 */
record Options(
        String bootstrap,
        String input,
        String output,
        boolean untilEnd,
        boolean print,
        int linesPerSecond,
        boolean help) {
    static final String USAGE = """
            Counts the words of a topic; may be killed at any time and started again.

            usage: java -jar sampo-word-count-0.1.0.jar [options]
              --bootstrap HOST:PORT[,...]  brokers to ask first (default 127.0.0.1:25520)
              --input TOPIC                lines of text (default book)
              --output TOPIC               progress and counts; created if it is not there (default words)
              --until-end                  stop where the input ends now; otherwise go on for ever
              --print                      at the end print the totals as sort | uniq -c would
              --lines-per-second N         go slowly, per partition, so that there is time to kill it
              --help                       this text
            """;

    /**
     * Reads the command line.
     *
     * @throws IllegalArgumentException one line that says what would be right
     */
    static Options parse(String... arguments) {
        Deque<String> left = new ArrayDeque<>(List.of(arguments));
        String bootstrap = "127.0.0.1:25520";
        String input = "book";
        String output = "words";
        boolean untilEnd = false;
        boolean print = false;
        int linesPerSecond = 0;
        boolean help = false;
        while (!left.isEmpty()) {
            String option = left.remove();
            switch (option) {
                case "--bootstrap", "--bootstrap-server" -> bootstrap = valueOf(option, left);
                case "--input" -> input = valueOf(option, left);
                case "--output" -> output = valueOf(option, left);
                case "--until-end" -> untilEnd = true;
                case "--print" -> print = true;
                case "--lines-per-second" -> linesPerSecond = number(option, valueOf(option, left));
                case "--help", "-h" -> help = true;
                default -> throw new IllegalArgumentException("unknown option '" + option + "'; see --help");
            }
        }
        return new Options(bootstrap, input, output, untilEnd, print, linesPerSecond, help);
    }

    private static String valueOf(String option, Deque<String> left) {
        String value = left.poll();
        if (value == null) {
            throw new IllegalArgumentException(option + " needs a value; see --help");
        }
        return value;
    }

    private static int number(String option, String text) {
        try {
            return Integer.parseUnsignedInt(text);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(option + " '" + text + "' is not a whole number", e);
        }
    }
}
