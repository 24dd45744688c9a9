package io.sampo.broker.quorum;

import io.sampo.broker.BrokerSettings;
import io.sampo.metadatalog.Formation;
import io.sampo.metadatalog.FormationDecision;
import io.sampo.metadatalog.GroupIdentity;
import io.sampo.metadatalog.LeadershipListener;
import io.sampo.metadatalog.MetadataLogNode;
import io.sampo.metadatalog.MetadataLogSettings;
import io.sampo.metadatalog.Peer;
import io.sampo.metadatalog.RaftLinkFilter;
import io.sampo.metadatalog.VoterAnswer;
import io.sampo.model.ErrorCode;
import io.sampo.model.SampoException;
import io.sampo.model.Voter;
import io.sampo.transport.session.SessionFrame.FormationAnswer;
import io.sampo.transport.session.SessionFrame.FormationPeer;
import io.sampo.transport.session.SessionFrame.FormationQuery;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * This controller node's part in the Raft group of the metadata log: its formation (ARCHITECTURE §3.2), and what other
 * voters are told of it. A peer's id is {@code <brokerId>-<voterId>}, and the voter id lies inside the directory of the log:
 * a voter that lost that directory comes back under another one.
 */
public final class MetadataQuorum implements AutoCloseable {
    private final MetadataLogNode node;
    private final QuorumVoters voters;

    private MetadataQuorum(BrokerSettings settings, MetadataLogNode node) {
        this.node = node;
        this.voters = new QuorumVoters(
                node, settings.voters().stream().map(Voter::brokerId).collect(Collectors.toSet()));
    }

    /**
     * Opens the directory of the log; starts nothing.
     *
     * @throws SampoException with one line if it cannot be used
     */
    public static MetadataQuorum open(BrokerSettings settings, LeadershipListener listener, RaftLinkFilter filter) {
        try {
            Peer self = new Peer(
                    settings.brokerId() + "-" + voterId(settings.metadataLogDir()),
                    settings.endpoints().host() + ":" + settings.endpoints().raftPort());
            MetadataLogSettings read = MetadataLogSettings.of(settings.whole(), self, settings.metadataLogDir());
            MetadataLogSettings ours = settings.voters().size() == 1 ? alone(read) : read;
            return new MetadataQuorum(settings, MetadataLogNode.open(ours, listener, filter));
        } catch (IOException e) {
            throw new SampoException(
                    ErrorCode.KAFKA_STORAGE_ERROR, "Cannot open the metadata log: " + e.getMessage(), e);
        }
    }

    /** Made once per directory: with the directory gone, so is the identity that the others counted on. */
    private static String voterId(Path directory) throws IOException {
        Files.createDirectories(directory);
        Path file = directory.resolve("voter.id");
        if (Files.exists(file)) {
            return Files.readString(file).strip();
        }
        String id = UUID.randomUUID().toString();
        // Whole or not there at all: a torn name would be somebody else's.
        Path temporary = directory.resolve("voter.id.tmp");
        try (FileChannel channel = FileChannel.open(
                temporary, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.wrap((id + "\n").getBytes(StandardCharsets.UTF_8)));
            channel.force(true);
        }
        Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
        try (FileChannel parent = FileChannel.open(directory, StandardOpenOption.READ)) {
            parent.force(true);
        }
        return id;
    }

    /** A single voter has nobody to wait for: it may stand for election at once. */
    private static MetadataLogSettings alone(MetadataLogSettings read) {
        MetadataLogSettings.Times times = read.times();
        return new MetadataLogSettings(
                read.self(),
                read.directory(),
                read.fsync(),
                new MetadataLogSettings.Times(
                        20, 40, times.appendMs(), times.readMs(), times.slownessMs(), times.requestMs()),
                read.sizes());
    }

    /** The log itself. */
    public MetadataLogNode node() {
        return node;
    }

    /** Broker id of a peer, or -1. */
    public static int brokerId(String peerId) {
        int dash = peerId.indexOf('-');
        return dash < 0 ? -1 : Integer.parseInt(peerId.substring(0, dash));
    }

    /** What other voters are told; a voter that came back empty is taken in by the leader. Never blocks. */
    public FormationAnswer answer(FormationQuery query, String clusterId) {
        Peer self = node.self();
        GroupIdentity group = node.group().orElse(null);
        if (group != null && node.isLeader() && !query.peerId().isEmpty()) {
            voters.asked(new Peer(query.peerId(), query.address()));
        }
        if (group == null) {
            return new FormationAnswer(self.id(), self.address(), false, new byte[0], List.of(), clusterId);
        }
        return new FormationAnswer(
                self.id(),
                self.address(),
                true,
                bytes(group.groupId()),
                node.groupPeers().stream()
                        .map(peer -> new FormationPeer(peer.id(), peer.address()))
                        .toList(),
                clusterId);
    }

    /** Who votes, and how that changes. */
    public QuorumVoters voters() {
        return voters;
    }

    /**
     * One attempt to start, with what the other voters say now.
     *
     * @param groupKnown told the id of the group as soon as it is decided, before the node starts in it
     * @return who has to speak first, for a person; empty once the node is started
     * @throws SampoException if the answers contradict each other or the node cannot start
     */
    List<String> tryToStart(List<VoterAnswer> others, Consumer<UUID> groupKnown) {
        FormationDecision decision = Formation.decide(node.hasGroup(), node.self(), others);
        try {
            if (decision instanceof FormationDecision.StartExisting) {
                node.group().map(GroupIdentity::groupId).ifPresent(groupKnown);
                node.startExisting();
            } else if (decision instanceof FormationDecision.Format format) {
                groupKnown.accept(format.group().groupId());
                node.format(format.group());
            } else if (decision instanceof FormationDecision.JoinExisting join) {
                groupKnown.accept(join.group().groupId());
                node.startEmpty(join.group().groupId());
            } else if (decision instanceof FormationDecision.WaitFor wait) {
                return wait.silentVoters();
            } else if (decision instanceof FormationDecision.Refuse refuse) {
                throw new SampoException(ErrorCode.INVALID_CONFIG, refuse.reason());
            }
            return List.of();
        } catch (IOException e) {
            throw new SampoException(
                    ErrorCode.BROKER_NOT_AVAILABLE, "The metadata log cannot start: " + e.getMessage(), e);
        }
    }

    FormationQuery query() {
        return new FormationQuery(node.self().id(), node.self().address());
    }

    /** Whether this node still waits to be made a member of the group. */
    boolean isOutside() {
        return node.groupPeers().stream()
                .noneMatch(peer -> peer.id().equals(node.self().id()));
    }

    static VoterAnswer voterAnswer(Voter voter, FormationAnswer answer) {
        if (!answer.hasGroup()) {
            return new VoterAnswer.Empty(voter.toString(), new Peer(answer.peerId(), answer.address()));
        }
        List<Peer> peers = answer.peers().stream()
                .map(peer -> new Peer(peer.peerId(), peer.address()))
                .toList();
        return new VoterAnswer.HasGroup(voter.toString(), new GroupIdentity(uuid(answer.groupId()), peers));
    }

    private static byte[] bytes(UUID id) {
        return ByteBuffer.allocate(16)
                .putLong(id.getMostSignificantBits())
                .putLong(id.getLeastSignificantBits())
                .array();
    }

    private static UUID uuid(byte[] bytes) {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        return new UUID(buffer.getLong(), buffer.getLong());
    }

    @Override
    public void close() {
        node.close();
    }
}
