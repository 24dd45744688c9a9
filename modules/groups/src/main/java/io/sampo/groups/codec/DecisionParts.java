package io.sampo.groups.codec;

import io.sampo.groups.Decision;
import io.sampo.groups.GroupRecord;
import io.sampo.groups.GroupRecord.OffsetStored;
import java.util.ArrayList;
import java.util.List;

/**
 * A decision as the log takes it: in one batch where that is possible. What is too large for one, a group or a topic with tens of
 * thousands of offsets that are to go, is divided: each offset that goes stands by itself, so they go in several batches, and
 * what else was decided behind them in the last one, which has the answers.
 */
public final class DecisionParts {
    private DecisionParts() {}

    /**
     * The parts, in the order in which they are to be appended. What may not be divided and is too large stays so.
     *
     * @param batchBytesMax what the log takes at once
     */
    public static List<Decision> of(String groupId, Decision decision, int batchBytesMax) {
        List<GroupRecord> records = decision.records();
        if (records.isEmpty() || GroupRecordCodec.batchBytesMax(groupId, records) <= batchBytesMax) {
            return List.of(decision);
        }
        List<Decision> parts = new ArrayList<>();
        int from = 0;
        BatchRoom room = new BatchRoom(groupId, batchBytesMax);
        int at = 0;
        for (; at < records.size() && isGoing(records.get(at)); at++) {
            if (!room.takes(records.get(at))) {
                parts.add(new Decision(records.subList(from, at), List.of()));
                from = at;
                room = new BatchRoom(groupId, batchBytesMax);
                room.takes(records.get(at));
            }
        }
        List<GroupRecord> last = records.subList(from, records.size());
        if (from < at && at < records.size() && GroupRecordCodec.batchBytesMax(groupId, last) > batchBytesMax) {
            parts.add(new Decision(records.subList(from, at), List.of()));
            last = records.subList(at, records.size());
        }
        parts.add(new Decision(last, decision.answers()));
        return parts;
    }

    private static boolean isGoing(GroupRecord record) {
        return record instanceof OffsetStored offset && offset.offset() == null;
    }
}
