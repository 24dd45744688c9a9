/**
 * When written bytes reach the disk, and what happens when they do not: forces in groups, the health of a log directory.
 * Classes here may be called from any thread unless they say otherwise.
 */
@org.jspecify.annotations.NullMarked
package io.sampo.storage.flush;
