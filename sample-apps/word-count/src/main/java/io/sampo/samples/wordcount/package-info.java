/**
 * Counts the words of a topic and survives kill -9. {@link io.sampo.samples.wordcount.PartitionCounts} is the whole idea and
 * is pure; {@link io.sampo.samples.wordcount.WordCount} connects it to streams.
 */
package io.sampo.samples.wordcount;
