package io.sampo.console.text;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;

/** Standard output that tells a reader who has gone from a disk that is full, and remembers that it failed. */
public final class StandardOutput extends FilterOutputStream {
    private boolean failed;

    public StandardOutput(OutputStream out) {
        super(out);
    }

    boolean failed() {
        return failed;
    }

    @Override
    public void write(int oneByte) throws IOException {
        write(new byte[] {(byte) oneByte}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        try {
            out.write(bytes, offset, length);
        } catch (IOException e) {
            throw failing(e);
        }
    }

    @Override
    public void flush() throws IOException {
        try {
            out.flush();
        } catch (IOException e) {
            throw failing(e);
        }
    }

    private IOException failing(IOException e) {
        failed = true;
        String why = String.valueOf(e.getMessage());
        // EPIPE; the JDK has no class for it.
        return why.contains("Broken pipe")
                ? new ReaderGoneException(e)
                : new IOException("standard output takes no more: " + why, e);
    }
}
