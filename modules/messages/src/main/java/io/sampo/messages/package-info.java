/**
 * Everything one actor of Sampo says to another across a module or a process boundary. Messages are immutable values;
 * those that cross a process implement {@link io.sampo.messages.WireMessage} and are written by the serializers of this
 * module: Kryo with fixed ids for control, hand-written codecs for batches (ARCHITECTURE §3.9).
 */
package io.sampo.messages;
