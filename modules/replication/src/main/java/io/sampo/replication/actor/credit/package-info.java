/**
 * Bytes of the replicas of one broker, counted over all partitions (R17). Arrivals: the transport takes credit for each push,
 * the actor that was told gives it back. In flight: leaders count what they have sent to each broker.
 */
package io.sampo.replication.actor.credit;
