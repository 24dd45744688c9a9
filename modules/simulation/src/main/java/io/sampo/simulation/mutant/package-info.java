/**
 * Who watches the laws: rules taken out of the cores by their source, one at a time, compiled in memory and run by the same
 * simulator. A mutant that nobody notices means that the simulator is blind. Production code has no hook for this.
 */
package io.sampo.simulation.mutant;
