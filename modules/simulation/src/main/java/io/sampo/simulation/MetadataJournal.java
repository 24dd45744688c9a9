package io.sampo.simulation;

import io.sampo.controller.ClusterMetadata;
import io.sampo.controller.MetadataRecord;
import io.sampo.controller.codec.ClusterMetadataCodec;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * The metadata log as Raft gives it to us: one list, linearizable. Who has been replaced cannot append (R13); whether an
 * append took place may be known later than it did, or never.
 */
final class MetadataJournal {
    /** Hears of every append at the moment at which it takes effect. */
    interface Listener {
        void changed(ClusterMetadata before, ClusterMetadata after);
    }

    private static final int SNAPSHOTS_KEPT = 2;

    private final Listener listener;
    private final List<MetadataRecord> records = new ArrayList<>();
    private final NavigableMap<Long, byte[]> snapshots = new TreeMap<>();
    private ClusterMetadata metadata = ClusterMetadata.EMPTY;
    private long term;

    MetadataJournal(Listener listener) {
        this.listener = listener;
    }

    /** Everything that was ever decided. */
    ClusterMetadata metadata() {
        return metadata;
    }

    /** A new writer begins; all earlier ones have lost the right to append. */
    long open() {
        term++;
        return term;
    }

    boolean isOpen(long writer) {
        return writer == term;
    }

    /** False if the writer was replaced. */
    boolean append(long writer, long behindOffset, List<MetadataRecord> added) {
        if (!mayAppend(writer, behindOffset)) {
            return false;
        }
        for (MetadataRecord record : new ArrayList<>(added)) {
            ClusterMetadata before = metadata;
            records.add(record);
            metadata = metadata.apply(metadata.offset() + 1, record);
            listener.changed(before, metadata);
        }
        return true;
    }

    /** What a controller finds that begins: the newest snapshot, and the records behind it. */
    ClusterMetadata recovered() {
        Map.Entry<Long, byte[]> newest = snapshots.lastEntry();
        ClusterMetadata found = newest == null ? ClusterMetadata.EMPTY : ClusterMetadataCodec.decode(newest.getValue());
        return found.applyAll(records.subList((int) found.offset(), records.size()));
    }

    /** As {@code EventLog} does: of whom it comes does not matter, but it may not be ahead of what was appended (H58). */
    void keepSnapshot(long offset, byte[] snapshot) {
        if (offset <= metadata.offset()) {
            snapshots.put(offset, snapshot);
            if (snapshots.size() > SNAPSHOTS_KEPT) {
                snapshots.pollFirstEntry();
            }
        }
    }

    boolean mayAppend(long writer, long behindOffset) {
        return writer == term && behindOffset == metadata.offset();
    }
}
