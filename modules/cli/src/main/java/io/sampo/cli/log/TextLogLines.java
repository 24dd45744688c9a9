package io.sampo.cli.log;

import io.sampo.inspection.BatchWalk;
import io.sampo.records.Record;
import io.sampo.records.RecordBatch;
import io.sampo.records.RecordHeader;
import java.io.PrintWriter;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The lines of Apache Kafka 4.3.1's {@code DumpLogSegments}, so that the two can be compared and scripts need no change. */
final class TextLogLines implements LogLines {
    private final PrintWriter out;

    TextLogLines(PrintWriter out) {
        this.out = out;
    }

    @Override
    public void file(Path file, long baseOffset) {
        out.println("Dumping " + file);
        if (baseOffset >= 0) {
            out.println("Log starting offset: " + baseOffset);
        }
    }

    @Override
    public void batch(RecordBatch batch, long position, boolean intact) {
        OptionalLong horizon = BatchFields.deleteHorizonMs(batch);
        out.println("baseOffset: " + batch.baseOffset() + " lastOffset: " + batch.lastOffset() + " count: "
                + batch.recordCount() + " baseSequence: " + batch.baseSequence() + " lastSequence: "
                + batch.lastSequence() + " producerId: " + batch.producerId() + " producerEpoch: "
                + batch.producerEpoch() + " partitionLeaderEpoch: " + batch.leaderEpoch() + " isTransactional: "
                + batch.isTransactional() + " isControl: " + batch.isControl() + " deleteHorizonMs: " + horizon
                + " position: " + position + " " + timestampType(batch) + ": " + batch.maxTimestamp() + " size: "
                + batch.sizeInBytes() + " magic: " + batch.magic() + " compresscodec: "
                + BatchFields.compression(batch) + " crc: " + Integer.toUnsignedLong(batch.crc()) + " isvalid: "
                + intact);
    }

    @Override
    public void record(RecordBatch batch, Record record, int sequence) {
        StringBuilder line = new StringBuilder("| offset: ").append(record.offset());
        line.append(' ').append(timestampType(batch)).append(": ").append(record.timestampMs());
        line.append(" keySize: ")
                .append(size(record.key()))
                .append(" valueSize: ")
                .append(size(record.value()));
        line.append(" sequence: ").append(sequence).append(" headerKeys: ");
        line.append(record.headers().stream().map(RecordHeader::key).collect(Collectors.joining(",", "[", "]")));
        if (batch.isControl()) {
            line.append(' ').append(BatchFields.control(record));
        } else {
            if (record.key() != null) {
                line.append(" key: ").append(text(record.key()));
            }
            if (record.value() != null) {
                line.append(" payload: ").append(text(record.value()));
            }
        }
        out.println(line);
    }

    @Override
    public void hole(BatchWalk.Step step) {
        out.println("INVALID position: " + step.position() + " size: " + step.sizeInBytes() + ": " + step.problem());
    }

    @Override
    public void unreadable(String why) {
        out.println("| INVALID: " + why);
    }

    @Override
    public void offsetEntry(long offset, int position) {
        out.println("offset: " + offset + " position: " + position);
    }

    @Override
    public void timeEntry(long timestampMs, long offset) {
        out.println("timestamp: " + timestampMs + " offset: " + offset);
    }

    private static String timestampType(RecordBatch batch) {
        return batch.isLogAppendTime() ? "LogAppendTime" : "CreateTime";
    }

    private static int size(@Nullable ByteBuffer bytes) {
        return bytes == null ? -1 : bytes.remaining();
    }

    /** What would break the line, or do things to a terminal, is shown as an escape. */
    private static String text(ByteBuffer bytes) {
        String text = StandardCharsets.UTF_8.decode(bytes.duplicate()).toString();
        StringBuilder safe = new StringBuilder(text.length());
        text.chars().forEach(c -> {
            if ((c < ' ' && c != '\t') || c == 0x7f) {
                safe.append(String.format("\\x%02x", c));
            } else {
                safe.append((char) c);
            }
        });
        return safe.toString();
    }
}
