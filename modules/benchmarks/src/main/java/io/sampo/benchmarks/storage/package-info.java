/** Benchmarks of the log on disk, and the ceilings that the machine sets. Each state belongs to one thread. */
package io.sampo.benchmarks.storage;
