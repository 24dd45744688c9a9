/**
 * The replicas of this broker: their home in Cluster Sharding, their address book, and what they are told when the
 * metadata changes. {@link io.sampo.broker.replicas.ReplicaDirectory} is read by any thread; the rest belongs to
 * {@code BrokerActor}.
 */
package io.sampo.broker.replicas;
