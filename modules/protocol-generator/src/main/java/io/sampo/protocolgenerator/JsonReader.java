package io.sampo.protocolgenerator;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * JSON with {@code //} comments, as the specifications are written, into maps, lists, strings and booleans. Numbers stay
 * the text they were: the specifications write the same default as {@code -1} and as {@code "-1"}.
 */
final class JsonReader {
    private final String text;
    private int position;

    private JsonReader(String text) {
        this.text = text;
    }

    /** Reads one object. Throws {@link SpecException} that says at which line the text is no JSON. */
    static Map<String, Object> object(String text) {
        JsonReader reader = new JsonReader(text);
        reader.skipBlank();
        Map<String, Object> object = reader.object();
        reader.skipBlank();
        if (reader.position < text.length()) {
            throw reader.unexpected("the end");
        }
        return object;
    }

    private Object value() {
        char first = peek();
        if (first == '{') {
            return object();
        }
        if (first == '[') {
            return array();
        }
        return first == '"' ? string() : word();
    }

    private Map<String, Object> object() {
        Map<String, Object> object = new LinkedHashMap<>();
        expect('{');
        while (!ends('}')) {
            String name = string();
            skipBlank();
            expect(':');
            skipBlank();
            if (object.put(name, value()) != null) {
                throw new SpecException("'" + name + "' twice in one object, line " + line());
            }
            separator('}');
        }
        return object;
    }

    private List<Object> array() {
        List<Object> array = new ArrayList<>();
        expect('[');
        while (!ends(']')) {
            array.add(value());
            separator(']');
        }
        return array;
    }

    /** The closing mark, which is taken, or not yet. */
    private boolean ends(char mark) {
        skipBlank();
        if (peek() != mark) {
            return false;
        }
        position++;
        return true;
    }

    private void separator(char closing) {
        skipBlank();
        if (peek() != closing) {
            expect(',');
        }
        skipBlank();
    }

    private String string() {
        expect('"');
        StringBuilder string = new StringBuilder();
        for (char next = take(); next != '"'; next = take()) {
            string.append(next == '\\' ? escaped(take()) : next);
        }
        return string.toString();
    }

    private char escaped(char mark) {
        return switch (mark) {
            case '"', '\\', '/' -> mark;
            case 'n' -> '\n';
            case 't' -> '\t';
            default -> throw new SpecException("unknown escape \\" + mark + ", line " + line());
        };
    }

    private Object word() {
        int start = position;
        while (position < text.length() && ",]} \t\r\n".indexOf(text.charAt(position)) < 0) {
            position++;
        }
        String word = text.substring(start, position);
        if (word.isEmpty()) {
            throw unexpected("a value");
        }
        return word.equals("true") || word.equals("false") ? Boolean.valueOf(word) : word;
    }

    private void skipBlank() {
        while (position < text.length()) {
            if (Character.isWhitespace(text.charAt(position))) {
                position++;
            } else if (text.startsWith("//", position)) {
                int end = text.indexOf('\n', position);
                position = end < 0 ? text.length() : end;
            } else {
                return;
            }
        }
    }

    private char peek() {
        if (position == text.length()) {
            throw new SpecException("the text ends too early");
        }
        return text.charAt(position);
    }

    private char take() {
        char next = peek();
        position++;
        return next;
    }

    private void expect(char mark) {
        if (peek() != mark) {
            throw unexpected("'" + mark + "'");
        }
        position++;
    }

    private SpecException unexpected(String wanted) {
        return new SpecException("expected " + wanted + ", line " + line());
    }

    private long line() {
        return 1 + text.substring(0, position).chars().filter(c -> c == '\n').count();
    }
}
