package io.sampo.broker.session;

import io.sampo.controller.ClusterMetadata;

/**
 * The metadata as this broker serves it: immutable, as of one offset.
 *
 * @param brokerId this broker
 * @param brokerEpoch its current registration
 */
public record MetadataImage(int brokerId, long brokerEpoch, ClusterMetadata metadata) {}
