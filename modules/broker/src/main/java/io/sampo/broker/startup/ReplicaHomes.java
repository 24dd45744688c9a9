package io.sampo.broker.startup;

import io.sampo.model.ErrorCode;
import io.sampo.model.TopicId;
import io.sampo.model.TopicPartition;
import io.sampo.storage.directory.ExistingLog;
import io.sampo.storage.directory.LogDirectory;
import io.sampo.storage.directory.LogMoves;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * In which of the log directories each replica's log is at home, and which are on their way to another one (KIP-113). Safe
 * from any thread.
 */
final class ReplicaHomes implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ReplicaHomes.class);

    /** Logs that are the same; one of another topic of that name is not, and sorted out by itself. */
    private record Twin(TopicPartition partition, TopicId topicId) {}

    private final List<ServedDirectory> served;
    private final Map<TopicPartition, ServedDirectory> homes = new ConcurrentHashMap<>();
    /** Where logs are to be that are not there yet. */
    private final Map<TopicPartition, ServedDirectory> wanted = new ConcurrentHashMap<>();

    private final LogMoves moves = new LogMoves();

    /** @param served shared, and complete before the first call */
    ReplicaHomes(List<ServedDirectory> served) {
        this.served = served;
    }

    /** Null where none is known. */
    @Nullable
    ServedDirectory known(TopicPartition name) {
        return homes.get(name);
    }

    /**
     * Where the log lies, or else where it is wanted, or as in Kafka the directory with the fewest logs among those that work.
     * What was found once in a directory stays at home there, also when that has failed: an empty log elsewhere would stand
     * for a lost one (H51).
     */
    ServedDirectory of(TopicPartition name, TopicId topicId) throws IOException {
        for (ServedDirectory one : served) {
            if (isThere(name, one)) {
                settle(name, one);
                return one;
            }
        }
        // Only where it lies nowhere: a directory that it has left may remember it until its checkpoints are written
        // anew.
        for (ServedDirectory one : served) {
            if (one.directory().isMissing(name, topicId)) {
                settle(name, one);
                return one;
            }
        }
        synchronized (homes) {
            ServedDirectory known = homes.get(name);
            if (known != null) {
                return known;
            }
            ServedDirectory place = wanted.remove(name);
            if (place == null || !place.isUsable()) {
                place = served.stream()
                        .filter(ServedDirectory::isUsable)
                        .min(Comparator.comparingInt(ServedDirectory::logs))
                        .orElseThrow(() -> new IOException("every log directory has failed"));
            }
            settle(name, place);
            return place;
        }
    }

    private static boolean isThere(TopicPartition name, ServedDirectory place) {
        return Files.isDirectory(place.directory().path().resolve(name.toString()));
    }

    private void settle(TopicPartition name, ServedDirectory home) {
        ServedDirectory before = homes.put(name, home);
        if (before != home) {
            home.settled(1);
            left(before);
        }
    }

    private static void left(@Nullable ServedDirectory home) {
        if (home != null) {
            home.settled(-1);
        }
    }

    /** The log is deleted. */
    void leave(TopicPartition name) {
        moves.cancel(name);
        wanted.remove(name);
        left(homes.remove(name));
    }

    /**
     * A log is to be in another directory, or a log that is not there yet is to be made in it.
     *
     * @param path of the directory, as it is configured
     * @param reopen asks whoever serves the log to close and open it
     * @return NONE also where it is there already; LOG_DIR_NOT_FOUND; KAFKA_STORAGE_ERROR where one of the two has failed;
     *     REPLICA_NOT_AVAILABLE where it is remembered for a log to come, as in Kafka
     */
    ErrorCode move(TopicPartition name, String path, Runnable reopen) {
        ServedDirectory to = at(path);
        if (to == null) {
            return ErrorCode.LOG_DIR_NOT_FOUND;
        }
        ServedDirectory from = homes.get(name);
        if (!to.isUsable() || (from != null && !from.isUsable())) {
            return ErrorCode.KAFKA_STORAGE_ERROR;
        }
        if (from == null) {
            wanted.put(name, to);
            return ErrorCode.REPLICA_NOT_AVAILABLE;
        }
        if (from == to) {
            moves.cancel(name);
            return ErrorCode.NONE;
        }
        try {
            moves.begin(from.directory(), to.directory(), name, reopen);
            return ErrorCode.NONE;
        } catch (IOException e) {
            LOG.error("The move of {} to {} cannot begin", name, path, e);
            return ErrorCode.KAFKA_STORAGE_ERROR;
        }
    }

    private @Nullable ServedDirectory at(String path) {
        Path asked;
        try {
            asked = Path.of(path).toAbsolutePath().normalize();
        } catch (InvalidPathException e) {
            return null;
        }
        return served.stream()
                .filter(one ->
                        one.directory().path().toAbsolutePath().normalize().equals(asked))
                .findFirst()
                .orElse(null);
    }

    /** Before a log is opened: if it has been copied to another directory it is at home there from now on. */
    void complete(TopicPartition name, long deleteDelayMs) {
        LogDirectory moved = moves.complete(name, deleteDelayMs);
        served.stream().filter(one -> one.directory() == moved).findFirst().ifPresent(home -> settle(name, home));
    }

    /** Bytes copied so far of the logs that are on their way into a directory. */
    Map<TopicPartition, Long> coming(ServedDirectory to) {
        return moves.into(to.directory());
    }

    /** A crash at the end of a move leaves a log in two directories, the same in both: one of them is put aside. */
    void putTwinsAside() throws IOException {
        Set<Twin> seen = new HashSet<>();
        for (ServedDirectory one : served) {
            for (ExistingLog log : one.directory().existingLogs()) {
                if (log.topicId() != null && !seen.add(new Twin(log.partition(), log.topicId()))) {
                    LOG.warn(
                            "Log {} lies in two log directories; that in {} is put aside",
                            log.partition(),
                            log.directory());
                    one.directory().strayLog(log.partition());
                }
            }
        }
    }

    @Override
    public void close() {
        moves.close();
    }
}
