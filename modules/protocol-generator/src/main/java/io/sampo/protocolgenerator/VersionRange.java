package io.sampo.protocolgenerator;

/**
 * Versions {@code first} to {@code last} of a message, both included; empty where {@code last < first}. Written in the
 * specifications as {@code "3"}, {@code "0-12"}, {@code "3+"} or {@code "none"}.
 */
record VersionRange(int first, int last) {
    static final VersionRange NONE = new VersionRange(0, -1);

    static VersionRange parse(String text) {
        try {
            if (text.equals("none")) {
                return NONE;
            }
            if (text.endsWith("+")) {
                return new VersionRange(Integer.parseInt(text.substring(0, text.length() - 1)), Integer.MAX_VALUE);
            }
            int dash = text.indexOf('-');
            int first = Integer.parseInt(dash < 0 ? text : text.substring(0, dash));
            return new VersionRange(first, dash < 0 ? first : Integer.parseInt(text.substring(dash + 1)));
        } catch (NumberFormatException e) {
            throw new SpecException("'" + text + "' is no range of versions: expected 3, 0-12, 3+ or none", e);
        }
    }

    boolean isEmpty() {
        return last < first;
    }

    boolean contains(int version) {
        return first <= version && version <= last;
    }

    boolean contains(VersionRange other) {
        return other.isEmpty() || (first <= other.first && other.last <= last);
    }

    VersionRange intersect(VersionRange other) {
        VersionRange common = new VersionRange(Math.max(first, other.first), Math.min(last, other.last));
        return common.isEmpty() ? NONE : common;
    }

    /** The smallest range that holds both. */
    VersionRange span(VersionRange other) {
        if (isEmpty() || other.isEmpty()) {
            return isEmpty() ? other : this;
        }
        return new VersionRange(Math.min(first, other.first), Math.max(last, other.last));
    }

    /** A Java condition over {@code version} that says whether it lies in here, where it is known to lie in {@code known}. */
    String condition(VersionRange known) {
        VersionRange common = intersect(known);
        if (common.isEmpty()) {
            return "false";
        }
        if (common.equals(known)) {
            return "true";
        }
        if (common.first == known.first) {
            return "version <= " + common.last;
        }
        if (common.last == known.last) {
            return "version >= " + common.first;
        }
        return common.first == common.last
                ? "version == " + common.first
                : "version >= " + common.first + " && version <= " + common.last;
    }

    /** The opposite of what {@link #condition} returned. */
    static String negated(String condition) {
        if (condition.contains("&&")) {
            return "!(" + condition + ")";
        }
        return condition.contains("<=")
                ? condition.replace("<=", ">")
                : condition.contains(">=") ? condition.replace(">=", "<") : condition.replace("==", "!=");
    }

    @Override
    public String toString() {
        if (isEmpty()) {
            return "none";
        }
        return first == last ? "" + first : last == Integer.MAX_VALUE ? first + "+" : first + "-" + last;
    }
}
