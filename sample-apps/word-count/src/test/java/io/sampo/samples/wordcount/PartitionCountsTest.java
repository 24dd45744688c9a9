package io.sampo.samples.wordcount;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

class PartitionCountsTest {
    private static final List<String> TEXT = IntStream.range(0, 60)
            .mapToObj(i -> "the line " + i + "\tof " + i % 7 + "  the\u000btext")
            .toList();

    @Property(tries = 300)
    void totalsAreExactHoweverOftenItIsKilled(@ForAll int seed) {
        // given
        Random random = new Random(seed);
        List<String> log = new ArrayList<>();
        List<Long> positions = new ArrayList<>();
        // when: each life restores from the log, counts some chunks, and dies with its last write done, lost or late
        PartitionCounts counts = restored(log, positions);
        while (counts.position() < TEXT.size()) {
            List<PartitionCounts.Change> unwritten = new ArrayList<>();
            for (int chunks = random.nextInt(5); chunks > 0 && counts.position() < TEXT.size(); chunks--) {
                int from = (int) counts.position();
                int to = Math.min(TEXT.size(), from + 1 + random.nextInt(6));
                unwritten.add(counts.count(TEXT.subList(from, to), to));
            }
            int written = random.nextInt(unwritten.size() + 1);
            unwritten.subList(0, written).forEach(change -> write(change, log, positions));
            PartitionCounts next = restored(log, positions);
            if (written < unwritten.size() && random.nextBoolean()) {
                // The broker had it in its queue: it is appended after the next life has read the end.
                write(unwritten.get(written), log, positions);
            }
            counts = next;
        }
        // then
        Map<String, Long> totals = new TreeMap<>();
        restored(log, positions).addTo(totals);
        PartitionCounts uninterrupted = new PartitionCounts();
        uninterrupted.count(TEXT, TEXT.size());
        Map<String, Long> expected = new TreeMap<>();
        uninterrupted.addTo(expected);
        // The last life may end before its progress is written; what it counted is what it prints.
        Map<String, Long> printed = new TreeMap<>();
        counts.addTo(printed);
        assertThat(printed).isEqualTo(expected);
        assertThat(expected).containsEntry("the", 120L);
        assertThat(totals.keySet()).isSubsetOf(expected.keySet());
    }

    @Property(tries = 50)
    void aChangeIsReadAsItWasWritten(@ForAll long position) {
        PartitionCounts.Change change = new PartitionCounts().count(List.of("a b a", "c\u00e4 b"), position);
        assertThat(PartitionCounts.Change.parse(position, change.text())).isEqualTo(change);
    }

    private static void write(PartitionCounts.Change change, List<String> log, List<Long> positions) {
        log.add(change.text());
        positions.add(change.position());
    }

    private static PartitionCounts restored(List<String> log, List<Long> positions) {
        PartitionCounts counts = new PartitionCounts();
        for (int i = 0; i < log.size(); i++) {
            counts.restore(PartitionCounts.Change.parse(positions.get(i), log.get(i)));
        }
        return counts;
    }
}
