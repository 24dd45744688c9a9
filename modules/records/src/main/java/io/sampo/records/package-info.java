/**
 * Kafka's record batch v2 as bytes: a header view that allocates nothing, a builder, and the interface under which
 * storage hands out whole batches. No I/O, no threads; views are as thread-safe as the buffer below them.
 */
package io.sampo.records;
