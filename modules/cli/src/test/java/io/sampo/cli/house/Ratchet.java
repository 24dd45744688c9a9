package io.sampo.cli.house;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Places that were over a limit when they were listed, each with its size then and the reason. It only shrinks: what grew
 * fails, what shrank must be listed with its new size, and what is within the limit again must leave the list.
 */
final class Ratchet {
    private final Map<String, Long> listed = new TreeMap<>();

    /** Lines of {@code <place> <size> <reason>}; {@code #} begins a comment. */
    Ratchet(String text) {
        text.lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                .forEach(line -> {
                    String[] fields = line.split("\\s+", 3);
                    if (fields.length < 3) {
                        throw new IllegalArgumentException("ratchet line without a reason: " + line);
                    }
                    listed.put(fields[0], Long.parseLong(fields[1]));
                });
    }

    /** Complaints about {@code sizes} (place to size) where {@code limit} is the most that is allowed. */
    List<String> complaints(Map<String, Long> sizes, long limit, String unit) {
        List<String> complaints = new ArrayList<>();
        new TreeMap<>(sizes).forEach((place, size) -> {
            Long allowed = listed.get(place);
            if (allowed == null && size > limit) {
                complaints.add(place + " has " + size + " " + unit + ", the limit is " + limit);
            } else if (allowed != null && size > allowed) {
                complaints.add(
                        place + " grew from " + allowed + " to " + size + " " + unit + "; the ratchet only shrinks");
            } else if (allowed != null && size <= limit) {
                complaints.add(place + " has " + size + " " + unit + ": take it off the ratchet list");
            } else if (allowed != null && size < allowed) {
                complaints.add(place + " shrank to " + size + " " + unit + ": write that into the ratchet list");
            }
        });
        return complaints;
    }

    /** Listed places that are not among {@code known}: renamed or gone. */
    List<String> unknown(Iterable<String> known) {
        List<String> left = new ArrayList<>(listed.keySet());
        known.forEach(left::remove);
        return left;
    }
}
