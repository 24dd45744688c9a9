/**
 * Who watches the laws of this module: rules taken out of the sources, one at a time, compiled in memory and loaded beside
 * the originals; a law that is named for each must break (REPLICATION §2, hazards D and G). Production code has no hook for
 * this. One thread.
 */
package io.sampo.storage.mutant;
