/**
 * Log compaction: what Kafka's log cleaner does, decided here and carried out by the logs. Which stretch of a log may be
 * cleaned ({@link io.sampo.compaction.CleanableRange}), which record is the last of its key ({@link
 * io.sampo.compaction.OffsetMap}), what becomes of a batch ({@link io.sampo.compaction.BatchCleaner}) are
 * pure and know no file; {@link io.sampo.storage.cleaning.LogCleaner} gives the work a thread of its own.
 *
 * <p>Threading: an object here belongs to the one thread that cleans with it, unless it says otherwise.
 */
package io.sampo.compaction;
