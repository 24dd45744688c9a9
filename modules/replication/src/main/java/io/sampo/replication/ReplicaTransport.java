package io.sampo.replication;

/**
 * Port to the streams between brokers; implemented by {@code transport} over Aeron and by the simulator. At most once, no
 * order between live, catch-up and control frames. May be called from any thread and never blocks.
 */
public interface ReplicaTransport {
    /**
     * Hands {@code frame} to the stream that its type belongs to: live pushes, catch-up pushes, or acks and everything else.
     *
     * @return false if the stream would not take it (no connection, back-pressure): the frame is lost, the caller sends
     *     again later. True promises nothing but an attempt.
     */
    boolean send(int toBroker, ReplicaFrame frame);

    /** Where frames of other brokers arrive. Called on a thread of the transport; must not block. */
    @FunctionalInterface
    interface Receiver {
        /**
         * A whole frame has arrived. The batches of a push are a copy that the receiver owns.
         *
         * @param fromBroker id that the stream's Hello named
         * @param fromBrokerEpoch broker epoch that the Hello named
         */
        void received(int fromBroker, long fromBrokerEpoch, ReplicaFrame frame);

        /**
         * What has arrived together has been {@link #received}; there may have been nothing. On the same thread, which looks
         * for arrivals again before it sleeps if this did anything.
         *
         * @return how much was done; 0 for nothing
         */
        default int roundEnded() {
            return 0;
        }
    }
}
