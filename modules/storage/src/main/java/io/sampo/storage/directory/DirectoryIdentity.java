package io.sampo.storage.directory;

import io.sampo.logfiles.DurableFiles;
import io.sampo.model.Offsets;
import io.sampo.model.TopicPartition;
import io.sampo.storage.LogCheckpoints.CleanEnd;
import io.sampo.storage.directory.LogDirectoryException.Reason;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Whose a log directory is, and what it proves about the last run. Any thread. */
final class DirectoryIdentity {
    private static final Path PROC = Path.of("/proc");
    private static final Path SYS = Path.of("/sys");

    private final Path directory;
    private final CrashProof crashProof;
    private final Map<TopicPartition, CleanEnd> cleanEnds;
    private MetaProperties meta;

    private DirectoryIdentity(
            Path directory, MetaProperties meta, CrashProof crashProof, Map<TopicPartition, CleanEnd> cleanEnds) {
        this.directory = directory;
        this.meta = meta;
        this.crashProof = crashProof;
        this.cleanEnds = Map.copyOf(cleanEnds);
    }

    /** Creates the directory where it is missing and locks it. */
    static DirectoryLock lock(Path directory) throws IOException {
        try {
            DurableFiles.createDirectories(directory);
            return DirectoryLock.acquire(directory);
        } catch (FileAlreadyExistsException e) {
            throw notUsable(directory, "there is a file of that name", e);
        } catch (AccessDeniedException e) {
            throw notUsable(directory, "no permission for " + e.getFile(), e);
        } catch (FileSystemException e) {
            throw notUsable(directory, e.getMessage(), e);
        }
    }

    /** Reads or writes {@code meta.properties}, and compares. Call under the lock, before the clean marker is taken. */
    static DirectoryIdentity of(Path directory, int brokerId, @Nullable String clusterId) throws IOException {
        MetaProperties found = MetaProperties.read(directory)
                .orElseGet(() -> new MetaProperties(null, brokerId, UUID.randomUUID(), Offsets.UNKNOWN));
        if (found.brokerId() != brokerId) {
            throw new LogDirectoryException(
                    Reason.OTHER_BROKER,
                    "Log directory " + directory + " belongs to broker " + found.brokerId() + ", this is broker "
                            + brokerId,
                    null);
        }
        Map<TopicPartition, CleanEnd> cleanEnds = new HashMap<>();
        boolean clean = isOfLastRun(CleanShutdownMarker.read(directory), found, cleanEnds);
        CrashProof proof = new CrashProof(found.brokerEpoch(), clean || pageCacheIsUnharmed(directory, found));
        DirectoryIdentity identity = new DirectoryIdentity(directory, found, proof, cleanEnds);
        if (clusterId != null) {
            identity.requireCluster(clusterId);
            found = found.withClusterId(clusterId);
        }
        identity.write(found);
        return identity;
    }

    private static boolean isOfLastRun(
            Optional<CleanShutdownMarker> marker, MetaProperties meta, Map<TopicPartition, CleanEnd> cleanEnds) {
        if (marker.isEmpty() || marker.get().brokerEpoch() != meta.brokerEpoch()) {
            return false;
        }
        cleanEnds.putAll(marker.get().ends());
        return true;
    }

    private static boolean pageCacheIsUnharmed(Path directory, MetaProperties meta) throws IOException {
        Optional<RunningMarker> marker = RunningMarker.read(directory);
        return marker.isPresent()
                && marker.get().brokerEpoch() == meta.brokerEpoch()
                && PageCacheIdentity.of(directory, PROC, SYS)
                        .equals(Optional.of(marker.get().pageCache()));
    }

    CrashProof crashProof() {
        return crashProof;
    }

    /** How each log ended when the last run stopped cleanly; none if it did not. */
    Map<TopicPartition, CleanEnd> cleanEnds() {
        return cleanEnds;
    }

    synchronized long brokerEpoch() {
        return meta.brokerEpoch();
    }

    synchronized UUID directoryId() {
        return meta.directoryId();
    }

    synchronized Optional<String> clusterId() {
        return Optional.ofNullable(meta.clusterId());
    }

    synchronized void assignClusterId(String clusterId) throws IOException {
        requireCluster(clusterId);
        if (meta.clusterId() == null) {
            write(meta.withClusterId(clusterId));
        }
    }

    /** Marker and {@code meta.properties} agree only when both were written: a crash in between is no proof. */
    synchronized void writeRunningMarker(long brokerEpoch) throws IOException {
        Optional<PageCacheIdentity> pageCache = PageCacheIdentity.of(directory, PROC, SYS);
        if (pageCache.isPresent()) {
            new RunningMarker(brokerEpoch, pageCache.get()).write(directory);
        } else if (Files.deleteIfExists(directory.resolve(RunningMarker.FILE_NAME))) {
            DurableFiles.forceDirectory(directory);
        }
        write(meta.withBrokerEpoch(brokerEpoch));
    }

    private void requireCluster(String clusterId) throws LogDirectoryException {
        String bound = meta.clusterId();
        if (bound != null && !bound.equals(clusterId)) {
            throw new LogDirectoryException(
                    Reason.OTHER_CLUSTER,
                    "Log directory " + directory + " belongs to cluster " + bound + ", this is cluster " + clusterId,
                    null);
        }
    }

    private synchronized void write(MetaProperties changed) throws IOException {
        changed.write(directory);
        meta = changed;
    }

    private static LogDirectoryException notUsable(Path directory, @Nullable String why, IOException cause) {
        return new LogDirectoryException(
                Reason.NOT_USABLE, "Log directory " + directory + " cannot be used: " + why, cause);
    }
}
