package io.sampo.replication.actor;

import io.sampo.messages.PartitionMessage;

/**
 * Whether this broker hears the metadata feed (R26): {@code fresh} is false once it has had no contact for twice the
 * session timeout. A replica starts as fresh; the broker tells every change.
 */
public record FeedContact(boolean fresh) implements PartitionMessage.Internal {}
