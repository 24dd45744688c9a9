/** What the simulator notes of a process, or reckons from its log, by itself, to hold it against what the cores say. */
package io.sampo.simulation.watch;
