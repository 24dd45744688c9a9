/**
 * Frames: a size, a header, a message. From bytes that have arrived to a request, and from a response to bytes. Sans I/O:
 * nothing in here has seen a socket. Each object belongs to one thread at a time.
 */
package io.sampo.protocol.frame;
