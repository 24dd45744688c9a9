/**
 * Where actors run: on the thread that tells them, if that is a host, else in the pool of their dispatcher (decisions 0021 and
 * 0022). Knows nothing of what they do.
 */
package io.sampo.messages.host;
