package io.sampo.metadatalog.plugin;

import io.sampo.metadatalog.MetadataLogExtension;
import io.sampo.metadatalog.MetadataLogNode;
import io.sampo.metadatalog.state.Command;
import io.sampo.metadatalog.state.Command.BeginSnapshot;
import io.sampo.metadatalog.state.Command.DeleteSnapshots;
import io.sampo.metadatalog.state.Command.EndSnapshot;
import io.sampo.metadatalog.state.Command.SaveSnapshot;
import io.sampo.metadatalog.state.Command.SnapshotChunk;
import io.sampo.metadatalog.state.MetadataState;
import io.sampo.metadatalog.state.StoredSnapshot;
import java.util.Arrays;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.apache.pekko.actor.ExtendedActorSystem;
import org.apache.pekko.persistence.SelectedSnapshot;
import org.apache.pekko.persistence.SnapshotMetadata;
import org.apache.pekko.persistence.SnapshotSelectionCriteria;
import org.apache.pekko.persistence.snapshot.japi.SnapshotStore;
import scala.concurrent.Future;
import scala.jdk.javaapi.OptionConverters;

/**
 * The snapshot store plugin {@code sampo.metadata-log.snapshot-store}. A snapshot is in the Raft log like any event; one
 * larger than an entry goes in pieces between a begin and an end, and exists only with its end.
 *
 * <p>The voters check a snapshot against the journal (REPLICATION H58): a writer that believes in events the log never
 * took is refused.
 */
public final class RatisSnapshotStore extends SnapshotStore {
    private static final int ENTRY_MARGIN_BYTES = 4096;

    private final MetadataLogExtension log = MetadataLogExtension.get(context().system());
    private final PayloadCodec codec =
            new PayloadCodec((ExtendedActorSystem) context().system());
    /** Saves go one after the other: two open brackets of one journal would break each other. */
    private CompletableFuture<?> lastSave = CompletableFuture.completedFuture(null);

    @Override
    public Future<Optional<SelectedSnapshot>> doLoadAsync(String persistenceId, SnapshotSelectionCriteria criteria) {
        return Answers.of(() -> log.node().read().thenApply(state -> newest(state, persistenceId, criteria)
                .map(stored -> selected(persistenceId, stored))));
    }

    private static Optional<StoredSnapshot> newest(MetadataState state, String id, SnapshotSelectionCriteria wanted) {
        return state.log(id)
                .flatMap(journal -> journal.newestSnapshot(
                        wanted.minSequenceNr(), wanted.maxSequenceNr(), wanted.minTimestamp(), wanted.maxTimestamp()));
    }

    private SelectedSnapshot selected(String persistenceId, StoredSnapshot stored) {
        var decoded = codec.decodeSnapshot(persistenceId, stored.sequenceNr(), stored.body());
        var metadata = new SnapshotMetadata(
                persistenceId, stored.sequenceNr(), stored.timestampMs(), OptionConverters.toScala(decoded.metadata()));
        return SelectedSnapshot.create(metadata, decoded.snapshot());
    }

    @Override
    public Future<Void> doSaveAsync(SnapshotMetadata metadata, Object snapshot) {
        return Answers.of(() -> {
            MetadataLogNode node = log.node();
            byte[] body = codec.encodeSnapshot(
                    snapshot, OptionConverters.toJava(metadata.metadata()).orElse(null));
            CompletableFuture<Void> save =
                    lastSave.handle((done, failure) -> null).thenCompose(ignored -> save(node, metadata, body));
            lastSave = save;
            return save;
        });
    }

    private static CompletableFuture<Void> save(MetadataLogNode node, SnapshotMetadata metadata, byte[] body) {
        int chunkBytes = node.settings().sizes().entryBytesMax() - ENTRY_MARGIN_BYTES;
        String id = metadata.persistenceId();
        if (body.length <= chunkBytes) {
            return append(node, new SaveSnapshot(id, metadata.sequenceNr(), metadata.timestamp(), body));
        }
        String upload = UUID.randomUUID().toString();
        CompletableFuture<Void> last =
                append(node, new BeginSnapshot(id, upload, metadata.sequenceNr(), metadata.timestamp(), body.length));
        for (int offset = 0; offset < body.length; offset += chunkBytes) {
            int from = offset;
            int to = Math.min(body.length, offset + chunkBytes);
            last = last.thenCompose(
                    done -> append(node, new SnapshotChunk(id, upload, from, Arrays.copyOfRange(body, from, to))));
        }
        return last.thenCompose(done -> append(node, new EndSnapshot(id, upload)));
    }

    @Override
    public Future<Void> doDeleteAsync(SnapshotMetadata metadata) {
        boolean anyTime = metadata.timestamp() == 0L;
        return Answers.of(() -> append(
                log.node(),
                new DeleteSnapshots(
                        metadata.persistenceId(),
                        metadata.sequenceNr(),
                        metadata.sequenceNr(),
                        anyTime ? 0L : metadata.timestamp(),
                        anyTime ? Long.MAX_VALUE : metadata.timestamp())));
    }

    @Override
    public Future<Void> doDeleteAsync(String persistenceId, SnapshotSelectionCriteria criteria) {
        return Answers.of(() -> append(
                log.node(),
                new DeleteSnapshots(
                        persistenceId,
                        criteria.minSequenceNr(),
                        criteria.maxSequenceNr(),
                        criteria.minTimestamp(),
                        criteria.maxTimestamp())));
    }

    private static CompletableFuture<Void> append(MetadataLogNode node, Command command) {
        return node.append(command).thenApply(Answers::done);
    }
}
