package io.sampo.cli.log;

import io.sampo.records.CompressionType;
import io.sampo.records.InvalidBatchException;
import io.sampo.records.Record;
import io.sampo.records.RecordBatch;
import java.nio.ByteBuffer;
import java.util.OptionalLong;

/** What a batch says in bits and a person reads in words. */
final class BatchFields {
    private static final int DELETE_HORIZON_MASK = 0x40;
    private static final int CONTROL_KEY_BYTES = 4;
    private static final int END_MARKER_BYTES = 6;
    private static final short ABORT = 0;
    private static final short COMMIT = 1;

    private BatchFields() {}

    /** When the tombstones of a compacted batch may go, ms since 1970 (KIP-534). */
    static OptionalLong deleteHorizonMs(RecordBatch batch) {
        return (batch.attributes() & DELETE_HORIZON_MASK) == 0
                ? OptionalLong.empty()
                : OptionalLong.of(batch.baseTimestamp());
    }

    static String compression(RecordBatch batch) {
        try {
            return CompressionType.ofCode(batch.compressionCode()).text();
        } catch (InvalidBatchException e) {
            return "unknown(" + batch.compressionCode() + ")";
        }
    }

    /** The meaning of a control record, in Kafka's words. */
    static String control(Record record) {
        ByteBuffer key = record.key();
        ByteBuffer value = record.value();
        if (key == null || key.remaining() < CONTROL_KEY_BYTES) {
            return "controlType: none";
        }
        short type = key.getShort(key.position() + Short.BYTES);
        if ((type == ABORT || type == COMMIT) && value != null && value.remaining() >= END_MARKER_BYTES) {
            return "endTxnMarker: " + (type == COMMIT ? "COMMIT" : "ABORT") + " coordinatorEpoch: "
                    + value.getInt(value.position() + Short.BYTES);
        }
        return "controlType: " + type;
    }
}
