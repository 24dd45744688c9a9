package io.sampo.model;

/**
 * Where the faces of one broker are reached. A port of 0 means that this face is not there.
 *
 * @param host name or address that other brokers and clients dial
 * @param arteryPort Pekko remoting: control messages and actor clients
 * @param kafkaPort Kafka wire protocol
 * @param aeronPort replication streams (UDP)
 * @param sessionPort session links; listening on controller nodes and, for the dial-back of a controller, on every broker
 * @param raftPort Raft of the metadata log; only on controller nodes
 * @param httpPort health and metrics
 */
public record BrokerEndpoints(
        String host, int arteryPort, int kafkaPort, int aeronPort, int sessionPort, int raftPort, int httpPort) {}
