package io.sampo.coordinator;

import io.sampo.groups.GroupRecord;
import io.sampo.groups.codec.GroupRecordCodec;
import io.sampo.messages.PartitionReply;
import io.sampo.model.Offsets;
import io.sampo.records.LogSlice;
import io.sampo.records.Record;
import io.sampo.records.RecordBatch;
import io.sampo.records.RecordBatches;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Reads a partition back, from its start to where it ends for readers at the beginning of the load: everything the
 * predecessors have appended is committed by then (R19, R23), and what was refused to groups that are loaded anew is not in it.
 * Of all groups, or of some that lost what they knew. Not for threads.
 */
final class OffsetsLoad {
    /** All groups = null. */
    private final @Nullable Set<String> only;

    private long end = Offsets.UNKNOWN;
    private long position = Offsets.UNKNOWN;
    private long records;

    private OffsetsLoad(@Nullable Set<String> only) {
        this.only = only;
    }

    static OffsetsLoad ofAll() {
        return new OffsetsLoad(null);
    }

    static OffsetsLoad of(Set<String> groups) {
        return new OffsetsLoad(new TreeSet<>(groups));
    }

    /** Another load, of {@code groups} as well, from the start. */
    OffsetsLoad and(Set<String> groups) {
        if (only == null) {
            return ofAll();
        }
        OffsetsLoad both = of(only);
        if (both.only != null) {
            both.only.addAll(groups);
        }
        return both;
    }

    /** True if that group is being loaded. */
    boolean concerns(String groupId) {
        return only == null || only.contains(groupId);
    }

    long recordsRead() {
        return records;
    }

    boolean knowsEnd() {
        return end != Offsets.UNKNOWN;
    }

    boolean knowsStart() {
        return position != Offsets.UNKNOWN;
    }

    void end(long latest) {
        end = latest;
    }

    void start(long earliest) {
        position = earliest;
    }

    /** From where to read next. */
    long position() {
        return position;
    }

    boolean isDone() {
        return knowsEnd() && knowsStart() && position >= end;
    }

    /**
     * Takes one answer, and closes it: what it says of each group that is loaded, in the order of the log.
     *
     * @throws io.sampo.model.SampoException if a record cannot be understood: nobody may serve without it
     * @throws IOException if the bytes could not be read
     */
    Map<String, List<GroupRecord>> take(PartitionReply.Fetched fetched) throws IOException {
        Map<String, List<GroupRecord>> byGroup = new LinkedHashMap<>();
        try (LogSlice slice = fetched.records()) {
            ByteBuffer bytes = slice.toBuffer();
            long before = position;
            for (RecordBatch batch : RecordBatches.of(bytes)) {
                if (!batch.isControl() && batch.nextOffset() > before) {
                    take(batch, before, byGroup);
                }
                position = Math.max(position, batch.nextOffset());
            }
            if (position == before && fetched.highWatermark() >= end) {
                // Compaction has left nothing up to the end.
                position = end;
            }
        }
        return byGroup;
    }

    private void take(RecordBatch batch, long from, Map<String, List<GroupRecord>> byGroup) {
        for (Record record : RecordBatches.records(batch)) {
            ByteBuffer key = record.key();
            if (record.offset() < from || key == null) {
                continue;
            }
            GroupRecordCodec.Stored stored = GroupRecordCodec.read(key, record.value());
            if (stored != null && concerns(stored.groupId())) {
                records++;
                byGroup.computeIfAbsent(stored.groupId(), any -> new ArrayList<>())
                        .add(stored.record());
            }
        }
    }
}
