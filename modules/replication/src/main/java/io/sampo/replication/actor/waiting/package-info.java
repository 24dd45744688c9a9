/** Who waits for an answer of a replica, and who waits for the replica to be the one to answer. Confined to its actor. */
@NullMarked
package io.sampo.replication.actor.waiting;

import org.jspecify.annotations.NullMarked;
