package io.sampo.cli.log;

import io.sampo.records.InvalidBatchException;
import io.sampo.records.Record;
import io.sampo.records.RecordBatch;
import io.sampo.records.RecordBatches;

/** Prints the records of one batch, as far as they can be read. */
final class RecordLines {
    private RecordLines() {}

    /** True if all of them could be read. */
    static boolean print(RecordBatch batch, LogLines lines) {
        try {
            for (Record record : RecordBatches.records(batch)) {
                lines.record(batch, record, sequence(batch, record));
            }
            return true;
        } catch (InvalidBatchException | UnsupportedOperationException e) {
            lines.unreadable(String.valueOf(e.getMessage()));
            return false;
        }
    }

    /** Sequences wrap from 2^31-1 to 0. */
    private static int sequence(RecordBatch batch, Record record) {
        return batch.baseSequence() == RecordBatch.NO_SEQUENCE
                ? RecordBatch.NO_SEQUENCE
                : (int) ((batch.baseSequence() + record.offset() - batch.baseOffset()) & 0x7fffffffL);
    }
}
