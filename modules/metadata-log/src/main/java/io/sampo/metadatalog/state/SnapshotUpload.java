package io.sampo.metadatalog.state;

/**
 * The open bracket of a snapshot larger than one entry. Part of the state: a voter that takes over in the middle must
 * know the pieces.
 */
final class SnapshotUpload {
    final String uploadId;
    final long sequenceNr;
    final long timestampMs;
    final byte[] body;
    int filledBytes;

    SnapshotUpload(String uploadId, long sequenceNr, long timestampMs, byte[] body, int filledBytes) {
        this.uploadId = uploadId;
        this.sequenceNr = sequenceNr;
        this.timestampMs = timestampMs;
        this.body = body;
        this.filledBytes = filledBytes;
    }

    boolean add(int offsetBytes, byte[] bytes) {
        if (offsetBytes != filledBytes || bytes.length > body.length - filledBytes) {
            return false;
        }
        System.arraycopy(bytes, 0, body, filledBytes, bytes.length);
        filledBytes += bytes.length;
        return true;
    }

    boolean complete() {
        return filledBytes == body.length;
    }
}
