package io.sampo.cli.log;

import io.sampo.console.Json;
import io.sampo.inspection.BatchWalk;
import io.sampo.records.Record;
import io.sampo.records.RecordBatch;
import io.sampo.records.RecordHeader;
import java.io.PrintWriter;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** One JSON object a line; its {@code type} says what it is. Bytes that are no UTF-8 stand as {@code {"base64": …}}. */
final class JsonLogLines implements LogLines {
    private final PrintWriter out;

    JsonLogLines(PrintWriter out) {
        this.out = out;
    }

    @Override
    public void file(Path file, long baseOffset) {
        Map<String, Object> line = line("file");
        line.put("file", file.toString());
        print(line);
    }

    @Override
    public void batch(RecordBatch batch, long position, boolean intact) {
        Map<String, Object> line = line("batch");
        line.put("baseOffset", batch.baseOffset());
        line.put("lastOffset", batch.lastOffset());
        line.put("count", batch.recordCount());
        line.put("position", position);
        line.put("sizeInBytes", batch.sizeInBytes());
        line.put("leaderEpoch", batch.leaderEpoch());
        line.put("crc", Integer.toUnsignedLong(batch.crc()));
        line.put("intact", intact);
        line.put("compression", BatchFields.compression(batch));
        line.put("timestampType", batch.isLogAppendTime() ? "LogAppendTime" : "CreateTime");
        line.put("baseTimestampMs", batch.baseTimestamp());
        line.put("maxTimestampMs", batch.maxTimestamp());
        line.put("producerId", batch.producerId());
        line.put("producerEpoch", batch.producerEpoch());
        line.put("baseSequence", batch.baseSequence());
        line.put("lastSequence", batch.lastSequence());
        line.put("transactional", batch.isTransactional());
        line.put("control", batch.isControl());
        OptionalLong horizon = BatchFields.deleteHorizonMs(batch);
        line.put("deleteHorizonMs", horizon.isPresent() ? horizon.getAsLong() : null);
        print(line);
    }

    @Override
    public void record(RecordBatch batch, Record record, int sequence) {
        Map<String, Object> line = line("record");
        line.put("offset", record.offset());
        line.put("timestampMs", record.timestampMs());
        line.put("sequence", sequence);
        line.put("key", bytes(record.key()));
        line.put("value", bytes(record.value()));
        List<Object> headers = new ArrayList<>();
        for (RecordHeader header : record.headers()) {
            Map<String, Object> member = new LinkedHashMap<>();
            member.put("key", header.key());
            member.put("value", bytes(header.value()));
            headers.add(member);
        }
        line.put("headers", headers);
        if (batch.isControl()) {
            line.put("control", BatchFields.control(record));
        }
        print(line);
    }

    @Override
    public void hole(BatchWalk.Step step) {
        Map<String, Object> line = line("invalid");
        line.put("position", step.position());
        line.put("sizeInBytes", step.sizeInBytes());
        line.put("problem", step.problem());
        print(line);
    }

    @Override
    public void unreadable(String why) {
        Map<String, Object> line = line("unreadable");
        line.put("problem", why);
        print(line);
    }

    @Override
    public void offsetEntry(long offset, int position) {
        Map<String, Object> line = line("offsetEntry");
        line.put("offset", offset);
        line.put("position", position);
        print(line);
    }

    @Override
    public void timeEntry(long timestampMs, long offset) {
        Map<String, Object> line = line("timeEntry");
        line.put("timestampMs", timestampMs);
        line.put("offset", offset);
        print(line);
    }

    private static Map<String, Object> line(String type) {
        Map<String, Object> line = new LinkedHashMap<>();
        line.put("type", type);
        return line;
    }

    private void print(Map<String, Object> line) {
        out.println(Json.line(line));
    }

    private static @Nullable Object bytes(@Nullable ByteBuffer bytes) {
        if (bytes == null) {
            return null;
        }
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(bytes.duplicate()).toString();
        } catch (CharacterCodingException e) {
            byte[] copy = new byte[bytes.remaining()];
            bytes.duplicate().get(copy);
            return Map.of("base64", Base64.getEncoder().encodeToString(copy));
        }
    }
}
