/**
 * Where Kafka clients connect: {@link io.sampo.gateway.Gateway} listens beside a running broker. {@code net} owns sockets,
 * {@code loop} what the connections of one event loop share, {@code connection} decides without either; what is answered is the
 * module {@code apis}.
 * One connection belongs to one event loop for its life, and so does everything that a request of it touches here.
 */
package io.sampo.gateway;
