package io.sampo.metadatalog.plugin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sampo.metadatalog.Await;
import io.sampo.metadatalog.MetadataLogException;
import io.sampo.metadatalog.MetadataLogExtension;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.apache.pekko.persistence.DeleteMessagesSuccess;
import org.apache.pekko.persistence.JournalProtocol;
import org.apache.pekko.persistence.query.EventEnvelope;
import org.apache.pekko.persistence.query.Offset;
import org.apache.pekko.persistence.query.PersistenceQuery;
import org.apache.pekko.stream.KillSwitches;
import org.apache.pekko.stream.javadsl.Keep;
import org.apache.pekko.stream.javadsl.Sink;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RatisReadJournalTest {
    private static final long ALL = Long.MAX_VALUE;
    private static final AtomicInteger NAMES = new AtomicInteger();

    @TempDir
    static Path directory;

    private static PersistentSystem pekko;
    private static RatisReadJournal journal;
    private String id;

    @BeforeAll
    static void start() throws IOException {
        pekko = new PersistentSystem(directory);
        journal = PersistenceQuery.get(pekko.system)
                .getReadJournalFor(RatisReadJournal.class, RatisReadJournal.IDENTIFIER);
    }

    @AfterAll
    static void stop() {
        pekko.close();
    }

    @BeforeEach
    void name() {
        id = "q-" + NAMES.incrementAndGet();
    }

    private List<EventEnvelope> current(long from, long to) throws Exception {
        return journal.currentEventsByPersistenceId(id, from, to)
                .runWith(Sink.seq(), pekko.system)
                .toCompletableFuture()
                .get(20, TimeUnit.SECONDS);
    }

    @Test
    void currentEventsEndAtWhatWasCommitted() throws Exception {
        // given more than one read-ahead
        pekko.write(id, 1, 150);
        pekko.write(id, 151, 250);

        // when
        List<EventEnvelope> all = current(0, ALL);

        // then
        assertThat(all).hasSize(250);
        assertThat(all.get(249).event()).isEqualTo(new Word("a-250"));
        assertThat(all.get(249).offset()).isEqualTo(Offset.sequence(250));
        assertThat(current(3, 5)).extracting(EventEnvelope::sequenceNr).containsExactly(3L, 4L, 5L);
    }

    @Test
    void actorThatNeverWroteHasNoCurrentEvents() throws Exception {
        assertThat(current(0, ALL)).isEmpty();
    }

    @Test
    void liveFeedBringsEachEventOnceAndInOrder() {
        // given a feed of an actor that has not written yet
        var seen = new ConcurrentLinkedQueue<Long>();
        var feed = journal.eventsByPersistenceId(id, 0, ALL)
                .viaMat(KillSwitches.single(), Keep.right())
                .toMat(Sink.foreach(envelope -> seen.add(envelope.sequenceNr())), Keep.left())
                .run(pekko.system);

        // when
        pekko.write(id, 1, 30);
        pekko.write(id, 31, 60);

        // then
        Await.until("60 events", () -> seen.size() == 60);
        assertThat(seen)
                .containsExactlyElementsOf(
                        IntStream.rangeClosed(1, 60).mapToObj(Long::valueOf).toList());
        feed.shutdown();
    }

    @Test
    void feedFailsWhenTheNodeStopsUnderIt(@TempDir Path other) throws Exception {
        // given
        try (var stopping = new PersistentSystem(other)) {
            CompletionStage<List<EventEnvelope>> feed = PersistenceQuery.get(stopping.system)
                    .getReadJournalFor(RatisReadJournal.class, RatisReadJournal.IDENTIFIER)
                    .eventsByPersistenceId(id, 1, ALL)
                    .runWith(Sink.seq(), stopping.system);
            stopping.write(id, 1, 1);

            // when
            MetadataLogExtension.get(stopping.system).node().close();

            // then
            assertThatThrownBy(() -> feed.toCompletableFuture().get(20, TimeUnit.SECONDS))
                    .hasCauseInstanceOf(MetadataLogException.class);
        }
    }

    @Test
    void liveFeedEndsAtItsBoundAlsoWhenThatEventIsDeleted() throws Exception {
        // given
        pekko.write(id, 1, 5);
        var bounded = journal.eventsByPersistenceId(id, 1, 6).runWith(Sink.seq(), pekko.system);

        // when
        pekko.write(id, 6, 7);

        // then
        assertThat(bounded.toCompletableFuture().get(20, TimeUnit.SECONDS)).hasSize(6);

        // and when
        pekko.journal().tell(new JournalProtocol.DeleteMessagesTo(id, 6, pekko.probe.getRef()), pekko.probe.getRef());
        pekko.expect(DeleteMessagesSuccess.class);

        // then
        assertThat(current(1, 6)).isEmpty();
        assertThat(current(1, ALL)).extracting(EventEnvelope::sequenceNr).containsExactly(7L);
    }
}
