package io.sampo.metadatalog.state;

import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import org.jspecify.annotations.Nullable;

/**
 * The journal of one persistence id: its events, its snapshots, and the two numbers that outlive deleted events.
 *
 * <p>Snapshots are validated here (REPLICATION H58): one whose sequence number the journal never reached comes from a
 * writer that believes in events which do not exist, one older than the deleted events could not be recovered from;
 * both are refused. Deleting keeps every event that the older of the two newest snapshots still needs, so a snapshot
 * that turns out to be unreadable never takes the journal with it.
 */
public final class EventLog {
    private static final int UPLOAD_BYTES_MAX = 256 << 20;

    private final ConcurrentSkipListMap<Long, byte[]> events = new ConcurrentSkipListMap<>();
    private final ConcurrentSkipListMap<Long, StoredSnapshot> snapshots = new ConcurrentSkipListMap<>();
    private volatile long highestSequenceNr;
    private volatile long deletedToSequenceNr;
    private @Nullable SnapshotUpload upload;

    /** The highest sequence number ever taken, 0 before the first; never falls, whatever is deleted. */
    public long highestSequenceNr() {
        return highestSequenceNr;
    }

    /** Events up to and including this number are gone, 0 if none is. */
    public long deletedToSequenceNr() {
        return deletedToSequenceNr;
    }

    /**
     * Events of a range, at most {@code max}, in order. Deleted ones are left out. The arrays are the journal's own and
     * must not be changed.
     */
    public List<StoredEvent> read(long fromSequenceNr, long toSequenceNr, long max) {
        long to = Math.min(toSequenceNr, highestSequenceNr);
        if (max <= 0 || fromSequenceNr > to) {
            return List.of();
        }
        while (true) {
            long deletedBefore = deletedToSequenceNr;
            long from = Math.max(fromSequenceNr, deletedBefore + 1);
            List<StoredEvent> read = from > to ? List.of() : collect(from, to, max);
            // A deletion in the middle of the walk could leave a hole; the retry sees either all of it or none.
            if (deletedBefore == deletedToSequenceNr) {
                return read;
            }
        }
    }

    private List<StoredEvent> collect(long from, long to, long max) {
        List<StoredEvent> read = new ArrayList<>();
        NavigableMap<Long, byte[]> range = events.subMap(from, true, to, true);
        for (var event : range.entrySet()) {
            if (read.size() >= max) {
                break;
            }
            read.add(new StoredEvent(event.getKey(), event.getValue()));
        }
        return read;
    }

    /** The newest snapshot inside both ranges (inclusive) that agrees with the journal. */
    public Optional<StoredSnapshot> newestSnapshot(
            long minSequenceNr, long maxSequenceNr, long minTimestampMs, long maxTimestampMs) {
        if (minSequenceNr > maxSequenceNr) {
            return Optional.empty();
        }
        return snapshots.subMap(minSequenceNr, true, maxSequenceNr, true).descendingMap().values().stream()
                .filter(s -> s.timestampMs() >= minTimestampMs && s.timestampMs() <= maxTimestampMs)
                .filter(this::agrees)
                .findFirst();
    }

    /** All snapshots, oldest first. */
    public List<StoredSnapshot> snapshots() {
        return List.copyOf(snapshots.values());
    }

    private boolean agrees(StoredSnapshot snapshot) {
        byte[] event = events.get(snapshot.sequenceNr());
        return snapshot.sequenceNr() <= highestSequenceNr
                && (event == null || snapshot.eventHash() == 0 || snapshot.eventHash() == EventHash.of(event));
    }

    Outcome append(long firstSequenceNr, List<byte[]> added) {
        if (firstSequenceNr != highestSequenceNr + 1) {
            return Outcome.conflict(highestSequenceNr, firstSequenceNr);
        }
        long next = firstSequenceNr;
        for (byte[] event : added) {
            events.put(next++, event);
        }
        // Published last: a reader bounded by this number finds every event below it.
        highestSequenceNr = next - 1;
        return Outcome.done(highestSequenceNr);
    }

    Outcome deleteTo(long toSequenceNr) {
        long to = Math.min(Math.min(toSequenceNr, highestSequenceNr), neededBySnapshots());
        if (to > deletedToSequenceNr) {
            deletedToSequenceNr = to;
            events.headMap(to, true).clear();
        }
        return Outcome.done(highestSequenceNr);
    }

    private long neededBySnapshots() {
        var newest = snapshots.descendingKeySet().iterator();
        if (!newest.hasNext()) {
            return Long.MAX_VALUE;
        }
        long last = newest.next();
        return newest.hasNext() ? newest.next() : last;
    }

    Outcome saveSnapshot(long sequenceNr, long timestampMs, byte[] body) {
        String objection = objection(sequenceNr);
        if (objection != null) {
            return Outcome.refused(highestSequenceNr, objection);
        }
        byte[] event = events.get(sequenceNr);
        long hash = event == null ? 0 : EventHash.of(event);
        snapshots.put(sequenceNr, new StoredSnapshot(sequenceNr, timestampMs, hash, body));
        return Outcome.done(highestSequenceNr);
    }

    private @Nullable String objection(long sequenceNr) {
        if (sequenceNr > highestSequenceNr) {
            return "snapshot at sequence number " + sequenceNr + ", but the journal ends at " + highestSequenceNr;
        }
        if (sequenceNr < deletedToSequenceNr) {
            return "snapshot at sequence number " + sequenceNr + ", but events up to " + deletedToSequenceNr
                    + " are deleted: nothing could be recovered from it";
        }
        return null;
    }

    Outcome beginUpload(String uploadId, long sequenceNr, long timestampMs, int sizeBytes) {
        String objection = objection(sequenceNr);
        if (objection == null && (sizeBytes < 0 || sizeBytes > UPLOAD_BYTES_MAX)) {
            objection = "snapshot of " + sizeBytes + " bytes, at most " + UPLOAD_BYTES_MAX + " are taken";
        }
        if (objection != null) {
            return Outcome.refused(highestSequenceNr, objection);
        }
        upload = new SnapshotUpload(uploadId, sequenceNr, timestampMs, new byte[sizeBytes], 0);
        return Outcome.done(highestSequenceNr);
    }

    Outcome uploadChunk(String uploadId, int offsetBytes, byte[] bytes) {
        SnapshotUpload open = upload;
        if (open == null || !open.uploadId.equals(uploadId) || !open.add(offsetBytes, bytes)) {
            return Outcome.refused(highestSequenceNr, "chunk at " + offsetBytes + " of an unknown or broken upload");
        }
        return Outcome.done(highestSequenceNr);
    }

    Outcome endUpload(String uploadId) {
        SnapshotUpload open = upload;
        if (open == null || !open.uploadId.equals(uploadId) || !open.complete()) {
            return Outcome.refused(highestSequenceNr, "end of an unknown or incomplete upload");
        }
        upload = null;
        return saveSnapshot(open.sequenceNr, open.timestampMs, open.body);
    }

    Outcome deleteSnapshots(long minSequenceNr, long maxSequenceNr, long minTimestampMs, long maxTimestampMs) {
        snapshots
                .values()
                .removeIf(s -> s.sequenceNr() >= minSequenceNr
                        && s.sequenceNr() <= maxSequenceNr
                        && s.timestampMs() >= minTimestampMs
                        && s.timestampMs() <= maxTimestampMs);
        return Outcome.done(highestSequenceNr);
    }

    // What a state file holds; used by StateFileCodec alone.

    NavigableMap<Long, byte[]> events() {
        return events;
    }

    @Nullable
    SnapshotUpload upload() {
        return upload;
    }

    void restore(long highest, long deletedTo, @Nullable SnapshotUpload open) {
        highestSequenceNr = highest;
        deletedToSequenceNr = deletedTo;
        upload = open;
    }

    void restoreSnapshot(StoredSnapshot snapshot) {
        snapshots.put(snapshot.sequenceNr(), snapshot);
    }
}
