package io.sampo.systemtests.tools;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One call of a tool, and what of its output is the same wherever it runs. Its words are those of a shell but for {@code HERE},
 * the brokers, and {@code FILE}, the path of a file with a text of its own.
 */
final class Call {
    /** What is printed in place of whatever {@code pattern} matches. */
    private record Mask(String pattern, String replacement) {}

    private static final Pattern EXCEPTION = Pattern.compile("org\\.apache\\.kafka\\.[\\w.]*(Exception|Error)\\b");

    private final String words;
    private final List<Mask> masks = new ArrayList<>();
    private String input = "";
    private String file = "";
    private boolean anyOrder;
    private boolean alone;
    private @Nullable Pattern part;
    private @Nullable String until;
    private @Nullable Call beside;
    private @Nullable String difference;

    private Call(String words) {
        this.words = words;
    }

    /** The simple name of the tool's class, and its arguments. */
    static Call of(String words) {
        return new Call(words);
    }

    /** With {@code text} typed into it. */
    Call typing(String text) {
        input = text;
        return this;
    }

    /** With {@code text} in the file. */
    Call withFile(String text) {
        file = text;
        return this;
    }

    /** Parts that differ from run to run. */
    Call masking(String pattern, String replacement) {
        masks.add(new Mask(pattern, replacement));
        return this;
    }

    /** Lines that have no order of their own. */
    Call inAnyOrder() {
        anyOrder = true;
        return this;
    }

    /** Only for what {@code pattern} matches, in whatever order and however often. */
    Call looking(String pattern) {
        part = Pattern.compile(pattern);
        return this;
    }

    /** In a process of its own: a tool that leaves things for the end of its JVM. */
    Call alone() {
        alone = true;
        return this;
    }

    /** Made again until a line contains {@code text}. */
    Call until(String text) {
        until = text;
        return this;
    }

    /** Made while another call runs and has printed something. */
    Call beside(Call other) {
        beside = other;
        return this;
    }

    /** Not the same against Sampo, for a reason that the README of {@code gateway} gives in the row that begins with {@code row}. */
    Call differing(String row) {
        difference = row;
        return this;
    }

    String words() {
        return words;
    }

    String tool() {
        return words.substring(0, words.indexOf(' '));
    }

    List<String> arguments(String bootstrap, String path) {
        return Stream.of(words.substring(words.indexOf(' ') + 1).split(" "))
                .map(word -> word.replace("HERE", bootstrap).replace("FILE", path))
                .toList();
    }

    boolean isAlone() {
        return alone;
    }

    String input() {
        return input;
    }

    String file() {
        return file;
    }

    @Nullable
    Call beside() {
        return beside;
    }

    @Nullable
    String difference() {
        return difference;
    }

    /** True if it has printed what it is called for. */
    boolean isDone(List<String> printed) {
        String awaited = until;
        return awaited == null || comparable(printed).stream().anyMatch(line -> line.contains(awaited));
    }

    /** Of what it said on standard error: which exceptions it met. Their texts are Sampo's own. */
    static List<String> exceptions(List<String> said) {
        return said.stream()
                .flatMap(line -> EXCEPTION.matcher(line).results())
                .map(MatchResult::group)
                .distinct()
                .toList();
    }

    /** What can be compared of what it printed. */
    List<String> comparable(List<String> printed) {
        Stream<String> lines =
                printed.stream().map(this::masked).map(String::stripTrailing).filter(line -> !line.isEmpty());
        Pattern looked = part;
        if (looked != null) {
            return lines.flatMap(line -> looked.matcher(line).results())
                    .map(MatchResult::group)
                    .distinct()
                    .sorted()
                    .toList();
        }
        return (anyOrder ? lines.sorted() : lines).toList();
    }

    private String masked(String line) {
        String masked = line;
        for (Mask mask : masks) {
            masked = masked.replaceAll(mask.pattern(), mask.replacement());
        }
        return masked;
    }

    @Override
    public String toString() {
        return words;
    }
}
