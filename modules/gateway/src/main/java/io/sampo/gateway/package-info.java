/**
 * Where Kafka clients connect: {@link io.sampo.gateway.Gateway} listens beside a running broker. {@code net} owns sockets and
 * event loops, {@code handler} has one class for each API, {@code connection} and {@code fetch} decide without either.
 * One connection belongs to one event loop for its life, and so does everything that a request of it touches here.
 */
package io.sampo.gateway;
