package io.sampo.kafkacommands;

import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** Names of topics, or a regular expression, or several with commas: what {@code --topic} takes. Pure. */
public final class NamePattern {
    private final String text;
    private final Pattern pattern;

    private NamePattern(String text, Pattern pattern) {
        this.text = text;
        this.pattern = pattern;
    }

    /**
     * Reads one; quotes around it are none of it, a comma is an alternative.
     *
     * @throws IllegalArgumentException in one line, where it is no regular expression
     */
    public static NamePattern of(String text) {
        String regex = text.strip()
                .replace(',', '|')
                .replace(" ", "")
                .replaceAll("^[\"']+", "")
                .replaceAll("[\"']+$", "");
        try {
            return new NamePattern(text, Pattern.compile(regex));
        } catch (PatternSyntaxException e) {
            throw new IllegalArgumentException(text + " is an invalid regex.", e);
        }
    }

    /** True if the whole name matches. */
    public boolean matches(String name) {
        return pattern.matcher(name).matches();
    }

    @Override
    public String toString() {
        return text;
    }
}
