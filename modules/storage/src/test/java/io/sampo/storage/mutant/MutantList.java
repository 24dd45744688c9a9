package io.sampo.storage.mutant;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** Reads {@code mutants.txt}: which bugs are planted, and which are known and are not. */
final class MutantList {
    private static final String FILE = "mutants.txt";

    private final List<Mutant> planted = new ArrayList<>();
    private final List<String> notPlanted = new ArrayList<>();
    private final List<String> lines = new ArrayList<>();
    private String place = "";
    private String piece = "";

    private MutantList() {}

    static MutantList read() throws IOException {
        MutantList list = new MutantList();
        try (InputStream in = Objects.requireNonNull(MutantList.class.getResourceAsStream(FILE), FILE);
                BufferedReader text = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
            text.lines().filter(line -> !line.startsWith("#")).forEach(list::line);
        }
        list.endEdit();
        return list;
    }

    List<Mutant> planted() {
        return planted;
    }

    /** One line each: the mutant and why it is not among them. */
    List<String> notPlanted() {
        return notPlanted;
    }

    private void line(String line) {
        if (line.startsWith("== ")) {
            endEdit();
            String[] words = line.split(" ", 3);
            planted.add(new Mutant(words[1], words[2], "", List.of()));
        } else if (line.startsWith("not ")) {
            endEdit();
            notPlanted.add(line.substring("not ".length()));
        } else if (line.startsWith("law ")) {
            replaceLast(last().killedBy("io.sampo.storage." + line.substring("law ".length())));
        } else if (line.equals("-- becomes")) {
            piece = text();
        } else if (line.startsWith("-- ")) {
            endEdit();
            place = line.substring("-- ".length());
        } else {
            lines.add(line);
        }
    }

    private void endEdit() {
        String replacement = text();
        if (!place.isEmpty()) {
            String[] words = place.split(" ");
            replaceLast(last().with(new Mutant.Edit(words[0], words[1], piece, replacement)));
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
        return planted.get(planted.size() - 1);
    }

    private void replaceLast(Mutant mutant) {
        planted.set(planted.size() - 1, mutant);
    }
}
