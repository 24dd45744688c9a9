/**
 * How a log is opened after any end of the last run (STORAGE §4.2, §4.3). A torn tail is cut, any other damage is a {@link
 * io.sampo.storage.recovery.CorruptLogException}; nothing is shortened silently. Everything blocks; one log by one thread,
 * several logs in parallel.
 */
package io.sampo.storage.recovery;
