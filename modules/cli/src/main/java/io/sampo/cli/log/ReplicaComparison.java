package io.sampo.cli.log;

import io.sampo.inspection.DirectoryInspection;
import io.sampo.inspection.Finding;
import io.sampo.inspection.Finding.Severity;
import io.sampo.inspection.LogInspection;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Holds two replicas of one partition against each other, byte for byte, from the higher log start to the lower log end.
 * How they are cut into segments does not matter. What lies at or above both high watermarks is not committed: there a
 * difference is one that replication settles.
 */
final class ReplicaComparison {
    private final DirectoryInspection here;
    private final DirectoryInspection there;

    ReplicaComparison(DirectoryInspection here, DirectoryInspection there) {
        this.here = here;
        this.there = there;
    }

    /** How far two replicas were compared, and where they part. */
    record Outcome(long fromOffset, long toOffset, @Nullable Finding difference) {}

    Outcome compare(LogInspection.Report one, LogInspection.Report other) throws IOException {
        long from = Math.max(start(here, one), start(there, other));
        long to = Math.min(one.nextOffset(), other.nextOffset());
        if (one.topicId() != null && other.topicId() != null && !one.topicId().equals(other.topicId())) {
            return new Outcome(
                    from,
                    from,
                    finding(Severity.DAMAGE, one.directory(), "belongs to another topic than " + other.directory()));
        }
        if (here.isCompacted(one.directory()) || there.isCompacted(other.directory())) {
            // Each broker compacts when it likes: between two runs the same records lie in different batches.
            String text = "compacted, not compared with " + other.directory();
            return new Outcome(from, from, finding(Severity.NOTE, one.directory(), text));
        }
        try (BatchStream left = new BatchStream(one.directory(), from);
                BatchStream right = new BatchStream(other.directory(), from)) {
            return compare(left, right, from, to, one.directory(), other.directory());
        }
    }

    private Outcome compare(BatchStream left, BatchStream right, long from, long to, Path one, Path other)
            throws IOException {
        long at = from;
        while (at < to && left.next() && right.next()) {
            String difference = difference(left, right);
            if (difference != null) {
                long committed = Math.max(here.highWatermark(one), there.highWatermark(other));
                boolean settles = committed >= 0 && at >= committed;
                String text = "differs from " + right.place() + " at offset " + at + ": " + difference
                        + (settles ? "; above the high watermark " + committed + ", so not committed" : "");
                return new Outcome(
                        from, to, finding(settles ? Severity.NOTE : Severity.DAMAGE, Path.of(left.place()), text));
            }
            at = left.batch().nextOffset();
        }
        return new Outcome(from, to, null);
    }

    private static @Nullable String difference(BatchStream left, BatchStream right) {
        if (left.problem() != null || right.problem() != null) {
            return left.problem() != null ? "here " + left.problem() : "there " + right.problem();
        }
        if (left.batch().baseOffset() != right.batch().baseOffset()
                || left.batch().sizeInBytes() != right.batch().sizeInBytes()) {
            return left.batch() + " here, " + right.batch() + " there";
        }
        int mismatch = left.bytes().mismatch(right.bytes());
        return mismatch < 0 ? null : left.batch() + ", byte " + mismatch + " of it";
    }

    private static long start(DirectoryInspection directory, LogInspection.Report report) {
        return Math.max(report.logStartOffset(), directory.logStartOffset(report.directory()));
    }

    private static Finding finding(Severity severity, Path file, String text) {
        return new Finding(severity, file, Finding.WHOLE_FILE, text);
    }
}
