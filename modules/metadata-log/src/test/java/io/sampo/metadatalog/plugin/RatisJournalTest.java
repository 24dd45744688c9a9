package io.sampo.metadatalog.plugin;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import io.sampo.metadatalog.MetadataLogException;
import io.sampo.metadatalog.MetadataLogException.Reason;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.persistence.DeleteMessagesSuccess;
import org.apache.pekko.persistence.JournalProtocol;
import org.apache.pekko.persistence.JournalProtocol.WriteMessageFailure;
import org.apache.pekko.persistence.JournalProtocol.WriteMessageRejected;
import org.apache.pekko.persistence.JournalProtocol.WriteMessageSuccess;
import org.apache.pekko.persistence.JournalProtocol.WriteMessagesFailed;
import org.apache.pekko.persistence.Persistence;
import org.apache.pekko.persistence.PersistentRepr;
import org.apache.pekko.testkit.javadsl.TestKit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The duties of a journal from Pekko's persistence TCK (JournalSpec), and those the TCK does not ask for. */
class RatisJournalTest {
    private static final long ALL = Long.MAX_VALUE;
    private static final AtomicInteger NAMES = new AtomicInteger();

    @TempDir
    static Path directory;

    private static PersistentSystem pekko;
    private String id;

    @BeforeAll
    static void start() throws IOException {
        pekko = new PersistentSystem(directory);
    }

    @AfterAll
    static void stop() {
        pekko.close();
    }

    @BeforeEach
    void fiveEvents() {
        id = "p-" + NAMES.incrementAndGet();
        pekko.write(id, 1, 5);
    }

    @ParameterizedTest(name = "from {0} to {1} at most {2}: {3} events from {4}")
    @CsvSource({
        "1, 9223372036854775807, 9223372036854775807, 5, 1",
        "3, 9223372036854775807, 9223372036854775807, 3, 3",
        "1, 3, 9223372036854775807, 3, 1",
        "1, 9223372036854775807, 3, 3, 1",
        "2, 3, 9223372036854775807, 2, 2",
        "2, 5, 2, 2, 2",
        "2, 2, 9223372036854775807, 1, 2",
        "2, 4, 1, 1, 2",
        "1, 3, 0, 0, 0",
        "3, 2, 9223372036854775807, 0, 0",
    })
    void replayKeepsToItsBounds(long from, long to, long max, int count, long first) {
        // when
        var replay = pekko.replay(id, from, to, max);

        // then
        assertThat(replay.events()).hasSize(count);
        assertThat(replay.highestSequenceNr()).isEqualTo(5);
        for (int i = 0; i < count; i++) {
            assertThat(replay.events().get(i).sequenceNr()).isEqualTo(first + i);
            assertThat(replay.texts().get(i)).isEqualTo("a-" + (first + i));
        }
    }

    @Test
    void replayOfAnActorThatNeverWroteIsEmptyAtZero() {
        // when
        var replay = pekko.replay("nobody", 0, ALL, ALL);

        // then
        assertThat(replay.events()).isEmpty();
        assertThat(replay.highestSequenceNr()).isZero();
    }

    @Test
    void eventComesBackWithWriterTimeAndManifest() {
        // given
        String other = id + "-x";
        PersistentRepr event = PersistentSystem.event(other, 1, "w")
                .withManifest("from adapter")
                .withTimestamp(1234)
                .withMetadata(new Word("meta"));

        // when
        pekko.send(PersistentSystem.atomic(event));
        pekko.expect(JournalProtocol.WriteMessagesSuccessful$.class);
        pekko.expect(WriteMessageSuccess.class);

        // then
        PersistentRepr back = pekko.replay(other, 1, ALL, ALL).events().get(0);
        assertThat(back.writerUuid()).isEqualTo("writer of " + other);
        assertThat(back.manifest()).isEqualTo("from adapter");
        assertThat(back.metadata().get()).isEqualTo(new Word("meta"));
        assertThat(back.persistenceId()).isEqualTo(other);
        assertThat(back.deleted()).isFalse();
    }

    @Test
    void deletedEventsDoNotComeBack() {
        // when
        delete(3);

        // then
        assertThat(pekko.replay(id, 1, ALL, ALL).texts()).containsExactly("a-4", "a-5");
    }

    @Test
    void deletionKeepsTheHighestSequenceNumber() {
        // when
        delete(3);
        assertThat(pekko.replay(id, 1, ALL, ALL).highestSequenceNr()).isEqualTo(5);
        delete(ALL);

        // then
        var replay = pekko.replay(id, 1, ALL, ALL);
        assertThat(replay.events()).isEmpty();
        assertThat(replay.highestSequenceNr()).isEqualTo(5);
        pekko.write(id, 6, 6);
        assertThat(pekko.replay(id, 1, ALL, ALL).texts()).containsExactly("a-6");
    }

    private void delete(long to) {
        pekko.journal().tell(new JournalProtocol.DeleteMessagesTo(id, to, pekko.probe.getRef()), pekko.probe.getRef());
        assertThat(pekko.expect(DeleteMessagesSuccess.class).toSequenceNr()).isEqualTo(to);
    }

    @Test
    void eventsPersistedTogetherAreAllThere() {
        // when
        pekko.send(
                PersistentSystem.atomic(PersistentSystem.event(id, 6, "x"), PersistentSystem.event(id, 7, "y")),
                PersistentSystem.atomic(PersistentSystem.event(id, 8, "z")));
        pekko.expect(JournalProtocol.WriteMessagesSuccessful$.class);
        List.of(6, 7, 8).forEach(nr -> pekko.expect(WriteMessageSuccess.class));

        // then
        assertThat(pekko.replay(id, 6, ALL, ALL).texts()).containsExactly("x", "y", "z");
    }

    @Test
    void eventWithoutBytesIsRejectedWithAllPersistedTogether() {
        // when the second of a pair cannot be serialized
        pekko.send(PersistentSystem.atomic(PersistentSystem.event(id, 6, "x"), PersistentSystem.event(id, 7, "")));

        // then nothing of the pair is stored, and the writer may go on
        pekko.expect(JournalProtocol.WriteMessagesSuccessful$.class);
        assertThat(pekko.expect(WriteMessageRejected.class).cause()).isInstanceOf(IllegalArgumentException.class);
        pekko.expect(WriteMessageRejected.class);
        assertThat(pekko.replay(id, 6, ALL, ALL).highestSequenceNr()).isEqualTo(5);
    }

    @Test
    void eventLargerThanAnEntryIsRejected() {
        // when
        pekko.send(PersistentSystem.atomic(PersistentSystem.event(id, 6, "x".repeat(1 << 20))));

        // then
        pekko.expect(JournalProtocol.WriteMessagesSuccessful$.class);
        assertThat(pekko.expect(WriteMessageRejected.class).cause()).hasMessageContaining("bytes");
    }

    @Test
    void batchLargerThanAnEntryIsStoredInOrder() {
        // when
        String half = "x".repeat(600_000);
        pekko.send(
                PersistentSystem.atomic(PersistentSystem.event(id, 6, half + 6)),
                PersistentSystem.atomic(PersistentSystem.event(id, 7, half + 7)),
                PersistentSystem.atomic(PersistentSystem.event(id, 8, half + 8)));
        pekko.expect(JournalProtocol.WriteMessagesSuccessful$.class);
        List.of(6, 7, 8).forEach(nr -> pekko.expect(WriteMessageSuccess.class));

        // then
        assertThat(pekko.replay(id, 6, ALL, ALL).texts()).containsExactly(half + 6, half + 7, half + 8);
    }

    @Test
    void secondWriterOfANumberFailsAndLeavesNothing() {
        // when a zombie that has not seen event 5 writes its own
        pekko.send(PersistentSystem.atomic(PersistentSystem.event(id, 5, "zombie")));

        // then it is failed, not rejected: it must stop and replay
        pekko.expect(WriteMessagesFailed.class);
        assertThat(pekko.expect(WriteMessageFailure.class).cause())
                .isInstanceOfSatisfying(
                        MetadataLogException.class, e -> assertThat(e.reason()).isEqualTo(Reason.CONFLICT));
        assertThat(pekko.replay(id, 1, ALL, ALL).texts()).containsExactly("a-1", "a-2", "a-3", "a-4", "a-5");
    }

    @Test
    void pluginWithoutNodeSaysWhatIsMissing() {
        // given
        ActorSystem bare = PersistentSystem.newSystem();
        try {
            var probe = new TestKit(bare);
            var journal = Persistence.get(bare).journalFor("", ConfigFactory.empty());

            // when
            journal.tell(new JournalProtocol.ReplayMessages(1, 1, 1, "p", probe.getRef()), probe.getRef());

            // then
            assertThat(probe.expectMsgClass(JournalProtocol.ReplayMessagesFailure.class)
                            .cause())
                    .hasMessageContaining("install(node)");
        } finally {
            TestKit.shutdownActorSystem(bare);
        }
    }
}
