package io.sampo.metadatalog;

import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * The name of a Raft group and who belongs to it.
 *
 * @param groupId given once, at the first formation; membership changes keep it
 * @param peers the members as far as the speaker knows, sorted by id; empty on a node that waits to be added
 */
public record GroupIdentity(UUID groupId, List<Peer> peers) {
    public GroupIdentity {
        peers = peers.stream().sorted(Comparator.comparing(Peer::id)).toList();
    }

    /**
     * The group that exactly these voters form. The id follows from the list, so voters that see the same list form the
     * same group without a word between them.
     */
    public static GroupIdentity ofFirstFormation(List<Peer> peers) {
        String text = peers.stream()
                .sorted(Comparator.comparing(Peer::id))
                .map(peer -> peer.id() + ' ' + peer.address())
                .collect(Collectors.joining("\n", "sampo-metadata-log\n", "\n"));
        return new GroupIdentity(UUID.nameUUIDFromBytes(text.getBytes(StandardCharsets.UTF_8)), peers);
    }

    /** A group this node does not belong to yet. */
    public static GroupIdentity toBeAddedTo(UUID groupId) {
        return new GroupIdentity(groupId, List.of());
    }

    /** Whether a peer of this id belongs to the group. */
    public boolean contains(String peerId) {
        return peers.stream().anyMatch(peer -> peer.id().equals(peerId));
    }
}
