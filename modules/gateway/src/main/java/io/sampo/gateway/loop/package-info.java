/**
 * What the connections of one event loop share: the way to the broker and back. Replicas run on the loop
 * that tells them, and answer an actor whose dispatcher is the loop itself: an answer wakes nobody, mostly. Everything here is confined to its loop, unless a
 * method says otherwise.
 */
package io.sampo.gateway.loop;
