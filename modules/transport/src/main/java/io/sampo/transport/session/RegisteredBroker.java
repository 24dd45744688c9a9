package io.sampo.transport.session;

/** A broker as the controller's state knows it. */
public record RegisteredBroker(int brokerId, long brokerEpoch, boolean fenced) {}
