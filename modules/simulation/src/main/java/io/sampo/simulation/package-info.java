/**
 * The production cores under virtual time, from a seed. Single-threaded within a seed, no clock, no disk, no network, and no
 * order that depends on a hash of an identity: the same seed gives the same run in every JVM. Package {@code command} runs seeds
 * side by side, one thread each.
 */
package io.sampo.simulation;
