package io.sampo.storage.directory;

import io.sampo.model.Offsets;

/**
 * What a directory can say of the broker's last run when it registers anew (R11b).
 *
 * @param previousBrokerEpoch epoch of that run; {@link Offsets#UNKNOWN} if there was none
 * @param crashClean true if nothing that reached the system's {@code write()} can have been lost since: the stop was
 *     clean, or the process ended while boot and mount stayed the same
 */
public record CrashProof(long previousBrokerEpoch, boolean crashClean) {}
