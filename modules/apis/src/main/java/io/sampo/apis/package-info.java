/**
 * What a Kafka client is answered: one class for each API, request → what it asks of the broker → response. Without sockets:
 * a {@link io.sampo.apis.Call} is where an answer goes, a {@link io.sampo.apis.Backend} where questions go. A handler has no
 * state of its own; what waits for an answer is an object of the request. Everything happens on one thread for each connection.
 */
package io.sampo.apis;
