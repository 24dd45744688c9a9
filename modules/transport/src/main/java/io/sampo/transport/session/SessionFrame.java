package io.sampo.transport.session;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What travels on a session link. Requests and their answers share a correlation id in the frame's envelope. */
public sealed interface SessionFrame {
    /** Broker epoch of a broker that has not registered yet. */
    long NO_BROKER_EPOCH = -1L;

    /** Broker id in {@link Leads} when nobody leads. */
    int NO_LEADER = -1;

    /**
     * First frame of a session.
     *
     * @param clusterId empty before the cluster has one, or before this broker has heard of it
     * @param brokerEpoch {@link #NO_BROKER_EPOCH} before registration
     * @param incarnation new at each start of the broker's process
     */
    record Hello(String clusterId, int brokerId, long brokerEpoch, UUID incarnation) implements SessionFrame {}

    /** First frame of a dial-back: who are you? Answered by {@link HelloReply}, opens no session. */
    record Knock(String clusterId, int brokerId) implements SessionFrame {}

    /**
     * Who answers, and whether the session may go on.
     *
     * @param reason empty if accepted; else one line for a person
     */
    record HelloReply(
            boolean accepted, String reason, String clusterId, int brokerId, long brokerEpoch, UUID incarnation)
            implements SessionFrame {}

    /**
     * Broker → controller node, each 300 ms.
     *
     * @param appliedMetadataOffset offset up to which this broker's image has followed the feed; -1 as long as it must not be let in
     * @param flags bits that the broker and the controller agree on; 0 for none
     */
    record Heartbeat(long brokerEpoch, long appliedMetadataOffset, int flags) implements SessionFrame {}

    /** Controller node → broker. */
    record HeartbeatReply(boolean controllerActive, long metadataOffset) implements SessionFrame {}

    /** Who leads the Raft group? Answered by {@link Leads}. */
    record WhoLeads() implements SessionFrame {}

    /**
     * Who leads the Raft group as far as the asked node knows.
     *
     * @param leaderBrokerId {@link #NO_LEADER} if nobody is known to lead
     * @param artery where the leader's actor system is reached; null if not known
     */
    record Leads(int leaderBrokerId, long term, @Nullable ArteryAddress artery) implements SessionFrame {
        /** The answer of a node that knows of no leader. */
        public static Leads nobody(long term) {
            return new Leads(NO_LEADER, term, null);
        }
    }

    /** {@code pekko://system@host:port}. */
    record ArteryAddress(String system, String host, int port) {}

    /** Does your Raft group exist? From the node with Raft peer id {@code peerId} at {@code address}. */
    record FormationQuery(String peerId, String address) implements SessionFrame {}

    /**
     * What a voter knows of the Raft group (ARCHITECTURE §3.2).
     *
     * @param address Raft address of the answering peer
     * @param hasGroup false if its Raft directory is empty
     * @param groupId bytes of the group's id; empty without a group
     * @param peers members of the group; empty without a group
     * @param clusterId empty if it does not know one
     */
    record FormationAnswer(
            String peerId,
            String address,
            boolean hasGroup,
            byte[] groupId,
            List<FormationPeer> peers,
            String clusterId)
            implements SessionFrame {
        public FormationAnswer {
            groupId = groupId.clone();
            peers = List.copyOf(peers);
        }

        @Override
        public byte[] groupId() {
            return groupId.clone();
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof FormationAnswer that
                    && peerId.equals(that.peerId)
                    && address.equals(that.address)
                    && hasGroup == that.hasGroup
                    && Arrays.equals(groupId, that.groupId)
                    && peers.equals(that.peers)
                    && clusterId.equals(that.clusterId);
        }

        @Override
        public int hashCode() {
            return Objects.hash(peerId, address, hasGroup, Arrays.hashCode(groupId), peers, clusterId);
        }
    }

    /** One member of the Raft group. */
    record FormationPeer(String peerId, String address) {}
}
