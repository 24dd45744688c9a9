/**
 * The bytes of {@link io.sampo.messages.WireMessage}s (ARCHITECTURE §3.9): {@link io.sampo.messages.wire.KryoWire} for
 * control, {@link io.sampo.messages.wire.BatchWire} for record batches. Serializers are called by many remoting threads
 * at once; what is not thread-safe in them lives per thread. Whatever cannot be read is refused with
 * {@code NotSerializableException}, the one exception that costs the message and not the connection.
 */
package io.sampo.messages.wire;
