package io.sampo.metadatalog.plugin;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.pekko.persistence.DeleteMessagesSuccess;
import org.apache.pekko.persistence.DeleteSnapshotSuccess;
import org.apache.pekko.persistence.DeleteSnapshotsSuccess;
import org.apache.pekko.persistence.JournalProtocol;
import org.apache.pekko.persistence.SaveSnapshotFailure;
import org.apache.pekko.persistence.SaveSnapshotSuccess;
import org.apache.pekko.persistence.SelectedSnapshot;
import org.apache.pekko.persistence.SnapshotMetadata;
import org.apache.pekko.persistence.SnapshotProtocol;
import org.apache.pekko.persistence.SnapshotSelectionCriteria;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import scala.jdk.javaapi.OptionConverters;

/** The duties of a snapshot store from Pekko's persistence TCK (SnapshotStoreSpec), and H58. */
class RatisSnapshotStoreTest {
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

    /** Snapshots s-11 … s-15; Pekko stamps their times. */
    @BeforeEach
    void fiveSnapshots() {
        id = "s-" + NAMES.incrementAndGet();
        pekko.write(id, 1, 20);
        for (int nr = 11; nr <= 15; nr++) {
            save(nr, "s-" + nr);
            pekko.expect(SaveSnapshotSuccess.class);
        }
    }

    private void save(long sequenceNr, String text) {
        pekko.snapshotStore()
                .tell(
                        new SnapshotProtocol.SaveSnapshot(new SnapshotMetadata(id, sequenceNr, 0L), new Word(text)),
                        pekko.probe.getRef());
    }

    private Optional<SelectedSnapshot> load(String of, SnapshotSelectionCriteria criteria, long to) {
        pekko.snapshotStore().tell(new SnapshotProtocol.LoadSnapshot(of, criteria, to), pekko.probe.getRef());
        return OptionConverters.toJava(
                pekko.expect(SnapshotProtocol.LoadSnapshotResult.class).snapshot());
    }

    private Optional<String> text(SnapshotSelectionCriteria criteria, long to) {
        return load(id, criteria, to).map(selected -> ((Word) selected.snapshot()).text());
    }

    private long timeOf(long sequenceNr) {
        return load(id, SnapshotSelectionCriteria.create(sequenceNr, ALL), ALL)
                .orElseThrow()
                .metadata()
                .timestamp();
    }

    @Test
    void unknownActorHasNoSnapshot() {
        assertThat(load("nobody", SnapshotSelectionCriteria.latest(), ALL)).isEmpty();
    }

    @ParameterizedTest(name = "criteria up to {0}, recovery to {1}: {2}")
    @CsvSource({
        "9223372036854775807, 9223372036854775807, s-15",
        "13, 9223372036854775807, s-13",
        "9223372036854775807, 13, s-13",
        "10, 9223372036854775807,",
        "9223372036854775807, 10,",
    })
    void newestSnapshotWithinTheBoundsIsLoaded(long maxSequenceNr, long to, String expected) {
        assertThat(text(SnapshotSelectionCriteria.create(maxSequenceNr, ALL), to))
                .isEqualTo(Optional.ofNullable(expected));
    }

    @Test
    void snapshotYoungerThanTheTimeBoundIsNotLoaded() {
        // when
        long first = timeOf(11);

        // then
        assertThat(text(SnapshotSelectionCriteria.create(ALL, first - 1), ALL)).isEmpty();
        assertThat(text(SnapshotSelectionCriteria.create(11, first), ALL)).contains("s-11");
    }

    @Test
    void oneSnapshotIsDeletedByItsSequenceNumber() {
        // when
        pekko.snapshotStore()
                .tell(new SnapshotProtocol.DeleteSnapshot(new SnapshotMetadata(id, 15, 0L)), pekko.probe.getRef());
        pekko.expect(DeleteSnapshotSuccess.class);

        // then
        assertThat(text(SnapshotSelectionCriteria.latest(), ALL)).contains("s-14");
    }

    @Test
    void snapshotsAreDeletedByBoundsOfNumberAndTime() {
        // when
        deleteAll(SnapshotSelectionCriteria.create(13, ALL));

        // then
        assertThat(text(SnapshotSelectionCriteria.create(13, ALL), ALL)).isEmpty();
        assertThat(text(SnapshotSelectionCriteria.create(14, ALL), ALL)).contains("s-14");

        // and when the time does not match
        deleteAll(SnapshotSelectionCriteria.create(15, timeOf(14) - 1));

        // then
        assertThat(text(SnapshotSelectionCriteria.create(14, ALL), ALL)).contains("s-14");
    }

    private void deleteAll(SnapshotSelectionCriteria criteria) {
        pekko.snapshotStore().tell(new SnapshotProtocol.DeleteSnapshots(id, criteria), pekko.probe.getRef());
        pekko.expect(DeleteSnapshotsSuccess.class);
    }

    @Test
    void snapshotOfTheSameNumberIsReplaced() {
        // when
        save(15, "s-15 again");
        pekko.expect(SaveSnapshotSuccess.class);

        // then
        assertThat(text(SnapshotSelectionCriteria.latest(), ALL)).contains("s-15 again");
    }

    @Test
    void snapshotLargerThanAnEntryIsStoredInPieces() {
        // given
        String large = "0123456789".repeat(350_000);

        // when two are on their way at once
        save(16, large);
        save(17, large + "!");
        pekko.expect(SaveSnapshotSuccess.class);
        pekko.expect(SaveSnapshotSuccess.class);

        // then
        assertThat(text(SnapshotSelectionCriteria.create(16, ALL), ALL)).contains(large);
        assertThat(text(SnapshotSelectionCriteria.latest(), ALL)).contains(large + "!");
    }

    @Test
    void snapshotOfEventsTheLogNeverTookIsRefused() {
        // when a zombie saves
        save(21, "zombie");

        // then
        assertThat(pekko.expect(SaveSnapshotFailure.class).cause()).hasMessageContaining("ends at 20");
        assertThat(text(SnapshotSelectionCriteria.latest(), ALL)).contains("s-15");
    }

    @Test
    void eventsThatTheOlderSnapshotNeedsAreKept() {
        // when
        pekko.journal().tell(new JournalProtocol.DeleteMessagesTo(id, 20, pekko.probe.getRef()), pekko.probe.getRef());
        pekko.expect(DeleteMessagesSuccess.class);

        // then recovery from s-14 is still possible
        assertThat(pekko.replay(id, 1, ALL, ALL).events().get(0).sequenceNr()).isEqualTo(15);
    }

    @Test
    void snapshotThatCannotBeWrittenFails() {
        // when
        save(16, "");

        // then
        pekko.expect(SaveSnapshotFailure.class);
    }
}
