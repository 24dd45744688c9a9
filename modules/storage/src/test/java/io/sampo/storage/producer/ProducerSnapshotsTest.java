package io.sampo.storage.producer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sampo.logfiles.ChannelOpener;
import io.sampo.model.Offsets;
import io.sampo.model.ProducerState;
import io.sampo.model.ProducerState.Batch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** R18: a snapshot is worth what it stands for, and nothing where it does not fit. */
class ProducerSnapshotsTest {
    private static final ProducerState STEADY = new ProducerState(
            7, (short) 2, List.of(new Batch(0, 9, 100), new Batch(10, 10, 110), new Batch(11, 30, 111)), 1_234);
    private static final ProducerState WRAPPED =
            new ProducerState(9, (short) 0, List.of(new Batch(Integer.MAX_VALUE - 1, 2, 131)), -1);

    @TempDir
    Path directory;

    @Test
    void whatWasWrittenIsReadAgain() throws IOException {
        // given
        ProducerSnapshots snapshots = new ProducerSnapshots(directory, ChannelOpener.SYSTEM);
        ProducerSnapshot snapshot = new ProducerSnapshot(136, 4, List.of(STEADY, WRAPPED));

        // when
        snapshots.write(snapshot);

        // then
        assertThat(snapshots.newest(0, 200, offset -> 4)).isEqualTo(snapshot);
        assertThat(directory.resolve("00000000000000000136.snapshot")).exists();
    }

    @Test
    void oneBeyondTheEndOrBelowTheStartOrOfAnotherHistoryIsNotTrusted() throws IOException {
        // given
        ProducerSnapshots snapshots = new ProducerSnapshots(directory, ChannelOpener.SYSTEM);
        ProducerSnapshot older = new ProducerSnapshot(50, 3, List.of());
        snapshots.write(older);
        snapshots.write(new ProducerSnapshot(136, 4, List.of(STEADY)));

        // then
        assertThat(snapshots.newest(0, 135, offset -> offset < 60 ? 3 : 4)).isEqualTo(older);
        assertThat(snapshots.newest(0, 200, offset -> offset < 60 ? 3 : 5)).isEqualTo(older);
        assertThat(snapshots.newest(51, 135, offset -> 3)).isNull();
    }

    @Test
    void everySingleFlippedBitIsNoticed() throws IOException {
        byte[] file = ProducerSnapshotCodec.encode(new ProducerSnapshot(136, 4, List.of(STEADY, WRAPPED)))
                .array();

        for (int bit = 0; bit < file.length * 8; bit++) {
            byte[] broken = file.clone();
            broken[bit / 8] ^= (byte) (1 << bit % 8);
            assertThatThrownBy(() -> ProducerSnapshotCodec.decode(136, broken)).isInstanceOf(IOException.class);
        }
    }

    @Test
    void everyTornOneIsNoticed() {
        byte[] file = ProducerSnapshotCodec.encode(new ProducerSnapshot(136, 4, List.of(STEADY, WRAPPED)))
                .array();

        for (int length = 0; length < file.length; length++) {
            byte[] torn = java.util.Arrays.copyOf(file, length);
            assertThatThrownBy(() -> ProducerSnapshotCodec.decode(136, torn)).isInstanceOf(IOException.class);
        }
    }

    @Test
    void aTornNewestOneGivesWayToTheOneBefore() throws IOException {
        // given
        ProducerSnapshots snapshots = new ProducerSnapshots(directory, ChannelOpener.SYSTEM);
        snapshots.write(new ProducerSnapshot(50, 3, List.of()));
        Files.write(directory.resolve("00000000000000000136.snapshot"), new byte[3]);

        // then
        ProducerSnapshot newest = snapshots.newest(0, 200, offset -> Offsets.NO_EPOCH);
        assertThat(newest).isNotNull();
        assertThat(newest.offset()).isEqualTo(50);
    }

    @Test
    void aFewAreKeptAndACutTakesThoseBeyond() throws IOException {
        // given
        ProducerSnapshots snapshots = new ProducerSnapshots(directory, ChannelOpener.SYSTEM);
        for (long offset = 10; offset <= 60; offset += 10) {
            snapshots.write(new ProducerSnapshot(offset, 1, List.of()));
        }
        assertThat(snapshots.offsets()).containsExactly(40L, 50L, 60L);

        // when
        snapshots.dropBeyond(50);

        // then
        assertThat(snapshots.offsets()).containsExactly(40L, 50L);
    }
}
