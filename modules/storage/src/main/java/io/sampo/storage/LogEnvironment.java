package io.sampo.storage;

import io.sampo.logfiles.ChannelOpener;
import io.sampo.storage.flush.StorageHealth;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;

/**
 * What the logs of one directory share with the world.
 *
 * @param nowMs wall clock, ms since 1970; for ages only, never for safety (R21)
 * @param background where forces after a roll and background writeback run; may run them at once
 * @param channels how files are opened
 * @param health the state of the directory
 */
public record LogEnvironment(LongSupplier nowMs, Executor background, ChannelOpener channels, StorageHealth health) {
    /** The real disk, with an executor of the caller's. */
    public static LogEnvironment of(LongSupplier nowMs, Executor background, StorageHealth health) {
        return new LogEnvironment(nowMs, background, ChannelOpener.SYSTEM, health);
    }
}
