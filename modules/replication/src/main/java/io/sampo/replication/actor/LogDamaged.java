package io.sampo.replication.actor;

import io.sampo.messages.PartitionMessage;

/**
 * Damage was found in the log of a replica that serves (R22): it gives up at once, its log goes into quarantine, and it begins
 * anew as soon as nobody counts on it.
 *
 * @param why one line for people
 */
public record LogDamaged(String why) implements PartitionMessage.Internal {}
