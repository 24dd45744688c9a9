package io.sampo.metadatalog.plugin;

import io.sampo.metadatalog.MetadataLogExtension;
import io.sampo.metadatalog.MetadataLogNode;
import io.sampo.metadatalog.state.Command.AppendEvents;
import io.sampo.metadatalog.state.Command.DeleteEventsTo;
import io.sampo.metadatalog.state.EventLog;
import io.sampo.metadatalog.state.StoredEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.apache.pekko.actor.ExtendedActorSystem;
import org.apache.pekko.persistence.AtomicWrite;
import org.apache.pekko.persistence.PersistentRepr;
import org.apache.pekko.persistence.journal.japi.AsyncWriteJournal;
import scala.concurrent.Future;
import scala.jdk.javaapi.CollectionConverters;

/**
 * The journal plugin {@code sampo.metadata-log.journal}. A write is acknowledged when its events are on the disks of a
 * majority of the voters; any doubt fails it, so that the writer stops and reads the truth (REPLICATION H56, H57).
 *
 * <p>A write that cannot be stored at all (no serializer, larger than a Raft entry) is rejected; nothing else is, because
 * a rejected writer goes on.
 */
public final class RatisJournal extends AsyncWriteJournal {
    /** Room for names and lengths around the events of one entry. */
    private static final int ENTRY_MARGIN_BYTES = 4096;

    private final MetadataLogExtension log = MetadataLogExtension.get(context().system());
    private final PayloadCodec codec =
            new PayloadCodec((ExtendedActorSystem) context().system());

    @Override
    public Future<Iterable<Optional<Exception>>> doAsyncWriteMessages(Iterable<AtomicWrite> messages) {
        return Answers.of(() -> write(log.node(), messages));
    }

    private CompletableFuture<Iterable<Optional<Exception>>> write(MetadataLogNode node, Iterable<AtomicWrite> writes) {
        List<Optional<Exception>> results = new ArrayList<>();
        List<AppendEvents> entries = new ArrayList<>();
        var batch = new EntryBatch(node.settings().sizes().entryBytesMax() - ENTRY_MARGIN_BYTES, entries::add);
        for (AtomicWrite write : writes) {
            results.add(add(batch, write));
        }
        batch.flush();
        // Handed over in order and not awaited one by one: where one fails, the compare-and-append fails the next.
        List<CompletableFuture<Void>> answers = entries.stream()
                .map(entry -> node.append(entry).thenApply(Answers::done))
                .toList();
        return CompletableFuture.allOf(answers.toArray(CompletableFuture<?>[]::new))
                .thenApply(done -> results);
    }

    private Optional<Exception> add(EntryBatch batch, AtomicWrite write) {
        try {
            List<byte[]> events = new ArrayList<>();
            for (PersistentRepr event : CollectionConverters.asJava(write.payload())) {
                events.add(codec.encodeEvent(event));
            }
            batch.add(write.persistenceId(), write.lowestSequenceNr(), events);
            return Optional.empty();
        } catch (RuntimeException e) {
            return Optional.of(e);
        }
    }

    @Override
    public Future<Void> doAsyncDeleteMessagesTo(String persistenceId, long toSequenceNr) {
        return Answers.of(() -> log.node()
                .append(new DeleteEventsTo(persistenceId, toSequenceNr))
                .thenApply(Answers::done));
    }

    @Override
    public Future<Void> doAsyncReplayMessages(
            String persistenceId, long fromSequenceNr, long toSequenceNr, long max, Consumer<PersistentRepr> replay) {
        return Answers.of(() -> log.node().read().thenApply(state -> {
            List<StoredEvent> events = state.log(persistenceId)
                    .map(journal -> journal.read(fromSequenceNr, toSequenceNr, max))
                    .orElse(List.of());
            for (StoredEvent event : events) {
                replay.accept(codec.decodeEvent(persistenceId, event.sequenceNr(), event.body()));
            }
            return null;
        }));
    }

    @Override
    public Future<Long> doAsyncReadHighestSequenceNr(String persistenceId, long fromSequenceNr) {
        return Answers.of(() -> log.node().read().thenApply(state -> state.log(persistenceId)
                .map(EventLog::highestSequenceNr)
                .orElse(0L)));
    }
}
