/**
 * The codecs of Kafka's {@code compression.type}, in the stream formats that Kafka's clients write and read. Stateless; any
 * thread. Native libraries load with the first use of their codec.
 */
package io.sampo.records.compression;
