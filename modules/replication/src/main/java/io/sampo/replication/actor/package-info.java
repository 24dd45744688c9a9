/**
 * The Pekko shell of a replica: one {@link io.sampo.replication.actor.PartitionActor} around one
 * {@link io.sampo.replication.PartitionReplica}, and the ports that the broker supplies.
 *
 * <p>The actor is the only writer of its log. Opening, truncating, deleting, closing and cold reads run on the broker's
 * blocking executor and come back as messages; while one of them changes the log, the actor does not touch it.
 */
package io.sampo.replication.actor;
