package io.sampo.console.text;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Lines as the bytes they are: what ends a line is the newline alone (a carriage return belongs to the line), no character
 * set is assumed, and a last line without a newline counts. So what was produced and consumed again compares equal.
 */
public final class LineReader implements Closeable {
    private final InputStream in;
    private byte[] buffer = new byte[64 * 1024];
    private int start;
    private int end;

    public LineReader(InputStream in) {
        this.in = in;
    }

    /** The next line without its newline, or null at the end. */
    public byte @Nullable [] next() throws IOException {
        int searched = start;
        while (true) {
            for (int i = searched; i < end; i++) {
                if (buffer[i] == '\n') {
                    byte[] line = Arrays.copyOfRange(buffer, start, i);
                    start = i + 1;
                    return line;
                }
            }
            searched = end;
            if (end == buffer.length) {
                int moved = start;
                makeRoom();
                searched -= moved - start;
            }
            int read = in.read(buffer, end, buffer.length - end);
            if (read < 0) {
                return rest();
            }
            end += read;
        }
    }

    @Override
    public void close() throws IOException {
        in.close();
    }

    private byte @Nullable [] rest() {
        if (start == end) {
            return null;
        }
        byte[] line = Arrays.copyOfRange(buffer, start, end);
        start = end;
        return line;
    }

    private void makeRoom() {
        int held = end - start;
        byte[] target = held > buffer.length / 2 ? new byte[buffer.length * 2] : buffer;
        System.arraycopy(buffer, start, target, 0, held);
        buffer = target;
        start = 0;
        end = held;
    }
}
