package io.sampo.controller.codec;

import io.sampo.controller.MetadataRecord;
import java.util.List;

/**
 * Records that are appended to the metadata log as one, and the bytes of each: found once, for the size, and what the feed
 * carries afterwards.
 *
 * @param bytes of each record, in the same order, as {@link MetadataRecordCodec#encode} writes it; nobody changes them
 */
public record LogEntry(List<MetadataRecord> records, List<byte[]> bytes) {
    public LogEntry {
        records = List.copyOf(records);
        bytes = List.copyOf(bytes);
    }

    static LogEntry of(List<MetadataRecord> records) {
        return new LogEntry(
                records, records.stream().map(MetadataRecordCodec::encode).toList());
    }

    static LogEntry joined(List<LogEntry> entries) {
        return new LogEntry(
                entries.stream().flatMap(entry -> entry.records.stream()).toList(),
                entries.stream().flatMap(entry -> entry.bytes.stream()).toList());
    }

    /** Of all records together, bytes. */
    int size() {
        return bytes.stream().mapToInt(one -> one.length).sum();
    }
}
