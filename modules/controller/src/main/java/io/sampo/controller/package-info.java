/**
 * What the controller decides, as pure functions over {@link io.sampo.controller.ClusterMetadata}: registration, fencing,
 * election, ISR changes, topics, placement. A decision is a list of {@link io.sampo.controller.MetadataRecord}s and an
 * answer; the records change the state only by replay, after they are durable.
 *
 * <p>Nothing here knows Pekko, files, threads or the clock; time and randomness are arguments. Every value is immutable and
 * safe to share.
 */
package io.sampo.controller;
