/**
 * Replication streams over Aeron, used directly (ARCHITECTURE §3.4): three streams per ordered broker pair (live pushes,
 * catch-up, acks and control), never one per partition.
 *
 * <p>Contract: {@link io.sampo.replication.ReplicaTransport}: at most once, no order between streams.
 *
 * <p>Threading: one thread, {@code sampo-transport}, runs media driver, client conductor and all subscriptions, and sleeps in
 * a selector on Aeron's own datagram sockets; it never spins. {@code send} may be called from any thread and never blocks;
 * received frames come on {@code sampo-transport}.
 */
package io.sampo.transport.aeron;
