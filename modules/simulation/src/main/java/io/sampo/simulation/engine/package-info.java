/**
 * What every simulation stands on: virtual time, random numbers that depend on the seed alone, a trace that two runs of a
 * seed share. Knows nothing of brokers; not for threads.
 */
package io.sampo.simulation.engine;
