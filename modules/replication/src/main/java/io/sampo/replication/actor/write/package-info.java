/**
 * When and where the bytes of a log directory are written (ARCHITECTURE §3.5, "A slow disk must not stall a lane"): on the
 * thread of the actor while the disk is calm, on the directory's one writer thread else. Every class here is safe from any
 * thread; one {@link io.sampo.replication.actor.write.DirectoryWriter} stands for one log directory.
 */
@org.jspecify.annotations.NullMarked
package io.sampo.replication.actor.write;
