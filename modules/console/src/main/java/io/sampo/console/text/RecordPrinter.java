package io.sampo.console.text;

import io.sampo.client.ConsumerRecord;
import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes records as lines: the chosen fields, each followed by a TAB, then the value as it is, then a newline. */
public final class RecordPrinter implements Closeable {
    private static final byte[] NULL = "null".getBytes(StandardCharsets.US_ASCII);

    /** What may stand before the value. The names are what a person types. */
    public enum Field {
        key,
        offset,
        partition,
        timestamp
    }

    private final BufferedOutputStream out;
    private final StandardOutput target;
    private final List<Field> fields;

    public RecordPrinter(OutputStream out, List<Field> fields) {
        this.target = new StandardOutput(out);
        this.out = new BufferedOutputStream(target, 64 * 1024);
        this.fields = List.copyOf(fields);
    }

    /**
     * Writes one line, perhaps into a buffer only.
     *
     * @throws ReaderGoneException if nobody reads any more
     */
    public void print(ConsumerRecord record) throws IOException {
        for (Field field : fields) {
            switch (field) {
                case key -> write(record.key());
                case offset -> write(record.offset());
                case partition -> write(record.partition().partition());
                case timestamp -> write(record.timestampMs());
            }
            out.write('\t');
        }
        write(record.value());
        out.write('\n');
    }

    /** Writes what is buffered; errors as in {@link #print}. */
    public void flush() throws IOException {
        out.flush();
    }

    /** Flushes, except after an error, which was told already. The stream stays open. */
    @Override
    public void close() throws IOException {
        if (!target.failed()) {
            out.flush();
        }
    }

    private void write(long number) throws IOException {
        out.write(Long.toString(number).getBytes(StandardCharsets.US_ASCII));
    }

    private void write(@Nullable ByteBuffer bytes) throws IOException {
        if (bytes == null) {
            out.write(NULL);
            return;
        }
        byte[] copy = new byte[bytes.remaining()];
        bytes.duplicate().get(copy);
        out.write(copy);
    }
}
