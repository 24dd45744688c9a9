package io.sampo.benchmarks.versus.work;

import io.sampo.benchmarks.versus.work.Workload.WorkFailed;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What {@code ProducerPerformance} of Kafka 4.3.1 says at its end.
 *
 * @param megabytesPerSecond of 1,048,576 bytes of values
 * @param p99Ms from send() to acknowledgement, whole milliseconds
 */
record ProducerReport(long records, double recordsPerSecond, double megabytesPerSecond, int p99Ms) {
    private static final Pattern LAST =
            Pattern.compile("(\\d+) records sent, ([0-9.]+) records/sec \\(([0-9.]+) MB/sec\\), "
                    + "[0-9.]+ ms avg latency, [0-9.]+ ms max latency, \\d+ ms 50th, \\d+ ms 95th, (\\d+) ms 99th, "
                    + "\\d+ ms 99\\.9th\\.");

    /** The head of a stack trace; what the client logs of a send that it tries again looks different. */
    private static final Pattern FAILED_SEND = Pattern.compile("[\\w.$]+Exception(:.*)?");

    /**
     * Finds the last line with percentiles; those on the way have none. What else was said is judged as well: the
     * tool goes on when a send fails, and tells of it by a stack trace.
     *
     * @throws WorkFailed if there is no such line, or a send failed
     */
    static ProducerReport parse(List<String> output) throws WorkFailed {
        for (String line : output) {
            if (FAILED_SEND.matcher(line).matches()) {
                throw new WorkFailed("ProducerPerformance: " + line.strip());
            }
        }
        for (int i = output.size() - 1; i >= 0; i--) {
            Matcher matcher = LAST.matcher(output.get(i).strip());
            if (matcher.matches()) {
                return new ProducerReport(
                        Long.parseLong(matcher.group(1)),
                        Double.parseDouble(matcher.group(2)),
                        Double.parseDouble(matcher.group(3)),
                        Integer.parseInt(matcher.group(4)));
            }
        }
        throw new WorkFailed("ProducerPerformance told no result, its last words: "
                + (output.isEmpty() ? "none" : output.get(output.size() - 1)));
    }
}
