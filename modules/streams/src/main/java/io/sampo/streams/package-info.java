/**
 * Pekko Streams over the client, with the names that users of Pekko Connectors Kafka know. Demand is credit: without demand no
 * fetch leaves the client. A materialized stage belongs to its stream; the factories may be called from any thread.
 */
package io.sampo.streams;
