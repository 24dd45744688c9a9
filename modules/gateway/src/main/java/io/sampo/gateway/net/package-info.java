/**
 * Sockets, on Netty: listening, connections, bytes in and out. A {@link io.sampo.gateway.net.KafkaConnection} belongs to one
 * event loop; what may happen on it is decided by {@code connection}.
 */
package io.sampo.gateway.net;
