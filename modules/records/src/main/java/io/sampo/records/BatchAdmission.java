package io.sampo.records;

import io.sampo.model.TopicConfig;
import io.sampo.model.TopicConfigKey;
import io.sampo.records.BatchValidation.Depth;
import java.nio.ByteBuffer;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a leader makes of the batches of one produce request under the configuration of its topic. As a rule they are
 * checked and stored as sent; the exceptions (ARCHITECTURE §3.6) are topics that are compacted, whose packed records are
 * opened and looked at, and topics with a {@code compression.type} of their own, whose batches are packed anew. Immutable, for
 * any thread.
 */
public final class BatchAdmission {
    private final BatchValidation validation;
    private final @Nullable Compression target;

    private BatchAdmission(BatchValidation validation, @Nullable Compression target) {
        this.validation = validation;
        this.target = target;
    }

    /** What that topic takes, and how. */
    public static BatchAdmission of(TopicConfig config) {
        return new BatchAdmission(BatchValidation.of(config), targetOf(config));
    }

    /** Null for {@code producer}: batches stay as they come. */
    private static @Nullable Compression targetOf(TopicConfig config) {
        String type = config.value(TopicConfigKey.COMPRESSION_TYPE);
        return switch (type) {
            case "producer" -> null;
            case "uncompressed" -> Compression.NONE;
            case "gzip" -> levelled(CompressionType.GZIP, config, TopicConfigKey.COMPRESSION_GZIP_LEVEL);
            case "lz4" -> levelled(CompressionType.LZ4, config, TopicConfigKey.COMPRESSION_LZ4_LEVEL);
            case "zstd" -> levelled(CompressionType.ZSTD, config, TopicConfigKey.COMPRESSION_ZSTD_LEVEL);
            default -> Compression.of(CompressionType.ofText(type));
        };
    }

    private static Compression levelled(CompressionType type, TopicConfig config, TopicConfigKey level) {
        return new Compression(type, Integer.parseInt(config.value(level)));
    }

    /** True where the broker stamps the batches with its own time: see {@link #stamp}. */
    public boolean stampsLogAppendTime() {
        return validation.logAppendTime();
    }

    /**
     * True if {@link #admit} is going to pack or unpack, which takes milliseconds and belongs on a thread that serves nobody
     * else. Looks at headers only and trusts none of them.
     */
    public boolean isLongWork(ByteBuffer batches) {
        if (target == null && !validation.keysRequired()) {
            return false;
        }
        int at = batches.position();
        RecordBatch batch = new RecordBatch();
        while (RecordBatch.hasWholeBatch(batches, at)) {
            batch.wrap(batches, at);
            if (opens(batch) || repacks(batch)) {
                return true;
            }
            at = batch.end();
        }
        return false;
    }

    /**
     * Checks the remaining bytes of {@code batches}, and packs them anew where the topic asks for it. Offsets, epoch and
     * log append time are given later.
     *
     * @return {@code batches} itself where they are stored as sent, else a buffer of its own
     * @throws InvalidBatchException with the error that the client gets; nothing of the request may be stored then
     */
    public ByteBuffer admit(ByteBuffer batches, long nowMs) {
        validation.checkProduce(batches, nowMs, isLongWork(batches) ? Depth.STRICT : Depth.RELAXED);
        if (target == null) {
            return batches;
        }
        return repack(batches, target);
    }

    /** Stamps every batch with the broker's time. The batches were admitted. */
    public static void stamp(ByteBuffer batches, long nowMs) {
        RecordBatch batch = new RecordBatch();
        for (int at = batches.position(); at < batches.limit(); at = batch.end()) {
            batch.wrap(batches, at);
            batch.stampLogAppendTime(nowMs);
        }
    }

    private boolean opens(RecordBatch batch) {
        return validation.keysRequired() && batch.compressionCode() != CompressionType.NONE.code();
    }

    private boolean repacks(RecordBatch batch) {
        return target != null && batch.compressionCode() != target.type().code();
    }

    private ByteBuffer repack(ByteBuffer batches, Compression to) {
        GrowingBytes repacked = null;
        RecordBatch batch = new RecordBatch();
        int keep = batches.position();
        for (int at = keep; at < batches.limit(); at = batch.end()) {
            batch.wrap(batches, at);
            if (repacks(batch)) {
                repacked = Objects.requireNonNullElseGet(
                        repacked, () -> new GrowingBytes(batches.remaining(), Integer.MAX_VALUE));
                repacked.write(batches.slice(keep, at - keep));
                repacked.write(repack(batch, to));
                keep = batch.end();
            }
        }
        if (repacked == null) {
            return batches;
        }
        repacked.write(batches.slice(keep, batches.limit() - keep));
        return repacked.toBuffer();
    }

    /** The same records under another codec: their bytes do not depend on it. */
    private ByteBuffer repack(RecordBatch batch, Compression to) {
        ByteBuffer repacked = to.pack(
                batch.packedRecords().limit(),
                RecordBatch.HEADER_SIZE,
                validation.maxMessageBytes(),
                target -> CompressionType.ofCode(batch.compressionCode())
                        .writeUnpacked(batch.packedRecords(), RecordCursor.UNPACKED_BYTES_MAX, target));
        repacked.put(0, batch.buffer(), batch.start(), RecordBatch.HEADER_SIZE);
        RecordBatch.at(repacked, 0).describePacked(to.type(), repacked.limit());
        return repacked;
    }
}
