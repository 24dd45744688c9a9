/** A broker's {@code server.properties} of Kafka as configuration of ours. Pure. */
package io.sampo.kafkacommands.server;
