/**
 * A journal, snapshot store and event feed for Pekko Persistence on an embedded Raft group (Apache Ratis), for state that
 * must outlive any minority of the voters. It knows nothing of brokers or topics.
 *
 * <p>{@link io.sampo.metadatalog.MetadataLogNode} is the voter, {@link io.sampo.metadatalog.Formation} decides how a
 * group comes to be, {@link io.sampo.metadatalog.MetadataLogExtension} hands the node to the plugins of
 * {@code io.sampo.metadatalog.plugin}, {@code io.sampo.metadatalog.state} is what the log means.
 *
 * <p>Threading: the node may be used from any thread; Ratis brings its own threads, callbacks come from them and must not
 * block.
 */
package io.sampo.metadatalog;
