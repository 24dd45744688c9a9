package io.sampo.records;

import java.nio.ByteBuffer;

/**
 * Walks the records of an uncompressed batch by their lengths: that each ends where it says, that offsets count up from
 * 0, and that the header's largest timestamp is the records'. Allocates nothing per record.
 */
final class RecordFraming {
    private RecordFraming() {}

    /** @throws InvalidBatchException if the bytes are not the records that the header announces */
    static void check(RecordBatch batch) {
        ByteBuffer records = batch.packedRecords();
        long maxTimestamp = Long.MIN_VALUE;
        for (int i = 0; i < batch.recordCount(); i++) {
            maxTimestamp = Math.max(maxTimestamp, batch.baseTimestamp() + checkRecord(records, i));
        }
        if (records.hasRemaining()) {
            throw InvalidBatchException.malformed(records.remaining() + " bytes follow the last record");
        }
        if (maxTimestamp != batch.maxTimestamp()) {
            throw InvalidBatchException.malformed("the header says that the largest timestamp is "
                    + batch.maxTimestamp() + ", its records say " + maxTimestamp);
        }
    }

    /** Moves behind one record and returns its timestamp delta. */
    private static long checkRecord(ByteBuffer records, int index) {
        int length = Varints.readInt(records);
        if (length < 1 || length > records.remaining()) {
            throw InvalidBatchException.malformed(
                    "record " + index + " claims " + length + " bytes of " + records.remaining());
        }
        int end = records.position() + length;
        records.get(); // attributes, unused in v2
        long timestampDelta = Varints.readLong(records);
        int offsetDelta = Varints.readInt(records);
        if (offsetDelta != index) {
            throw InvalidBatchException.malformed("record " + index + " has offset delta " + offsetDelta);
        }
        skipBytes(records, -1, index); // key
        skipBytes(records, -1, index); // value
        int headers = Varints.readInt(records);
        if (headers < 0) {
            throw InvalidBatchException.malformed("record " + index + " claims " + headers + " headers");
        }
        for (int i = 0; i < headers; i++) {
            skipBytes(records, 0, index);
            skipBytes(records, -1, index);
        }
        if (records.position() != end) {
            throw InvalidBatchException.malformed("record " + index + " does not end where its length says");
        }
        return timestampDelta;
    }

    private static void skipBytes(ByteBuffer records, int least, int index) {
        int length = Varints.readInt(records);
        if (length < least || length > records.remaining()) {
            throw InvalidBatchException.malformed("a field of record " + index + " claims " + length + " bytes");
        }
        records.position(records.position() + Math.max(0, length));
    }
}
