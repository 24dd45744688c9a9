package io.sampo.systemtests.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Kafka's {@code DumpLogSegments} as the judge of a partition's files: it always ends 0, so its words count. */
final class SegmentDump {
    private static final Pattern COMPLAINT =
            Pattern.compile("(?i).*(mismatch|invalid bytes|isvalid: false|not found|exception"
                    + "|out of order|error|corrupt|ignoring).*");
    /** What 4.3.1 says of every segment that does not begin with offset 0, Kafka's own ones too: no two offsets at all. */
    private static final Pattern NO_COMPLAINT =
            Pattern.compile("Non-consecutive offsets in .*| +-1 is followed by \\d+");

    private static final Pattern PAYLOAD = Pattern.compile("\\| offset: (\\d+) .* key: (\\S+) payload: (.*)");

    private SegmentDump() {}

    /** The files of that suffix, in order. */
    static List<Path> files(Path partition, String suffix) {
        try (Stream<Path> files = Files.list(partition)) {
            return files.filter(file -> file.toString().endsWith(suffix))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot list " + partition, e);
        }
    }

    /** Reads every record of these segments, deeply; returns {@code offset TAB key TAB value} of each, in order. */
    static List<String> records(List<Path> logs) {
        List<String> said = dump(logs, "--deep-iteration", "--print-data-log");
        return said.stream()
                .map(PAYLOAD::matcher)
                .filter(Matcher::matches)
                .map(line -> line.group(1) + "\t" + line.group(2) + "\t" + line.group(3))
                .toList();
    }

    /** Reads these segments deeply; returns how many markers ended a transaction. */
    static long markers(List<Path> logs) {
        return dump(logs, "--deep-iteration").stream()
                .filter(line -> line.contains(" endTxnMarker: "))
                .count();
    }

    /** What the indexes of aborted transactions say, a line for each transaction. */
    static List<String> abortedTransactions(List<Path> indexes) {
        return dump(indexes).stream()
                .filter(line -> line.startsWith("version: "))
                .toList();
    }

    /** Holds every index entry against the batches. */
    static void verifyIndexes(List<Path> indexes) {
        dump(indexes, "--verify-index-only");
    }

    /** What a broker checks when it starts. */
    static void checkSanity(List<Path> indexes) {
        List<String> said = dump(indexes, "--index-sanity-check");
        assertThat(said.stream().filter(line -> line.endsWith("passed sanity check.")))
                .hasSameSizeAs(indexes);
    }

    private static List<String> dump(List<Path> files, String... options) {
        String names = files.stream().map(Path::toString).collect(Collectors.joining(","));
        String[] arguments =
                Stream.concat(Stream.of("--files", names), Stream.of(options)).toArray(String[]::new);
        KafkaTool.Outcome outcome =
                KafkaTool.run(KafkaTool.DUMP_LOG_SEGMENTS, arguments).orFail();
        assertThat(outcome.stdout().stream().filter(line -> line.startsWith("Dumping ")))
                .hasSameSizeAs(files);
        assertThat(outcome.stdout().stream().filter(line -> !line.contains(" payload: ")))
                .noneMatch(line -> COMPLAINT.matcher(line).matches());
        assertThat(outcome.stderr()).allMatch(line -> NO_COMPLAINT.matcher(line).matches());
        return outcome.stdout();
    }
}
