package io.sampo.metadatalog.plugin;

import io.sampo.metadatalog.MetadataLogExtension;
import io.sampo.metadatalog.state.EventLog;
import org.apache.pekko.NotUsed;
import org.apache.pekko.actor.ExtendedActorSystem;
import org.apache.pekko.persistence.query.EventEnvelope;
import org.apache.pekko.persistence.query.javadsl.CurrentEventsByPersistenceIdQuery;
import org.apache.pekko.persistence.query.javadsl.EventsByPersistenceIdQuery;
import org.apache.pekko.persistence.query.javadsl.ReadJournal;
import org.apache.pekko.stream.javadsl.Source;

/**
 * The event feed {@code sampo.metadata-log.read-journal}, on any voter. Only committed events are seen; each in order,
 * none twice. The live feed sleeps until this node applies the next event and reads at the pace of demand.
 */
public final class RatisReadJournal
        implements ReadJournal, EventsByPersistenceIdQuery, CurrentEventsByPersistenceIdQuery {
    /** Name of the configuration section, for {@code PersistenceQuery.getReadJournalFor}. */
    public static final String IDENTIFIER = "sampo.metadata-log.read-journal";

    private final MetadataLogExtension log;
    private final PayloadCodec codec;

    RatisReadJournal(ExtendedActorSystem system) {
        log = MetadataLogExtension.get(system);
        codec = new PayloadCodec(system);
    }

    @Override
    public Source<EventEnvelope, NotUsed> eventsByPersistenceId(
            String persistenceId, long fromSequenceNr, long toSequenceNr) {
        return Source.fromGraph(new EventFeed(log, codec, persistenceId, fromSequenceNr, toSequenceNr));
    }

    /** Ends at what was committed when the stream was started, wherever this node was then. */
    @Override
    public Source<EventEnvelope, NotUsed> currentEventsByPersistenceId(
            String persistenceId, long fromSequenceNr, long toSequenceNr) {
        return Source.lazyCompletionStage(() -> log.node().read())
                .flatMapConcat(state -> {
                    long highest = state.log(persistenceId)
                            .map(EventLog::highestSequenceNr)
                            .orElse(0L);
                    return eventsByPersistenceId(persistenceId, fromSequenceNr, Math.min(toSequenceNr, highest));
                })
                .mapMaterializedValue(ignored -> NotUsed.getInstance());
    }
}
