package io.sampo.client.actor;

/** What an {@link AdminActor} understands. */
interface AdminCommand {}
