/** The server side of the actor client API: a gate that opens sessions, and one actor per client. */
package io.sampo.broker.session;
