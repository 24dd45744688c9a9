package io.sampo.controller.codec;

import io.sampo.controller.MetadataRecord;
import io.sampo.model.ErrorCode;
import io.sampo.model.SampoException;

/**
 * One record in bytes: type number, version of that type's form, fields. The bytes that were persisted are the bytes that
 * the feed carries.
 */
public final class MetadataRecordCodec {
    /** 2: eligible leader replicas; what a changed configuration does to partitions. */
    private static final int NEWEST = 4;

    private MetadataRecordCodec() {}

    public static byte[] encode(MetadataRecord record) {
        RecordForm form = RecordForm.of(record);
        MetadataWriter out = new MetadataWriter();
        out.oneByte(form.number());
        out.versionHere();
        form.write(out, record);
        return out.toBytes();
    }

    /**
     * Reads what {@link #encode} wrote.
     *
     * @throws SampoException with {@link ErrorCode#UNSUPPORTED_VERSION} for a type or version of a newer Sampo, with
     *     {@link ErrorCode#CORRUPT_MESSAGE} for bytes that are no record
     */
    public static MetadataRecord decode(byte[] bytes) {
        MetadataReader in = new MetadataReader(bytes);
        RecordForm form = RecordForm.of(in.oneByte());
        in.versionHere(NEWEST, "record type " + form.number());
        MetadataRecord record = form.read(in);
        in.expectEnd();
        return record;
    }

    static SampoException unsupported(String what) {
        return new SampoException(
                ErrorCode.UNSUPPORTED_VERSION,
                "The metadata log holds " + what
                        + ", which this version of Sampo does not know: expected a newer Sampo");
    }
}
