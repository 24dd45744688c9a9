/**
 * What travels between brokers without Pekko: replication streams over Aeron ({@code aeron}) and plain TCP session links
 * ({@code session}). Both ask a {@link io.sampo.transport.LinkFilter} before they let anything through, so that a test
 * can cut a network that has no cable.
 */
package io.sampo.transport;
