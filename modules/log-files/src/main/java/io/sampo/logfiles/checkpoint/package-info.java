/**
 * Small files that must be whole after any crash: offsets of many partitions, leader epochs, the topic of a directory; in
 * Kafka's formats. Each is replaced atomically. No state, any thread; one writer per file.
 */
package io.sampo.logfiles.checkpoint;
