/**
 * Clients under test: writers, readers, and the recorder that puts down what they did. Each writer and reader has a
 * thread of its own; callbacks of the client come on the client's threads and only touch counters and the recorder's
 * queue.
 */
package io.sampo.chaos.traffic;
