/**
 * Session links (ARCHITECTURE §3.3): one plain TCP connection from every broker to every controller node, over which the death
 * of a process is seen within milliseconds; and the rules by which a controller concludes from them that a broker is dead.
 *
 * <p>Threading: one event loop thread, {@code sampo-control}, carries all links of a process; every callback comes on it and
 * must not block. {@link io.sampo.transport.session.BrokerSessions} is pure: no I/O, time is an argument, one thread.
 */
package io.sampo.transport.session;
