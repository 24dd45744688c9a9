package io.sampo.inspection;

import java.nio.file.Path;

/**
 * Something about a file that a person should know.
 *
 * @param position first byte concerned; {@link #WHOLE_FILE} where it is about all of it
 * @param text without a newline
 */
public record Finding(Severity severity, Path file, long position, String text) {
    public static final long WHOLE_FILE = -1;

    /** How bad it is. */
    public enum Severity {
        /** Worth knowing, and as it should be: a leftover that the next start removes. */
        NOTE,
        /** Bytes that are not what was written, or files that contradict each other. */
        DAMAGE
    }

    static Finding note(Path file, String text) {
        return new Finding(Severity.NOTE, file, WHOLE_FILE, text);
    }

    static Finding damage(Path file, long position, String text) {
        return new Finding(Severity.DAMAGE, file, position, text);
    }

    static Finding damage(Path file, String text) {
        return damage(file, WHOLE_FILE, text);
    }

    public boolean isDamage() {
        return severity == Severity.DAMAGE;
    }

    /** One line: file, byte, what. */
    @Override
    public String toString() {
        return file + (position == WHOLE_FILE ? "" : " at byte " + position) + ": " + text;
    }
}
