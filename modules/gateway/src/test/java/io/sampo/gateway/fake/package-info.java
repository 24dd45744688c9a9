/** A broker that does as it is told, and a client that speaks the protocol over a socket. Tests only. */
package io.sampo.gateway.fake;
