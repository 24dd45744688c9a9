package io.sampo.metadatalog;

/**
 * A voter of the Raft group.
 *
 * @param id never used again once its directory is lost: a voter that forgot what it voted for must not come back under
 *     the name the others count on. Callers make it from an id that lies <em>inside</em> the directory tree of the log
 * @param address {@code host:port} of its Raft server
 */
public record Peer(String id, String address) {
    public Peer {
        if (id.isBlank() || id.chars().anyMatch(Character::isWhitespace)) {
            throw new IllegalArgumentException("peer id '" + id + "' must be a word");
        }
        if (address.lastIndexOf(':') < 1 || address.chars().anyMatch(Character::isWhitespace)) {
            throw new IllegalArgumentException("peer address '" + address + "' must be host:port");
        }
    }

    /** The host part of the address. */
    public String host() {
        return address.substring(0, address.lastIndexOf(':'));
    }

    /** The port part of the address. */
    public int port() {
        return Integer.parseInt(address.substring(address.lastIndexOf(':') + 1));
    }
}
