package io.sampo.metadatalog.plugin;

import org.apache.pekko.NotUsed;
import org.apache.pekko.actor.ExtendedActorSystem;
import org.apache.pekko.persistence.query.EventEnvelope;
import org.apache.pekko.persistence.query.ReadJournalProvider;
import org.apache.pekko.persistence.query.scaladsl.CurrentEventsByPersistenceIdQuery;
import org.apache.pekko.persistence.query.scaladsl.EventsByPersistenceIdQuery;
import org.apache.pekko.persistence.query.scaladsl.ReadJournal;
import org.apache.pekko.stream.scaladsl.Source;

/** Where Pekko's configuration finds {@link RatisReadJournal}, for Java and for Scala. */
public final class RatisReadJournalProvider implements ReadJournalProvider {
    private final RatisReadJournal journal;

    public RatisReadJournalProvider(ExtendedActorSystem system) {
        journal = new RatisReadJournal(system);
    }

    @Override
    public ReadJournal scaladslReadJournal() {
        return new ForScala(journal);
    }

    @Override
    public RatisReadJournal javadslReadJournal() {
        return journal;
    }

    private record ForScala(RatisReadJournal journal)
            implements ReadJournal, EventsByPersistenceIdQuery, CurrentEventsByPersistenceIdQuery {
        @Override
        public Source<EventEnvelope, NotUsed> eventsByPersistenceId(String persistenceId, long from, long to) {
            return journal.eventsByPersistenceId(persistenceId, from, to).asScala();
        }

        @Override
        public Source<EventEnvelope, NotUsed> currentEventsByPersistenceId(String persistenceId, long from, long to) {
            return journal.currentEventsByPersistenceId(persistenceId, from, to).asScala();
        }
    }
}
