package io.sampo.protocolgenerator;

/** Text of a Java file, indented by the braces in it. */
final class JavaSource {
    private static final int LINE_MAX = 100;

    private final StringBuilder text = new StringBuilder(1 << 14);
    private int depth;

    /** Adds a line, or several with line breaks between them. */
    JavaSource line(String lines) {
        for (String line : lines.split("\n", -1)) {
            String content = line.strip();
            if (content.startsWith("}")) {
                depth--;
            }
            if (!content.isEmpty()) {
                text.append("    ".repeat(depth))
                        .append(content.startsWith("*") ? " " : "")
                        .append(content);
            }
            text.append('\n');
            if (content.endsWith("{")) {
                depth++;
            }
        }
        return this;
    }

    JavaSource blank() {
        return line("");
    }

    /** Opens {@code if (condition)} unless the condition always holds; {@link #close} with the same one. */
    JavaSource open(String condition) {
        return condition.equals("true") ? this : line("if (" + condition + ") {");
    }

    JavaSource close(String condition) {
        return condition.equals("true") ? this : line("}");
    }

    /** Words of a specification as a Javadoc comment; there they are text, not markup. */
    JavaSource javadoc(String words) {
        String safe = words.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("@", "&#64;")
                .replace("*/", "*&#47;")
                .replace("\\", "&#92;");
        if (safe.length() <= LINE_MAX) {
            return line("/** " + safe + " */");
        }
        line("/**");
        StringBuilder row = new StringBuilder("*");
        for (String word : safe.split(" ")) {
            if (row.length() + word.length() > LINE_MAX) {
                line(row.toString());
                row = new StringBuilder("*");
            }
            row.append(' ').append(word);
        }
        return line(row.toString()).line("*/");
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
