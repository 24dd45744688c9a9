/**
 * The shells around the client's cores: actors that receive, ask the core, send and complete promises, and the faces that
 * applications hold. {@link io.sampo.client.actor.HubActor} speaks with brokers; producer, consumer and admin speak with
 * the hub. Nothing here asks (PEKKO §0.2): requests carry correlation ids.
 */
package io.sampo.client.actor;
