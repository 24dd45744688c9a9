package io.sampo.transport.aeron;

/**
 * What a transport has counted since its start; a snapshot for metrics.
 *
 * @param framesSent frames that a stream took
 * @param bytesSent their bytes, headers included
 * @param framesReceived whole frames handed to the receiver
 * @param bytesReceived their bytes, headers included
 * @param backPressured sends refused because a stream was full
 * @param notConnected sends refused because the peer was not there, or this transport was closed or without identity
 * @param filtered frames that the {@link io.sampo.transport.LinkFilter} swallowed, sent or received
 * @param lostChunks pushes above 1 MiB that were dropped because a part of them was missing (H36)
 * @param foreign messages of another cluster, or meant for another broker
 * @param malformed messages that were none
 * @param receiverFailures frames at which the receiver threw
 * @param rebuilds times that driver and client were built anew after a pause
 */
public record TransportCounters(
        long framesSent,
        long bytesSent,
        long framesReceived,
        long bytesReceived,
        long backPressured,
        long notConnected,
        long filtered,
        long lostChunks,
        long foreign,
        long malformed,
        long receiverFailures,
        long rebuilds) {}
