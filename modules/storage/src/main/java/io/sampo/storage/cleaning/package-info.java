/**
 * Who cleans which log when: {@link io.sampo.storage.cleaning.LogCleaner} gives compaction threads of its own, a budget of
 * I/O and of memory, and one log at a time to each. What a cleaning takes away is decided in {@code io.sampo.compaction}.
 *
 * <p>Threading: {@code LogCleaner} may be used from any thread.
 */
package io.sampo.storage.cleaning;
