package io.sampo.samples.wordcount;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.StringTokenizer;
import java.util.TreeMap;

/**
 * The words of one input partition up to a position. Progress is one {@link Change} per chunk of input: the position and
 * every count that the chunk changed, as it stands then, in one record. A record is appended whole or not at all, so
 * position and counts never disagree. Counts are absolute: a change that was written twice, or late by a process that was
 * killed, changes nothing. Single-threaded; no I/O.
 */
final class PartitionCounts {
    /** What {@code tr -s '[:space:]' '\n'} cuts at. */
    private static final String SPACE = " \t\n\u000b\f\r";

    /**
     * One step of progress.
     *
     * @param position offset of the next input record to count
     * @param counts every count that changed, as it stands at {@code position}
     */
    record Change(long position, Map<String, Long> counts) {
        /** {@code word<TAB>count} per line, in order of word. */
        String text() {
            StringBuilder text = new StringBuilder();
            new TreeMap<>(counts)
                    .forEach((word, count) ->
                            text.append(word).append('\t').append(count).append('\n'));
            return text.toString();
        }

        /** Reads what {@link #text()} writes. */
        static Change parse(long position, String text) {
            Map<String, Long> counts = new HashMap<>();
            text.lines().forEach(line -> {
                int tab = line.lastIndexOf('\t');
                counts.put(line.substring(0, tab), Long.parseLong(line.substring(tab + 1)));
            });
            return new Change(position, counts);
        }
    }

    private final Map<String, Long> counts = new HashMap<>();
    private long position;

    /** Takes back what an earlier process wrote. One that is not ahead tells nothing new. */
    void restore(Change change) {
        if (change.position() > position) {
            position = change.position();
            counts.putAll(change.counts());
        }
    }

    /**
     * Counts a chunk of lines.
     *
     * @param next offset behind the last of them
     */
    Change count(List<String> lines, long next) {
        Map<String, Long> changed = new HashMap<>();
        for (String line : lines) {
            for (StringTokenizer words = new StringTokenizer(line, SPACE); words.hasMoreTokens(); ) {
                String word = words.nextToken();
                changed.put(word, counts.merge(word, 1L, Long::sum));
            }
        }
        position = next;
        return new Change(next, changed);
    }

    /** Offset of the next input record to count. */
    long position() {
        return position;
    }

    /** Adds these counts to {@code totals}. */
    void addTo(Map<String, Long> totals) {
        counts.forEach((word, count) -> totals.merge(word, count, Long::sum));
    }
}
