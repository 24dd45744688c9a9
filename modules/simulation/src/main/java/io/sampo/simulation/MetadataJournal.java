package io.sampo.simulation;

import io.sampo.controller.ClusterMetadata;
import io.sampo.controller.MetadataRecord;
import java.util.ArrayList;
import java.util.List;

/**
 * The metadata log as Raft gives it to us: one list, linearizable. Who has been replaced cannot append (R13); whether an
 * append took place may be known later than it did, or never.
 */
final class MetadataJournal {
    /** Hears of every append at the moment at which it takes effect. */
    interface Listener {
        void changed(ClusterMetadata before, ClusterMetadata after);
    }

    private final Listener listener;
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
    boolean append(long writer, long behindOffset, List<MetadataRecord> records) {
        if (!mayAppend(writer, behindOffset)) {
            return false;
        }
        for (MetadataRecord record : new ArrayList<>(records)) {
            ClusterMetadata before = metadata;
            metadata = metadata.apply(metadata.offset() + 1, record);
            listener.changed(before, metadata);
        }
        return true;
    }

    boolean mayAppend(long writer, long behindOffset) {
        return writer == term && behindOffset == metadata.offset();
    }
}
