package io.sampo.apis.fetch;

import io.sampo.model.Offsets;
import io.sampo.protocol.message.FetchRequest.FetchPartition;
import java.util.UUID;

/** One partition that a client fetches from, and what it was told of it last. */
public final class FetchTarget {
    private static final long NEVER_TOLD = -2;

    private final Key key;
    private long offset;
    private int maxBytes;
    private int leaderEpoch;
    private long toldHighWatermark = NEVER_TOLD;
    private long toldStableOffset = NEVER_TOLD;
    private long toldLogStart = NEVER_TOLD;

    /** How the client names it: by topic name before version 13, by topic id since. The other one is empty. */
    public record Key(String topic, UUID topicId, int partition) {}

    FetchTarget(Key key, FetchPartition wanted) {
        this.key = key;
        wants(wanted);
    }

    void wants(FetchPartition wanted) {
        offset = wanted.fetchOffset();
        maxBytes = Math.max(0, wanted.partitionMaxBytes());
        leaderEpoch = wanted.currentLeaderEpoch();
    }

    public Key key() {
        return key;
    }

    public long offset() {
        return offset;
    }

    public int maxBytes() {
        return maxBytes;
    }

    /** What the client believes, or -1. */
    public int leaderEpoch() {
        return leaderEpoch;
    }

    /** True if these are news for the client; then they are no more. */
    public boolean tell(long highWatermark, long stableOffset, long logStart) {
        boolean isNews =
                highWatermark != toldHighWatermark || stableOffset != toldStableOffset || logStart != toldLogStart;
        toldHighWatermark = highWatermark;
        toldStableOffset = stableOffset;
        toldLogStart = logStart;
        return isNews;
    }

    /** An error was told: whatever comes next is news. */
    public void toldError() {
        toldHighWatermark = NEVER_TOLD;
    }

    @Override
    public String toString() {
        return key + " from " + offset + (leaderEpoch == Offsets.NO_EPOCH ? "" : " in epoch " + leaderEpoch);
    }
}
