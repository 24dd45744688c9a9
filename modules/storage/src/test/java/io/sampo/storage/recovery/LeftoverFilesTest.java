package io.sampo.storage.recovery;

import static io.sampo.storage.Batches.batch;
import static io.sampo.storage.Batches.joined;
import static org.assertj.core.api.Assertions.assertThat;

import io.sampo.logfiles.ChannelOpener;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LeftoverFilesTest {
    private static final List<String> KINDS = List.of(".log", ".index", ".timeindex", ".sums");

    @TempDir
    Path root;

    @Test
    void aSwapIsUndoneBeforeItWasDecidedAndFinishedAfter() throws IOException {
        // given: two segments whose cleaned successor holds offsets 1 and 9, and one behind them
        Map<String, String> before = new TreeMap<>();
        Map<String, String> after = new TreeMap<>();
        for (String kind : KINDS) {
            before.put(name(0, kind), "old");
            before.put(name(5, kind), "old");
            before.put(name(10, kind), "old");
            after.put(name(0, kind), "new");
            after.put(name(10, kind), "old");
        }
        List<Step> steps = new ArrayList<>();
        KINDS.forEach(kind -> steps.add(directory -> write(directory, name(0, kind) + ".cleaned", "new")));
        KINDS.forEach(kind -> steps.add(rename(name(0, kind) + ".cleaned", name(0, kind) + ".swap")));
        int decided = steps.size();
        for (long old : List.of(0L, 5L)) {
            KINDS.forEach(kind -> steps.add(rename(name(old, kind), name(old, kind) + ".deleted")));
        }
        for (int kind = KINDS.size() - 1; kind >= 0; kind--) {
            steps.add(rename(name(0, KINDS.get(kind)) + ".swap", name(0, KINDS.get(kind))));
        }

        for (int done = 0; done <= steps.size(); done++) {
            // when
            Path directory = Files.createDirectory(root.resolve("killed-after-" + done));
            for (Map.Entry<String, String> file : before.entrySet()) {
                write(directory, file.getKey(), file.getValue());
            }
            for (Step step : steps.subList(0, done)) {
                step.in(directory);
            }
            new LeftoverFiles(directory, ChannelOpener.SYSTEM).sortOut();

            // then
            Map<String, String> found = filesIn(directory);
            if (done < decided) {
                assertThat(found).as("%s steps", done).isEqualTo(before);
            } else {
                assertThat(batchesOf(found)).as("%s steps", done).isEqualTo(batchesOf(after));
                assertThat(after).as("%s steps", done).containsAllEntriesOf(found);
            }
            new LeftoverFiles(directory, ChannelOpener.SYSTEM).sortOut();
            assertThat(filesIn(directory)).isEqualTo(found);
        }
    }

    @Test
    void sideFilesWithoutBatchesGo() throws IOException {
        for (String kind : KINDS) {
            write(root, name(0, kind), "old");
            write(root, name(7, kind), "old");
        }
        Files.delete(root.resolve(name(7, ".log")));
        write(root, "leader-epoch-checkpoint.tmp", "half");
        write(root, name(3, ".snapshot"), "of the producers");

        new LeftoverFiles(root, ChannelOpener.SYSTEM).sortOut();

        assertThat(filesIn(root).keySet())
                .containsExactlyInAnyOrder(
                        name(0, ".log"),
                        name(0, ".index"),
                        name(0, ".timeindex"),
                        name(0, ".sums"),
                        name(3, ".snapshot"));
    }

    @FunctionalInterface
    private interface Step {
        void in(Path directory) throws IOException;
    }

    private static Step rename(String from, String to) {
        return directory -> Files.move(directory.resolve(from), directory.resolve(to));
    }

    private static void write(Path directory, String name, String version) throws IOException {
        ByteBuffer batches = version.equals("new") ? joined(batch(1, 2, 0), batch(9, 10, 0)) : joined(batch(0, 1, 0));
        Files.write(
                directory.resolve(name),
                name.contains(".log") ? batches.array() : version.getBytes(StandardCharsets.US_ASCII));
    }

    private static Map<String, String> filesIn(Path directory) throws IOException {
        Map<String, String> found = new TreeMap<>();
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.toList()) {
                String name = file.getFileName().toString();
                boolean isNew = name.contains(".log")
                        ? Files.size(file) > batch(0, 1, 0).remaining()
                        : Files.readString(file).equals("new");
                found.put(name, isNew ? "new" : "old");
            }
        }
        return found;
    }

    private static Map<String, String> batchesOf(Map<String, String> files) {
        Map<String, String> logs = new TreeMap<>(files);
        logs.keySet().removeIf(name -> !name.endsWith(".log"));
        return logs;
    }

    private static String name(long baseOffset, String kind) {
        return String.format(Locale.ROOT, "%020d%s", baseOffset, kind);
    }
}
