package io.sampo.simulation.mutant;

import io.sampo.simulation.weather.Profile;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** All planted bugs, as {@code mutants.txt} beside this class lists them. */
final class Mutants {
    private static final String LIST = "mutants.txt";

    private final List<Mutant> all = new ArrayList<>();
    private final List<String> lines = new ArrayList<>();
    private String place = "";
    private String piece = "";

    private Mutants() {}

    static List<Mutant> all() throws IOException {
        Mutants reading = new Mutants();
        try (InputStream in = Objects.requireNonNull(Mutants.class.getResourceAsStream(LIST), LIST);
                BufferedReader text = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
            text.lines().filter(line -> !line.startsWith("#")).forEach(reading::line);
        }
        reading.endEdit();
        return reading.all;
    }

    private void line(String line) {
        if (line.startsWith("== ")) {
            endEdit();
            // == id hazard rule what
            String[] words = line.split(" ", 5);
            all.add(new Mutant(words[1], words[2], words[3], words[4], List.of(), List.of()));
        } else if (line.startsWith("profiles ")) {
            List<Profile> profiles = new ArrayList<>();
            for (String name : line.substring("profiles ".length()).split(" ")) {
                profiles.add(Profile.named(name));
            }
            replaceLast(last().in(profiles));
        } else if (line.equals("-- becomes")) {
            piece = text();
        } else if (line.startsWith("-- ")) {
            endEdit();
            place = line.substring(3);
        } else {
            lines.add(line);
        }
    }

    private void endEdit() {
        String replacement = text();
        if (!place.isEmpty()) {
            String[] words = place.split(" ");
            replaceLast(last().with(words[0], words[1], piece, replacement));
        }
        place = "";
    }

    /** Without empty lines at the end, which separate one mutant from the next. */
    private String text() {
        while (!lines.isEmpty() && lines.get(lines.size() - 1).isEmpty()) {
            lines.remove(lines.size() - 1);
        }
        String text = String.join("\n", lines);
        lines.clear();
        return text;
    }

    private Mutant last() {
        return all.get(all.size() - 1);
    }

    private void replaceLast(Mutant mutant) {
        all.set(all.size() - 1, mutant);
    }
}
