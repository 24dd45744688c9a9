package io.sampo.metadatalog;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.zip.CRC32C;

/**
 * The file {@code group} beside Ratis' own directory: proof that this directory took part in a group. It is on disk
 * before the node speaks its first word, so a Ratis directory without it was never used, and it without a Ratis
 * directory means that votes are lost (Ratis itself would then start over with an empty log).
 */
final class GroupFile {
    private static final String NAME = "group";
    private static final String HEAD = "sampo-metadata-log-group 1";

    private final Path file;

    GroupFile(Path directory) {
        file = directory.resolve(NAME);
    }

    Optional<GroupIdentity> read() throws IOException {
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        List<String> lines = Files.readAllLines(file);
        int last = lines.size() - 1;
        if (last < 2
                || !lines.get(0).equals(HEAD)
                || !lines.get(last).equals(checksum(lines.subList(0, last)))
                || !lines.get(1).startsWith("group ")) {
            throw new IOException(file + " is damaged: wipe the directory, and the node joins as a new voter");
        }
        List<Peer> peers = new ArrayList<>();
        for (String line : lines.subList(2, last)) {
            String[] words = line.split(" ");
            peers.add(new Peer(words[1], words[2]));
        }
        return Optional.of(new GroupIdentity(UUID.fromString(lines.get(1).substring("group ".length())), peers));
    }

    void write(GroupIdentity group) throws IOException {
        List<String> lines = new ArrayList<>();
        lines.add(HEAD);
        lines.add("group " + group.groupId());
        group.peers().forEach(peer -> lines.add("peer " + peer.id() + ' ' + peer.address()));
        lines.add(checksum(lines));
        Path fresh = file.resolveSibling(NAME + ".tmp");
        Files.write(fresh, lines);
        force(fresh, StandardOpenOption.WRITE);
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        force(file.toAbsolutePath().getParent(), StandardOpenOption.READ);
    }

    static void force(Path path, StandardOpenOption option) throws IOException {
        try (FileChannel channel = FileChannel.open(path, option)) {
            channel.force(true);
        }
    }

    private static String checksum(List<String> lines) {
        var crc = new CRC32C();
        crc.update(String.join("\n", lines).getBytes(StandardCharsets.UTF_8));
        return "crc32c " + Long.toHexString(crc.getValue());
    }
}
