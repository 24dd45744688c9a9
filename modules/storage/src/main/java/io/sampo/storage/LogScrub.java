package io.sampo.storage;

import io.sampo.logfiles.DiskFullException;
import io.sampo.logfiles.segment.Segment;
import io.sampo.logfiles.segment.SegmentScrub;
import io.sampo.storage.recovery.CorruptLogException;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.locks.Lock;
import org.jspecify.annotations.Nullable;

/** Looks over the sealed segments of a log that is open, while others use it (STORAGE §4.6). */
final class LogScrub {
    private final LogState log;

    LogScrub(LogState log) {
        this.log = log;
    }

    /** Base offsets of the segments that are sealed, and forced: the others are not what the disk will hold. */
    List<Long> segments() {
        long forced = log.flusher.flushedOffset();
        return log.segments.headMap(log.active().baseOffset()).values().stream()
                .filter(segment -> segment.nextOffset() <= forced)
                .map(Segment::baseOffset)
                .toList();
    }

    /** @return what is wrong with it, seen twice; null if nothing is, or the segment is another one by now */
    @Nullable
    CorruptLogException check(long baseOffset, SegmentScrub.Pace pace) throws IOException {
        int cuts = log.cutCount.get();
        Segment segment = log.segments.get(baseOffset);
        if (segment == null || segment == log.active()) {
            return null;
        }
        SegmentScrub first = new SegmentScrub(segment, log.environment.channels(), pace);
        SegmentScrub.Damage damage = damageIn(first, segment);
        if (damage == null) {
            if (first.lacksSums()) {
                writeSums(first, segment, cuts);
            }
            return null;
        }
        // Once more: a segment that was cut or deleted meanwhile looks damaged to who reads it.
        SegmentScrub second = new SegmentScrub(segment, log.environment.channels(), bytes -> {});
        damage = isCurrent(segment, cuts) ? damageIn(second, segment) : null;
        return damage == null || !isCurrent(segment, cuts)
                ? null
                : new CorruptLogException(log.directory, baseOffset, damage.position(), damage.why());
    }

    /** A sector that cannot be read is as lost as one that reads wrong. */
    private static SegmentScrub.@Nullable Damage damageIn(SegmentScrub scrub, Segment segment) {
        try {
            return scrub.run();
        } catch (IOException e) {
            return new SegmentScrub.Damage(segment.sizeInBytes(), "cannot be read: " + e);
        }
    }

    private boolean isCurrent(Segment segment, int cuts) {
        return !log.closed && log.cutCount.get() == cuts && log.segments.get(segment.baseOffset()) == segment;
    }

    private void writeSums(SegmentScrub scrub, Segment segment, int cuts) throws IOException {
        Lock noCuts = log.cuts.readLock();
        log.trims.lock();
        // A close waits for it.
        noCuts.lock();
        try {
            if (isCurrent(segment, cuts) && segment != log.active()) {
                scrub.writeSums();
            }
        } catch (IOException e) {
            throw DiskFullException.isMeantBy(e)
                    ? new DiskFullException(e)
                    : log.environment.health().fail(e);
        } finally {
            noCuts.unlock();
            log.trims.unlock();
        }
    }
}
