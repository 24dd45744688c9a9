/**
 * One class for each API of the Kafka protocol: request → what it asks of the broker → response. A handler has no state of its
 * own; what waits for an answer is an object of the request. Everything happens on the event loop of the connection.
 */
package io.sampo.gateway.handler;
