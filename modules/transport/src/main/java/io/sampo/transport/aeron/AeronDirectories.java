package io.sampo.transport.aeron;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The driver's directories {@code sampo-<user>-<brokerId>-<pid>[.<n>]}: where they lie, whether there is room, and which were
 * left behind by dead processes.
 *
 * <p>A process id means nothing outside of its pid namespace: containers that share one {@code /dev/shm} need a directory each.
 */
final class AeronDirectories {
    private static final Logger LOG = LoggerFactory.getLogger(AeronDirectories.class);
    private static final Path SHARED_MEMORY = Path.of("/dev/shm");
    private static final Pattern NAME = Pattern.compile("sampo-.+-\\d+-(\\d+)(?:\\.\\d+)?");

    /** One process may hold several transports of the same broker id: two clusters in one test. */
    private static final Set<Path> IN_USE = ConcurrentHashMap.newKeySet();

    private final Path parent;
    private final String user = System.getProperty("user.name", "unknown").replaceAll("[^A-Za-z0-9_.]", "_");

    private AeronDirectories(Path parent) {
        this.parent = parent;
    }

    static AeronDirectories of(TransportSettings settings) {
        Path wanted = settings.directory();
        if (wanted != null) {
            return new AeronDirectories(wanted);
        }
        boolean sharedMemory = Files.isDirectory(SHARED_MEMORY) && Files.isWritable(SHARED_MEMORY);
        return new AeronDirectories(sharedMemory ? SHARED_MEMORY : Path.of(System.getProperty("java.io.tmpdir")));
    }

    /**
     * Claims a directory that no other transport of this process uses; nothing is left in it. {@code n} tells such transports
     * apart. Give it back with {@link #release}.
     */
    Path claim(int brokerId) {
        String name =
                "sampo-" + user + "-" + brokerId + "-" + ProcessHandle.current().pid();
        Path directory = parent.resolve(name);
        for (int n = 2; !IN_USE.add(directory); n++) {
            directory = parent.resolve(name + "." + n);
        }
        remove(directory);
        return directory;
    }

    /** Removes a claimed directory. */
    void release(Path directory) {
        remove(directory);
        IN_USE.remove(directory);
    }

    /** Removes the directories of processes that are no more. What cannot be removed is logged and left. */
    void removeThoseOfDeadProcesses() {
        List<Path> dead;
        try (Stream<Path> entries = Files.list(parent)) {
            dead = entries.filter(AeronDirectories::isOfDeadProcess).toList();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot look into " + parent + ", the directory for Aeron's buffers", e);
        }
        for (Path directory : dead) {
            LOG.info("Removing {}, left behind by a dead process", directory);
            remove(directory);
        }
    }

    private static boolean isOfDeadProcess(Path directory) {
        Matcher matcher = NAME.matcher(directory.getFileName().toString());
        if (!matcher.matches() || !Files.isDirectory(directory)) {
            return false;
        }
        try {
            return ProcessHandle.of(Long.parseLong(matcher.group(1))).isEmpty();
        } catch (NumberFormatException e) {
            LOG.debug("{} bears no process id", directory, e);
            return false;
        }
    }

    /**
     * Asks for room for the streams of all expected peers.
     *
     * @throws IllegalStateException if it is not there; the message says what would be right
     */
    void checkRoom(TransportSettings settings) {
        long needed = settings.peersExpected() * settings.bytesPerPeer();
        long usable;
        try {
            usable = Files.getFileStore(parent).getUsableSpace();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot ask for the room in " + parent, e);
        }
        if (usable < needed) {
            throw new IllegalStateException("replication streams to " + settings.peersExpected() + " peers need "
                    + (needed >> 20) + " MiB in " + parent + " and " + (usable >> 20)
                    + " MiB are free: enlarge it (Docker: --shm-size), name another directory, or use shorter terms");
        }
    }

    private static void remove(Path directory) {
        if (!Files.exists(directory)) {
            return;
        }
        try (Stream<Path> tree = Files.walk(directory)) {
            for (Path path : tree.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        } catch (IOException | UncheckedIOException e) {
            // Another broker of this host may be removing the same one.
            LOG.warn("{} is not removed completely: {}", directory, e.toString());
        }
    }
}
