package io.sampo.cli.log;

import io.sampo.inspection.BatchWalk;
import io.sampo.records.Record;
import io.sampo.records.RecordBatch;
import java.nio.file.Path;

/** How the contents of a log are printed, one line for each. */
interface LogLines {
    /** What follows is from {@code file}; {@code baseOffset} of its segment, or −1 for an index. */
    void file(Path file, long baseOffset);

    void batch(RecordBatch batch, long position, boolean intact);

    /** A record of the last batch, its sequence number, or −1. */
    void record(RecordBatch batch, Record record, int sequence);

    /** Bytes that are no batch. */
    void hole(BatchWalk.Step step);

    /** The records of the last batch cannot be read (on). */
    void unreadable(String why);

    void offsetEntry(long offset, int position);

    void timeEntry(long timestampMs, long offset);
}
