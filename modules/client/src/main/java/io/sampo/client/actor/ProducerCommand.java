package io.sampo.client.actor;

/** What a {@link ProducerActor} understands. */
interface ProducerCommand {}
