package io.sampo.metadatalog.state;

import static org.assertj.core.api.Assertions.assertThat;

import io.sampo.metadatalog.state.Command.AppendEvents;
import io.sampo.metadatalog.state.Command.BeginSnapshot;
import io.sampo.metadatalog.state.Command.DeleteEventsTo;
import io.sampo.metadatalog.state.Command.EndSnapshot;
import io.sampo.metadatalog.state.Command.SaveSnapshot;
import io.sampo.metadatalog.state.Command.SnapshotChunk;
import io.sampo.metadatalog.state.Outcome.Kind;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class EventLogTest {
    private static final long ALL = Long.MAX_VALUE;

    private final MetadataState state = new MetadataState();

    private Outcome append(long first, String... events) {
        return state.apply(new AppendEvents(
                "p", first, Arrays.stream(events).map(EventLogTest::bytes).toList()));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private EventLog log() {
        return state.log("p").orElseThrow();
    }

    private Outcome save(long sequenceNr) {
        return state.apply(new SaveSnapshot("p", sequenceNr, 1, bytes("snapshot " + sequenceNr)));
    }

    private Optional<Long> newest() {
        return log().newestSnapshot(0, ALL, 0, ALL).map(StoredSnapshot::sequenceNr);
    }

    @Test
    void appendIsTakenOnlyRightAfterTheHighest() {
        assertThat(append(2, "early").kind()).isEqualTo(Kind.CONFLICT);
        assertThat(append(1, "a", "b").kind()).isEqualTo(Kind.DONE);
        assertThat(append(2, "late").kind()).isEqualTo(Kind.CONFLICT);
        assertThat(append(4, "hole").kind()).isEqualTo(Kind.CONFLICT);
        assertThat(log().highestSequenceNr()).isEqualTo(2);
    }

    @Test
    void snapshotBeyondTheJournalIsRefused() {
        // given
        append(1, "a", "b");

        // then
        assertThat(save(3).kind()).isEqualTo(Kind.REFUSED);
        assertThat(save(2).kind()).isEqualTo(Kind.DONE);
        assertThat(newest()).contains(2L);
    }

    @Test
    void snapshotOlderThanTheDeletedEventsIsRefused() {
        // given
        append(1, "a", "b", "c", "d");
        state.apply(new DeleteEventsTo("p", 3));

        // then
        assertThat(save(2).kind()).isEqualTo(Kind.REFUSED);
        assertThat(save(3).kind()).isEqualTo(Kind.DONE);
    }

    @Test
    void deletionStopsAtTheOlderOfTheTwoNewestSnapshots() {
        // given
        append(1, "a", "b", "c", "d", "e");
        save(1);
        save(3);
        save(5);

        // when
        state.apply(new DeleteEventsTo("p", 5));

        // then
        assertThat(log().deletedToSequenceNr()).isEqualTo(3);
        assertThat(log().read(1, ALL, ALL)).extracting(StoredEvent::sequenceNr).containsExactly(4L, 5L);
    }

    @Test
    void snapshotWhoseEventIsAnotherOneIsSkipped() {
        // given a state file in which the newest snapshot belongs to another history
        append(1, "a", "b");
        save(1);
        log().restoreSnapshot(new StoredSnapshot(2, 1, EventHash.of(bytes("zombie's b")), bytes("zombie")));

        // then
        assertThat(newest()).contains(1L);
    }

    @Test
    void snapshotInPiecesExistsOnlyWithItsEnd() {
        // given
        append(1, "a");
        state.apply(new BeginSnapshot("p", "u", 1, 1, 4));
        state.apply(new SnapshotChunk("p", "u", 0, bytes("ab")));
        assertThat(state.apply(new EndSnapshot("p", "u")).kind()).isEqualTo(Kind.REFUSED);

        // when
        state.apply(new SnapshotChunk("p", "u", 2, bytes("cd")));

        // then
        assertThat(newest()).isEmpty();
        assertThat(state.apply(new EndSnapshot("p", "u")).kind()).isEqualTo(Kind.DONE);
        assertThat(log().newestSnapshot(0, ALL, 0, ALL).orElseThrow().body()).isEqualTo(bytes("abcd"));
    }

    @Test
    void chunkOutOfPlaceIsRefused() {
        // given
        append(1, "a");
        state.apply(new BeginSnapshot("p", "u", 1, 1, 4));

        // then
        assertThat(state.apply(new SnapshotChunk("p", "u", 1, bytes("b"))).kind())
                .isEqualTo(Kind.REFUSED);
        assertThat(state.apply(new SnapshotChunk("p", "v", 0, bytes("a"))).kind())
                .isEqualTo(Kind.REFUSED);
        assertThat(state.apply(new SnapshotChunk("p", "u", 0, bytes("abcde"))).kind())
                .isEqualTo(Kind.REFUSED);
    }

    @Test
    void newBracketDropsTheUnfinishedOneOfADeadWriter() {
        // given
        append(1, "a");
        state.apply(new BeginSnapshot("p", "dead", 1, 1, 4));

        // when
        state.apply(new BeginSnapshot("p", "alive", 1, 1, 1));

        // then
        assertThat(state.apply(new SnapshotChunk("p", "dead", 0, bytes("a"))).kind())
                .isEqualTo(Kind.REFUSED);
        assertThat(state.apply(new SnapshotChunk("p", "alive", 0, bytes("a"))).kind())
                .isEqualTo(Kind.DONE);
    }

    @Test
    void bracketBeyondTheJournalOrTheLimitIsRefused() {
        // given
        append(1, "a");

        // then
        assertThat(state.apply(new BeginSnapshot("p", "u", 2, 1, 4)).kind()).isEqualTo(Kind.REFUSED);
        assertThat(state.apply(new BeginSnapshot("p", "u", 1, 1, Integer.MAX_VALUE))
                        .kind())
                .isEqualTo(Kind.REFUSED);
    }
}
