package io.sampo.controller.feed;

import io.sampo.controller.ClusterMetadata;
import io.sampo.controller.codec.ClusterMetadataCodec;
import io.sampo.controller.codec.MetadataRecordCodec;
import io.sampo.model.SampoException;
import java.io.ByteArrayOutputStream;
import java.util.List;

/**
 * A broker's side of the feed: the image and the rule by which it moves. Strictly in offset order; a lower controller epoch
 * is ignored (R13); a gap changes nothing and asks for another subscription.
 */
public final class FeedFollower {
    private ClusterMetadata metadata = ClusterMetadata.EMPTY;
    private long controllerEpoch;
    private long snapshotOffset;
    private int chunksSeen;
    private final ByteArrayOutputStream chunks = new ByteArrayOutputStream();

    /** What a message did. Only {@link #APPLIED} may have changed the image. */
    public enum Verdict {
        /** The image stands where the message ends: acknowledge {@link FeedFollower#offset()}. */
        APPLIED,
        /** More chunks must follow. */
        INCOMPLETE,
        /** From a controller that has been replaced: no answer. */
        STALE,
        /** Something in between is missing: subscribe again from {@link FeedFollower#nextOffset()}. */
        GAP
    }

    /** The image: replaced as a whole, never changed in place. */
    public ClusterMetadata metadata() {
        return metadata;
    }

    /** Offset of the last record applied. */
    public long offset() {
        return metadata.offset();
    }

    /** What to subscribe from: -1 while the image is empty, so that a snapshot comes. */
    public long nextOffset() {
        return metadata.offset() == 0 ? -1 : metadata.offset() + 1;
    }

    /** The highest controller epoch heard of. */
    public long controllerEpoch() {
        return controllerEpoch;
    }

    /**
     * Chunk {@code index} of {@code count}.
     *
     * @throws SampoException where the snapshot is corrupt or from a newer Sampo; the image stays
     */
    public Verdict onSnapshot(long epoch, long offset, int index, int count, byte[] chunk) {
        if (epoch < controllerEpoch) {
            return Verdict.STALE;
        }
        controllerEpoch = epoch;
        if (index == 0) {
            chunks.reset();
            chunksSeen = 0;
            snapshotOffset = offset;
        }
        if (index != chunksSeen || offset != snapshotOffset) {
            return Verdict.GAP;
        }
        chunks.writeBytes(chunk);
        chunksSeen++;
        if (chunksSeen < count) {
            return Verdict.INCOMPLETE;
        }
        byte[] snapshot = chunks.toByteArray();
        chunks.reset();
        chunksSeen = 0;
        if (offset > metadata.offset()) {
            metadata = ClusterMetadataCodec.decode(snapshot);
        }
        return Verdict.APPLIED;
    }

    /**
     * Records at {@code fromOffset} and following; those already applied are skipped.
     *
     * @throws SampoException where a record is corrupt or from a newer Sampo; the image stays
     */
    public Verdict onEvents(long epoch, long fromOffset, List<byte[]> records) {
        if (epoch < controllerEpoch) {
            return Verdict.STALE;
        }
        controllerEpoch = epoch;
        if (metadata.offset() == 0 || fromOffset > metadata.offset() + 1) {
            return Verdict.GAP;
        }
        ClusterMetadata advanced = metadata;
        for (int i = 0; i < records.size(); i++) {
            long offset = fromOffset + i;
            if (offset > advanced.offset()) {
                advanced = advanced.apply(offset, MetadataRecordCodec.decode(records.get(i)));
            }
        }
        metadata = advanced;
        return Verdict.APPLIED;
    }
}
