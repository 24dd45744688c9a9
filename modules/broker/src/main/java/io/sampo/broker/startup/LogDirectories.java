package io.sampo.broker.startup;

import io.sampo.broker.BrokerSettings;
import io.sampo.broker.control.BrokerIdentity;
import io.sampo.broker.http.BrokerMetrics;
import io.sampo.broker.replicas.LogClaims;
import io.sampo.controller.ClusterMetadata;
import io.sampo.messages.PartitionMessage;
import io.sampo.messages.face.LogDirectoryView;
import io.sampo.model.ErrorCode;
import io.sampo.model.Offsets;
import io.sampo.model.SampoException;
import io.sampo.model.TopicConfig;
import io.sampo.model.TopicIdPartition;
import io.sampo.model.TopicPartition;
import io.sampo.replication.actor.ReplicaLogs;
import io.sampo.replication.actor.StorageFailed;
import io.sampo.storage.PartitionLog;
import io.sampo.storage.SegmentedLog;
import io.sampo.storage.directory.CrashProof;
import io.sampo.storage.directory.ExistingLog;
import io.sampo.storage.directory.LogDirectory;
import io.sampo.storage.directory.LogDirectoryException;
import io.sampo.storage.directory.UnclaimedLogs;
import io.sampo.storage.scrubbing.LogScrubber.Figures;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All log directories of this broker: locked while it runs, bound to its cluster, each replica's log in one of them. Opens
 * and deletes logs for the replicas, checkpoints them and removes expired files in the background. Safe from any thread.
 */
public final class LogDirectories implements ReplicaLogs, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LogDirectories.class);

    private final List<ServedDirectory> served = new ArrayList<>();
    private final Map<String, String> topicDefaults;
    private final Map<TopicPartition, Long> highWatermarks = new ConcurrentHashMap<>();
    private final Map<TopicIdPartition, TopicPartition> names = new ConcurrentHashMap<>();
    private final ReplicaHomes homes = new ReplicaHomes(served);
    private final CompletableFuture<String> allFailed = new CompletableFuture<>();
    private volatile BiConsumer<TopicIdPartition, PartitionMessage> replicas = (partition, message) -> {};
    private volatile long registeredEpoch = Offsets.UNKNOWN;

    private LogDirectories(BrokerSettings settings) {
        this.topicDefaults = settings.topicDefaults();
    }

    /**
     * Locks every directory and reads whose it is; opens no log.
     *
     * @throws SampoException with one line if a directory is in use, of another broker, or not usable
     */
    public static LogDirectories open(BrokerSettings settings) {
        LogDirectories opened = new LogDirectories(settings);
        try {
            for (Path path : settings.logDirs()) {
                int number = opened.served.size();
                opened.served.add(ServedDirectory.open(path, number, settings, opened::failed));
            }
            opened.requireOneCluster();
            opened.homes.putTwinsAside();
        } catch (IOException e) {
            opened.close();
            throw new SampoException(errorOf(e), e.getMessage() + " (sampo.log.dirs)", e);
        }
        long checkpointMs = settings.timing().checkpointInterval().toMillis();
        opened.served.forEach(directory -> directory.takeCare(checkpointMs, opened::highWatermarksIn, opened::damaged));
        return opened;
    }

    private static ErrorCode errorOf(IOException e) {
        if (!(e instanceof LogDirectoryException refused)) {
            return ErrorCode.KAFKA_STORAGE_ERROR;
        }
        return switch (refused.reason()) {
            case OTHER_CLUSTER -> ErrorCode.INCONSISTENT_CLUSTER_ID;
            case IN_USE, QUARANTINED, LOST -> ErrorCode.KAFKA_STORAGE_ERROR;
            case OTHER_BROKER, NOT_USABLE, BROKEN_PROPERTIES, OTHER_TOPIC -> ErrorCode.LOG_DIR_NOT_FOUND;
        };
    }

    private Stream<LogDirectory> directories() {
        return served.stream().map(ServedDirectory::directory);
    }

    /** Any thread, once for each directory. */
    void failed(Path path, IOException failure) {
        LOG.error("Log directory {} failed and is not used any more", path, failure);
        String why = "log directory " + path + " failed: " + failure.getMessage();
        names.forEach((partition, name) -> {
            ServedDirectory home = homes.known(name);
            if (home != null && home.directory().path().equals(path)) {
                replicas.accept(partition, new StorageFailed(why, false));
            }
        });
        ServedDirectory.distrust(path);
        if (served.stream().noneMatch(ServedDirectory::isUsable)) {
            allFailed.complete(why + "; it was the last one");
        }
    }

    /** Any thread, once for each log; false if no replica has the log, which would put it into quarantine. */
    private boolean damaged(TopicPartition name, String why) {
        boolean isServed = false;
        for (Map.Entry<TopicIdPartition, TopicPartition> known : names.entrySet()) {
            if (known.getValue().equals(name)) {
                isServed = true;
                replicas.accept(known.getKey(), new StorageFailed(why, true));
            }
        }
        return isServed;
    }

    /** Adds the figures of the directories. */
    public void show(BrokerMetrics metrics) {
        metrics.gauge(
                "sampo.log.directories.failed", "Log directories that failed and are not used", this::failedCount);
        metrics.gauge("sampo.log.waiting.bytes", "Bytes that wait for a disk that is not calm", () -> served.stream()
                .mapToLong(one -> one.writer().waitingBytes())
                .sum());
        metrics.gauge("sampo.log.appends.handed.over", "Appends left to writer threads", () -> served.stream()
                .mapToLong(one -> one.writer().handedOver())
                .sum());
        metrics.gauge("sampo.scrub.passes", "Passes of the scrubs over all logs", () -> scrubbed(Figures::passes));
        metrics.gauge("sampo.scrub.segments", "Segments that the scrubs have read", () -> scrubbed(Figures::segments));
        metrics.gauge("sampo.scrub.bytes.read", "Bytes that the scrubs have read", () -> scrubbed(Figures::bytesRead));
        metrics.gauge("sampo.scrub.damaged", "Logs that a scrub found damaged", () -> scrubbed(Figures::damaged));
    }

    private long scrubbed(ToLongFunction<Figures> figure) {
        return served.stream()
                .mapToLong(one -> figure.applyAsLong(one.scrubbed()))
                .sum();
    }

    /** Replicas are told through {@code tell} that their directory fails, their log is damaged, or moves; it must not block. */
    public void serving(BiConsumer<TopicIdPartition, PartitionMessage> tell) {
        replicas = tell;
    }

    /**
     * The replica is to be in the log directory {@code path} (KIP-113). It is copied while it serves, and then closed and opened
     * again, there.
     *
     * @return NONE, LOG_DIR_NOT_FOUND, KAFKA_STORAGE_ERROR, or REPLICA_NOT_AVAILABLE where it is remembered for a log to come
     */
    public ErrorCode move(TopicPartition name, String path) {
        return homes.move(
                name,
                path,
                () -> names.forEach((partition, known) -> {
                    if (known.equals(name)) {
                        replicas.accept(partition, PartitionMessage.Stop.STOP);
                    }
                }));
    }

    /** Completes, with one line for people, when no directory can be used any more. */
    public CompletableFuture<String> allFailed() {
        return allFailed;
    }

    /** How many directories have failed. */
    public int failedCount() {
        return (int) served.stream().filter(one -> !one.isUsable()).count();
    }

    private void requireOneCluster() throws LogDirectoryException {
        Set<String> clusters = directories()
                .flatMap(directory -> directory.clusterId().stream())
                .collect(Collectors.toSet());
        if (clusters.size() > 1) {
            throw new LogDirectoryException(
                    LogDirectoryException.Reason.OTHER_CLUSTER,
                    "The log directories belong to clusters " + clusters,
                    null);
        }
    }

    private Map<TopicPartition, Long> highWatermarksIn(LogDirectory directory) {
        Map<TopicPartition, Long> here = new HashMap<>();
        highWatermarks.forEach((partition, offset) -> {
            if (directory.log(partition).isPresent()) {
                here.put(partition, offset);
            }
        });
        return here;
    }

    /** For whoever describes them. Asks the disks: blocks. */
    public List<LogDirectoryView> views() {
        return served.stream()
                .map(one -> one.view(this::highWatermark, homes.coming(one)))
                .toList();
    }

    /** Every log that is open. */
    public Map<TopicPartition, SegmentedLog> openLogs() {
        Map<TopicPartition, SegmentedLog> open = new HashMap<>();
        directories().forEach(directory -> open.putAll(directory.openLogs()));
        return open;
    }

    /** The high watermark of a replica here as it said last, or {@link Offsets#UNKNOWN}. */
    public long highWatermark(TopicPartition partition) {
        return highWatermarks.getOrDefault(partition, Offsets.UNKNOWN);
    }

    /**
     * What the broker registers with: who it was, and whether anything can have been lost since (R11b). Who it was counts by itself: it
     * holds the locks of its directories, so its registration of before is that of a dead process. After a power cut of a whole cluster
     * there is nobody else to say so.
     */
    public BrokerIdentity.Past past() {
        String clusterId = directories()
                .flatMap(directory -> directory.clusterId().stream())
                .findFirst()
                .orElse("");
        List<java.util.UUID> ids = directories().map(LogDirectory::directoryId).toList();
        if (registeredEpoch != Offsets.UNKNOWN) {
            // Another incarnation in the same process: nothing is lost. What lay on a disk that failed was given up
            // (R22).
            return new BrokerIdentity.Past(clusterId, registeredEpoch, true, ids);
        }
        Set<CrashProof> proofs = directories().map(LogDirectory::crashProof).collect(Collectors.toSet());
        CrashProof proof = proofs.iterator().next();
        boolean clean = proofs.size() == 1 && proof.crashClean() && proof.previousBrokerEpoch() != Offsets.UNKNOWN;
        // A directory that was added to log.dirs since remembers none.
        long epoch =
                proofs.stream().mapToLong(CrashProof::previousBrokerEpoch).max().orElse(Offsets.UNKNOWN);
        return new BrokerIdentity.Past(clusterId, epoch, clean, ids);
    }

    /** Binds the directories to the cluster and notes the broker epoch, durably. */
    public void registered(String clusterId, long brokerEpoch) {
        try {
            for (ServedDirectory one : served) {
                if (one.isUsable()) {
                    one.registered(clusterId, brokerEpoch);
                }
            }
            registeredEpoch = brokerEpoch;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Sorts out what lies here and is no replica any more, before the first replica starts: logs of topics that a record has
     * deleted go; logs that the metadata does not know are put aside as stray, never deleted (R15).
     */
    public void sortOut(ClusterMetadata metadata, int self) {
        for (LogDirectory directory : directories().toList()) {
            try {
                UnclaimedLogs.sortOut(
                        directory,
                        log -> LogClaims.of(
                                metadata,
                                new TopicIdPartition(
                                        Objects.requireNonNull(log.topicId()),
                                        log.partition().partition()),
                                self),
                        defaults(TopicConfig.DEFAULTS).fileDeleteDelayMs());
            } catch (IOException e) {
                LOG.error("Log directory {} cannot be sorted out", directory.path(), e);
            }
        }
    }

    @Override
    public OpenedLog open(TopicIdPartition partition, String topic, TopicConfig config) throws IOException {
        TopicPartition name = new TopicPartition(topic, partition.partition());
        homes.complete(name, defaults(config).fileDeleteDelayMs());
        ServedDirectory place = homes.of(name, partition.topicId());
        LogDirectory home = place.directory();
        SegmentedLog log;
        try {
            log = home.openLog(name, partition.topicId(), defaults(config));
        } catch (LogDirectoryException e) {
            if (e.reason() != LogDirectoryException.Reason.OTHER_TOPIC || !namesItsTopic(home, name)) {
                throw e;
            }
            LOG.warn("{}; it is put aside as stray", e.getMessage());
            home.strayLog(name);
            log = home.openLog(name, partition.topicId(), defaults(config));
        }
        return opened(partition, place, name, log, config);
    }

    @Override
    public OpenedLog openAnew(TopicIdPartition partition, String topic, TopicConfig config) throws IOException {
        TopicPartition name = new TopicPartition(topic, partition.partition());
        ServedDirectory place = homes.of(name, partition.topicId());
        SegmentedLog log = place.directory().openLogAnew(name, partition.topicId(), defaults(config));
        LOG.warn("Replica {} begins anew; the log that it had is corrupt, in quarantine, or lost", name);
        return opened(partition, place, name, log, config);
    }

    @Override
    public void quarantine(TopicIdPartition partition, String topic, String why) throws IOException {
        TopicPartition name = new TopicPartition(topic, partition.partition());
        homes.of(name, partition.topicId()).directory().quarantineLog(name, why);
    }

    private OpenedLog opened(
            TopicIdPartition partition,
            ServedDirectory place,
            TopicPartition name,
            SegmentedLog log,
            TopicConfig config) {
        names.put(partition, name);
        place.flushEach(log, defaults(config).flushMs());
        LogDirectory home = place.directory();
        return new OpenedLog(log, home.directoryId(), home.highWatermark(name), place.writer());
    }

    /** False for a log that lost its topic id: it may be the very replica that is to be opened (R22). */
    private static boolean namesItsTopic(LogDirectory home, TopicPartition name) {
        return ExistingLog.at(home.path(), name)
                .filter(log -> log.topicId() != null)
                .isPresent();
    }

    /** Corrupt replicas in quarantine, in all directories that can be read. */
    public int quarantined() {
        return served.stream().mapToInt(ServedDirectory::quarantined).sum();
    }

    private TopicConfig defaults(TopicConfig config) {
        return config.withBrokerDefaults(topicDefaults);
    }

    @Override
    public void delete(TopicIdPartition partition, String topic) throws IOException {
        TopicPartition name = new TopicPartition(topic, partition.partition());
        highWatermarks.remove(name);
        names.remove(partition);
        homes.leave(name);
        for (LogDirectory directory : directories().toList()) {
            boolean here = ExistingLog.at(directory.path(), name)
                    .filter(log -> partition.topicId().equals(log.topicId()))
                    .isPresent();
            if (here) {
                directory.deleteLog(name, defaults(TopicConfig.DEFAULTS).fileDeleteDelayMs());
            }
        }
    }

    @Override
    public void reconfigure(PartitionLog log, TopicConfig config) {
        ((SegmentedLog) log).configure(defaults(config));
        for (ServedDirectory one : served) {
            if (log instanceof SegmentedLog file
                    && file.directory().startsWith(one.directory().path())) {
                one.flushEach(file, defaults(config).flushMs());
            }
        }
    }

    @Override
    public void checkpoint(TopicIdPartition partition, long highWatermark) {
        TopicPartition name = names.get(partition);
        if (name != null) {
            highWatermarks.put(name, highWatermark);
        }
    }

    /** Flushes and closes every log; marks the stop as clean where nothing failed. */
    @Override
    public void close() {
        homes.close();
        served.forEach(directory -> directory.close(highWatermarksIn(directory.directory())));
    }
}
