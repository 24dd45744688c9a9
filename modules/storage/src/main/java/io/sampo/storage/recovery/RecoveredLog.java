package io.sampo.storage.recovery;

import io.sampo.logfiles.segment.Segment;
import io.sampo.storage.EpochHistory;
import io.sampo.storage.producer.OpenTransactions;
import java.util.NavigableMap;

/**
 * A log as its files were found.
 *
 * @param segments by base offset, at least one; all but the last are sealed
 * @param epochs the history; what a killed process wrote of it may not be forced yet
 * @param transactions which are open at its end
 * @param recoveryPoint everything below had been forced to the disk
 * @param scannedBytes so many bytes were read and checked batch by batch
 * @param cutBytes so many bytes of a torn write were cut off the end; 0 if none was torn
 */
public record RecoveredLog(
        NavigableMap<Long, Segment> segments,
        EpochHistory epochs,
        OpenTransactions transactions,
        long logStartOffset,
        long recoveryPoint,
        long scannedBytes,
        long cutBytes) {}
