/** From the Kafka port of a broker to its actor clients' address: the first question of a command. Blocking sockets. */
package io.sampo.kafkacommands.port;
