/**
 * What a client wants to fetch, and what it has been told already (fetch sessions, KIP-227). Plain state: no I/O, no threads,
 * no clock; confined to the event loop of a connection.
 */
package io.sampo.apis.fetch;
