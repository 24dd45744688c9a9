package io.sampo.client.actor;

/** What a {@link ConsumerActor} understands. */
interface ConsumerCommand {}
