/**
 * What clients did and saw: operations, the values they carry, and the append-only file that keeps them. No clock, no
 * threads; {@link io.sampo.chaos.model.HistoryFile} alone does I/O.
 *
 * <p>A <em>process</em> is one producer or one consumer; a process that crashed never comes back under its number. A
 * <em>key</em> is a partition, by its index in the history.
 */
package io.sampo.chaos.model;
