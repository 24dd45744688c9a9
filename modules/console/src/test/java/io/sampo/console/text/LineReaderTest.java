package io.sampo.console.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class LineReaderTest {
    @Test
    void onlyTheNewlineEndsALine() throws IOException {
        assertThat(lines("a\r\n\nlast")).containsExactly("a\r", "", "last");
    }

    @Test
    void newlineAtTheEndBeginsNoFurtherLine() throws IOException {
        assertThat(lines("a\n")).containsExactly("a");
    }

    @Test
    void nothingHasNoLines() throws IOException {
        assertThat(lines("")).isEmpty();
    }

    @Test
    void lineMayBeLongerThanTheBuffer() throws IOException {
        String longer = "x".repeat(300_000);
        assertThat(lines("short\n" + longer + "\nshort")).containsExactly("short", longer, "short");
    }

    @Property(tries = 50)
    void joiningLinesGivesTheInput(@ForAll @Size(max = 200_000) byte[] bytes) throws IOException {
        LineReader reader = new LineReader(new ByteArrayInputStream(bytes));
        ByteArrayOutputStream joined = new ByteArrayOutputStream();
        for (byte[] line = reader.next(); line != null; line = reader.next()) {
            joined.write(line);
            joined.write('\n');
        }
        // A last line without a newline gets one.
        boolean ended = bytes.length == 0 || bytes[bytes.length - 1] == '\n';
        byte[] expected = java.util.Arrays.copyOf(bytes, bytes.length + (ended ? 0 : 1));
        if (!ended) {
            expected[bytes.length] = '\n';
        }
        assertThat(joined.toByteArray()).isEqualTo(expected);
    }

    private static List<String> lines(String text) throws IOException {
        LineReader reader = new LineReader(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
        List<String> lines = new ArrayList<>();
        for (byte[] line = reader.next(); line != null; line = reader.next()) {
            lines.add(new String(line, StandardCharsets.UTF_8));
        }
        return lines;
    }
}
