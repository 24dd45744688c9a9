package io.sampo.metadatalog.plugin;

import io.sampo.metadatalog.state.Command.AppendEvents;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Packs atomic writes into as few Raft entries as fit, never splitting one and never mixing two journals. */
final class EntryBatch {
    private final int bytesMax;
    private final Consumer<AppendEvents> full;
    private final List<byte[]> events = new ArrayList<>();
    private String persistenceId = "";
    private long firstSequenceNr;
    private int bytes;

    EntryBatch(int bytesMax, Consumer<AppendEvents> full) {
        this.bytesMax = bytesMax;
        this.full = full;
    }

    /**
     * @throws IllegalArgumentException the write alone is larger than an entry
     */
    void add(String id, long lowestSequenceNr, List<byte[]> atomic) {
        int size =
                atomic.stream().mapToInt(event -> event.length + Integer.BYTES).sum();
        if (size > bytesMax) {
            throw new IllegalArgumentException(atomic.size() + " event(s) of " + id + " from sequence number "
                    + lowestSequenceNr + " take " + size + " bytes, one entry of the metadata log takes " + bytesMax);
        }
        boolean follows = id.equals(persistenceId) && lowestSequenceNr == firstSequenceNr + events.size();
        if (!follows || bytes + size > bytesMax) {
            flush();
            persistenceId = id;
            firstSequenceNr = lowestSequenceNr;
        }
        events.addAll(atomic);
        bytes += size;
    }

    void flush() {
        if (!events.isEmpty()) {
            full.accept(new AppendEvents(persistenceId, firstSequenceNr, events));
            events.clear();
            bytes = 0;
        }
    }
}
