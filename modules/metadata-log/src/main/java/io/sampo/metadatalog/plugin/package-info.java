/**
 * The Pekko Persistence plugins: journal, snapshot store, read journal. They translate between Pekko's values and the
 * log's bytes and decide nothing.
 *
 * <p>Threading: journal and snapshot store are Pekko actors; their futures complete on threads of Ratis.
 */
package io.sampo.metadatalog.plugin;
