/**
 * What Ratis is given in place of a metrics library. No state, safe for any thread.
 */
package io.sampo.metadatalog.metrics;
