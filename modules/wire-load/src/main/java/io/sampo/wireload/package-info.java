/**
 * What stock clients do not do to a port of Kafka's protocol: a thousand connections from one thread, requests that do not wait for
 * answers, and strangers who send or read as nobody should. Raw sockets, frames of {@code protocol}; each main class is a process
 * of its own, ends by itself, and talks to loopback only. Run by {@code ops/bin/show wire-7} and {@code wire-8}.
 */
@NullMarked
package io.sampo.wireload;

import org.jspecify.annotations.NullMarked;
