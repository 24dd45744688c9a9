package io.sampo.replication.log;

/**
 * What the host found in a log that it has opened or truncated.
 *
 * @param durableOffset everything below was forced to the disk
 * @param begunEpoch largest leader epoch that ever began in this log, also where it holds no record; -1 for none
 * @param epochs handed over: the core goes on writing it
 * @param producers built from all batch headers; handed over
 */
public record RecoveredLog(
        long logStartOffset,
        long logEndOffset,
        long durableOffset,
        int begunEpoch,
        EpochHistory epochs,
        ProducerFence producers) {
    /** A log that never held anything. */
    public static RecoveredLog empty() {
        return new RecoveredLog(0, 0, 0, -1, new EpochHistory(), new ProducerFence());
    }
}
