package io.sampo.compaction;

import java.util.ArrayList;
import java.util.List;

/**
 * Which neighbours become one segment when they are cleaned: as many as stay within segment.bytes and within the reach of
 * an index (Kafka's {@code groupSegmentsBySize}). By their sizes before, so that no result can be too large.
 */
public final class SegmentGroups {
    private SegmentGroups() {}

    /** A run of segments; {@code endOffset} is where the next one begins, or the range that is cleaned ends. */
    public record Group(List<SegmentExtent> segments, long endOffset) {
        public Group {
            segments = List.copyOf(segments);
        }

        /** Base offset of the segment that they become. */
        public long baseOffset() {
            return segments.get(0).baseOffset();
        }
    }

    /** Groups of {@code segments}, ascending neighbours, in their order. */
    public static List<Group> of(List<SegmentExtent> segments, CompactionSettings settings) {
        List<Group> groups = new ArrayList<>();
        int first = 0;
        while (first < segments.size()) {
            int end = first + 1;
            long bytes = segments.get(first).sizeInBytes();
            long indexBytes = segments.get(first).indexBytes();
            while (end < segments.size()) {
                SegmentExtent next = segments.get(end);
                bytes += next.sizeInBytes();
                indexBytes += next.indexBytes();
                if (bytes > settings.segmentBytes()
                        || indexBytes > settings.segmentIndexBytes()
                        || next.nextOffset() - 1 - segments.get(first).baseOffset() > Integer.MAX_VALUE) {
                    break;
                }
                end++;
            }
            List<SegmentExtent> group = segments.subList(first, end);
            groups.add(new Group(group, group.get(group.size() - 1).nextOffset()));
            first = end;
        }
        return groups;
    }
}
