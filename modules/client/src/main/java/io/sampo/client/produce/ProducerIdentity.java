package io.sampo.client.produce;

/** What a broker tells this producer's repetitions by (KIP-98). */
public record ProducerIdentity(long producerId, short producerEpoch) {}
