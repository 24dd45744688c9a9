package io.sampo.replication.actor;

import io.sampo.messages.PartitionMessage;

/**
 * The log of a replica cannot be used any more: the replica gives up at once, also if nobody writes to it.
 *
 * @param why one line for people
 * @param damaged true if only this log is: it goes into quarantine, and the replica begins anew as soon as nobody counts on it
 *     (R22); false if its directory failed
 */
public record StorageFailed(String why, boolean damaged) implements PartitionMessage.Internal {}
