package io.sampo.client;

/**
 * How far a partition was read.
 *
 * @param offset of the next record to read
 * @param metadata whatever the reader wants to keep with it; at most {@code offset.metadata.max.bytes} characters
 */
public record OffsetAndMetadata(long offset, String metadata) {
    /** Without metadata. */
    public OffsetAndMetadata(long offset) {
        this(offset, "");
    }

    public OffsetAndMetadata {
        if (offset < 0) {
            throw new IllegalArgumentException("offset " + offset + " is negative");
        }
    }
}
