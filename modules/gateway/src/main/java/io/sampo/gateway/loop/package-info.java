/**
 * What the connections of one event loop share: the way to the broker and back. Replicas answer an actor whose dispatcher is
 * the loop itself, so an answer takes one hand-off and wakes nobody else. Everything here is confined to its loop, unless a
 * method says otherwise.
 */
package io.sampo.gateway.loop;
