/**
 * What the Raft log of the metadata log means: commands in, outcomes out, the same on every voter.
 *
 * <p>No Raft, no Pekko, no clock here: {@link io.sampo.metadatalog.state.MetadataState#apply} is the whole meaning of a
 * log entry, so the same entries in the same order give the same state and the same bytes of a state file.
 *
 * <p>Threading: one thread applies (Ratis' updater); any thread may read an {@link io.sampo.metadatalog.state.EventLog}
 * meanwhile and sees a prefix of what was applied.
 */
package io.sampo.metadatalog.state;
