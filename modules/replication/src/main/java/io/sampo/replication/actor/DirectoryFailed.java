package io.sampo.replication.actor;

import io.sampo.messages.PartitionMessage;

/**
 * The log directory of a replica cannot be used any more: the replica gives up at once, also if nobody writes to it.
 *
 * @param why one line for people
 */
public record DirectoryFailed(String why) implements PartitionMessage.Internal {}
