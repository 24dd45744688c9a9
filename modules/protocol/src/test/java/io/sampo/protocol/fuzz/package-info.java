/** Bytes that nobody sane would send, by the million. */
package io.sampo.protocol.fuzz;
