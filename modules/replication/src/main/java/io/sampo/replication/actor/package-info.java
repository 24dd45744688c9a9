/**
 * The Pekko shell of a replica: one {@link io.sampo.replication.actor.PartitionActor} around one
 * {@link io.sampo.replication.PartitionReplica}, and the ports that the broker supplies.
 *
 * <p>The actor is the only one who has its log written: inline while the disk is calm, else by threads of the log's directory,
 * one change at a time ({@code LogWrites}). Opening, cutting, closing and cold reads run elsewhere too and come back as
 * messages; while one of them changes the log, the actor does not touch it.
 */
package io.sampo.replication.actor;
