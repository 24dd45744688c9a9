/**
 * What {@code ops/bin/simulate} starts: many seeds side by side, one thread each, and a ledger of what was run. The threads
 * share counters alone.
 */
package io.sampo.simulation.command;
