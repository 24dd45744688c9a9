package io.sampo.controller;

import java.util.List;

/**
 * What the controller has decided: records to make durable, and the answer to give once they are (R13).
 *
 * @param records to be appended in this order right after the metadata they were decided on; may be empty
 * @param response never given before all records are durable
 */
public record Decision<R>(List<MetadataRecord> records, R response) {
    public Decision {
        records = List.copyOf(records);
    }

    /** Nothing changes. */
    public static <R> Decision<R> unchanged(R response) {
        return new Decision<>(List.of(), response);
    }

    /** One record. */
    public static <R> Decision<R> of(MetadataRecord record, R response) {
        return new Decision<>(List.of(record), response);
    }
}
