package io.sampo.metadatalog.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sampo.metadatalog.state.Command.AppendEvents;
import io.sampo.metadatalog.state.Command.Barrier;
import io.sampo.metadatalog.state.Command.BeginSnapshot;
import io.sampo.metadatalog.state.Command.DeleteEventsTo;
import io.sampo.metadatalog.state.Command.DeleteSnapshots;
import io.sampo.metadatalog.state.Command.EndSnapshot;
import io.sampo.metadatalog.state.Command.SaveSnapshot;
import io.sampo.metadatalog.state.Command.SnapshotChunk;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.From;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class CodecTest {
    @Provide
    Arbitrary<Command> commands() {
        Arbitrary<String> ids = Arbitraries.of("p", "q", "späť-日本");
        Arbitrary<byte[]> bytes = Arbitraries.bytes().array(byte[].class).ofMaxSize(40);
        Arbitrary<Long> numbers = Arbitraries.longs().between(0, 12);
        return Arbitraries.oneOf(
                Combinators.combine(ids, numbers, bytes.list().ofMaxSize(4)).as(AppendEvents::new),
                Combinators.combine(ids, numbers).as(DeleteEventsTo::new),
                Arbitraries.of(new Barrier()),
                Combinators.combine(ids, numbers, numbers, bytes).as(SaveSnapshot::new),
                Combinators.combine(
                                ids,
                                Arbitraries.of("u", "v"),
                                numbers,
                                numbers,
                                Arbitraries.integers().between(0, 60))
                        .as(BeginSnapshot::new),
                Combinators.combine(
                                ids,
                                Arbitraries.of("u", "v"),
                                Arbitraries.integers().between(0, 60),
                                bytes)
                        .as(SnapshotChunk::new),
                Combinators.combine(ids, Arbitraries.of("u", "v")).as(EndSnapshot::new),
                Combinators.combine(ids, numbers, numbers, numbers, numbers).as(DeleteSnapshots::new));
    }

    @Property(tries = 300)
    void everyCommandComesBackAsItWas(@ForAll("commands") Command command) throws IOException {
        // when
        byte[] once = CommandCodec.encode(command);

        // then
        Command back = CommandCodec.decode(once);
        assertThat(back).isInstanceOf(command.getClass());
        assertThat(CommandCodec.encode(back)).isEqualTo(once);
        assertThat(back.persistenceId()).isEqualTo(command.persistenceId());
    }

    @Property(tries = 200)
    void stateFileAndReplayGiveTheSameState(@ForAll List<@From("commands") Command> commands) throws IOException {
        // given a voter that replays everything, and one that restarts from a state file in the middle
        var replayed = new MetadataState();
        var restarted = new MetadataState();
        List<Outcome> expected = new ArrayList<>();
        List<Outcome> seen = new ArrayList<>();

        // when
        for (int i = 0; i < commands.size(); i++) {
            if (i == commands.size() / 2) {
                restarted = StateFileCodec.read(new ByteArrayInputStream(file(restarted)));
            }
            expected.add(replayed.apply(commands.get(i)));
            seen.add(restarted.apply(commands.get(i)));
        }

        // then
        assertThat(seen).isEqualTo(expected);
        assertThat(file(restarted)).isEqualTo(file(replayed));
    }

    private static byte[] file(MetadataState state) throws IOException {
        var bytes = new ByteArrayOutputStream();
        StateFileCodec.write(state, bytes);
        return bytes.toByteArray();
    }

    @Property(tries = 200)
    void flippedBitOfAStateFileIsNoticed(@ForAll int seed) throws IOException {
        // given
        var state = new MetadataState();
        state.apply(new AppendEvents("p", 1, List.of(new byte[] {1, 2, 3}, new byte[] {4})));
        state.apply(new SaveSnapshot("p", 2, 5, new byte[] {6}));
        byte[] file = file(state);

        // when
        int bit = Math.floorMod(seed, file.length * 8);
        file[bit / 8] ^= (byte) (1 << (bit % 8));

        // then
        assertThatThrownBy(() -> StateFileCodec.read(new ByteArrayInputStream(file)))
                .isInstanceOf(IOException.class);
    }

    @Example
    void bytesOfTheFirstVersionStayReadable() throws IOException {
        // given an entry as it lies in somebody's log
        byte[] stored = HexFormat.of().parseHex("0101000000017000000000000000010000000100000002abcd");

        // when
        var append = (AppendEvents) CommandCodec.decode(stored);

        // then
        assertThat(append.firstSequenceNr()).isEqualTo(1);
        assertThat(append.events()).containsExactly(new byte[] {(byte) 0xab, (byte) 0xcd});
        assertThat(CommandCodec.encode(append)).isEqualTo(stored);
    }

    @Example
    void entryOfANewerVersionIsNotGuessed() {
        assertThatThrownBy(() -> CommandCodec.decode(new byte[] {2, 1, 0, 0}))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("version 2");
    }
}
