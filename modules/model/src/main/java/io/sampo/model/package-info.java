/**
 * The vocabulary of Sampo: immutable values that every module speaks of. Nothing but the JDK is imported here, nothing
 * here does I/O, and every type is safe to share between threads.
 *
 * <p>Broker ids, leader epochs, offsets and broker epochs are plain {@code int} and {@code long} on purpose: they are
 * compared on the hot path, and {@link Offsets} names their special values.
 */
package io.sampo.model;
