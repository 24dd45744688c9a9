package io.sampo.console;

import java.util.Iterator;
import java.util.Map;

/**
 * Writes JSON (RFC 8259) of maps, iterables, strings, numbers, booleans and null; an object keeps the order of its map.
 * Two spaces of indentation, one member a line, so that a difference of two outputs can be read.
 */
public final class Json {
    private Json() {}

    /**
     * The text of {@code value}, without a newline at its end.
     *
     * @throws IllegalArgumentException for a type that is none of the above
     */
    public static String text(Object value) {
        StringBuilder out = new StringBuilder();
        write(out, value, 0);
        return out.toString();
    }

    /** The text of {@code value} on one line, for output of which every line is a value. */
    public static String line(Object value) {
        // Within strings a newline is an escape: every one here is indentation.
        return text(value).replaceAll("\n *", "");
    }

    private static void write(StringBuilder out, Object value, int depth) {
        if (value == null || value instanceof Number || value instanceof Boolean) {
            out.append(value);
        } else if (value instanceof CharSequence text) {
            quote(out, text);
        } else if (value instanceof Map<?, ?> map) {
            writeObject(out, map, depth);
        } else if (value instanceof Iterable<?> list) {
            writeArray(out, list, depth);
        } else {
            throw new IllegalArgumentException("no JSON for " + value.getClass());
        }
    }

    private static void writeObject(StringBuilder out, Map<?, ?> map, int depth) {
        out.append('{');
        Iterator<? extends Map.Entry<?, ?>> members = map.entrySet().iterator();
        while (members.hasNext()) {
            Map.Entry<?, ?> member = members.next();
            newline(out, depth + 1);
            quote(out, String.valueOf(member.getKey()));
            out.append(": ");
            write(out, member.getValue(), depth + 1);
            if (members.hasNext()) {
                out.append(',');
            }
        }
        if (!map.isEmpty()) {
            newline(out, depth);
        }
        out.append('}');
    }

    private static void writeArray(StringBuilder out, Iterable<?> list, int depth) {
        Iterator<?> members = list.iterator();
        out.append('[');
        boolean nested = false;
        while (members.hasNext()) {
            Object member = members.next();
            // Lists of broker ids stay on one line.
            nested |= member instanceof Map || member instanceof Iterable;
            if (nested) {
                newline(out, depth + 1);
            }
            write(out, member, depth + 1);
            if (members.hasNext()) {
                out.append(nested ? "," : ", ");
            }
        }
        if (nested) {
            newline(out, depth);
        }
        out.append(']');
    }

    private static void newline(StringBuilder out, int depth) {
        out.append('\n').append("  ".repeat(depth));
    }

    private static void quote(StringBuilder out, CharSequence text) {
        out.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"' -> out.append("\\\"");
                case '\\' -> out.append("\\\\");
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                case '\t' -> out.append("\\t");
                default -> {
                    if (c < 0x20) {
                        out.append(String.format("\\u%04x", (int) c));
                    } else {
                        out.append(c);
                    }
                }
            }
        }
        out.append('"');
    }
}
