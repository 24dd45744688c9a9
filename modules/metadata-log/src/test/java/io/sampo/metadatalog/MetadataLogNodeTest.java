package io.sampo.metadatalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sampo.metadatalog.state.Outcome;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.ratis.util.FileUtils;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MetadataLogNodeTest {
    @TempDir
    Path directory;

    private Voters voters;
    private Peer self;

    @BeforeEach
    void open() throws IOException {
        voters = new Voters(directory);
        self = Voters.peer("1-a");
    }

    @AfterEach
    void close() {
        voters.close();
    }

    @Test
    void secondWriterOfASequenceNumberIsAConflict() throws IOException {
        // given
        MetadataLogNode node = voters.found(self);
        Voters.append(node, "p", 1, "first");

        // when
        Outcome second = Voters.append(node, "p", 1, "second");

        // then
        assertThat(second.kind()).isEqualTo(Outcome.Kind.CONFLICT);
        assertThat(second.highestSequenceNr()).isEqualTo(1);
        assertThat(Voters.read(node, "p")).containsExactly("first");
    }

    @Test
    void acknowledgedEventsSurviveARestart() throws IOException {
        // given
        MetadataLogNode before = voters.found(self);
        Voters.append(before, "p", 1, "a", "b");
        voters.stop(before);

        // when
        MetadataLogNode after = voters.open(self);
        assertThat(after.hasGroup()).isTrue();
        after.startExisting();
        voters.leader();

        // then
        assertThat(Voters.read(after, "p")).containsExactly("a", "b");
        assertThat(Voters.append(after, "p", 3, "c").kind()).isEqualTo(Outcome.Kind.DONE);
    }

    @Test
    void stateFileReplacesThePurgedLog() throws IOException {
        // given so many entries that the log before the state file is purged
        voters.stateFileEvery(20);
        MetadataLogNode before = voters.found(self);
        String filler = "x".repeat(500);
        IntStream.rangeClosed(1, 100).forEach(i -> Voters.append(before, "p", i, filler + i));
        Path group = directory
                .resolve("1-a/raft")
                .resolve(before.group().orElseThrow().groupId().toString());
        Await.until("the log is purged", () -> !Files.exists(firstSegment(group)));
        voters.stop(before);

        // when
        MetadataLogNode after = voters.open(self);
        after.startExisting();
        voters.leader();

        // then
        assertThat(Voters.read(after, "p")).hasSize(100).startsWith(filler + 1).endsWith(filler + 100);
    }

    @Test
    void largeEventsPurgeTheLogBeforeThereAreManyOfThem() throws IOException {
        // given
        voters.stateFileEveryBytes(8 << 20);
        MetadataLogNode node = voters.found(self);
        String large = "x".repeat(900_000);

        // when
        IntStream.rangeClosed(1, 12).forEach(i -> Voters.append(node, "p", i, large));

        // then
        Path group = directory
                .resolve("1-a/raft")
                .resolve(node.group().orElseThrow().groupId().toString());
        Await.until("the log is purged", () -> !Files.exists(firstSegment(group)));
    }

    private static Path firstSegment(Path group) {
        try (var files = Files.list(group.resolve("current"))) {
            return files.filter(file -> file.getFileName().toString().startsWith("log_0-"))
                    .findFirst()
                    .orElse(group.resolve("none"));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Test
    void listenerHearsWhenThisNodeMayAppendAndWhenItMayNotAnyMore() throws IOException {
        // given
        MetadataLogNode node = voters.found(self);

        // when
        Await.until("ready", () -> voters.heardBy("1-a").stream().anyMatch(Voters.Heard::leads));
        voters.stop(node);

        // then
        List<Voters.Heard> heard = voters.heardBy("1-a");
        assertThat(heard).contains(new Voters.Heard("1-a", 1, true));
        assertThat(heard.get(heard.size() - 1)).isEqualTo(new Voters.Heard(null, 1, false));
    }

    @Test
    void lostRaftDirectoryIsNeverStartedOver() throws IOException {
        // given a voter whose Ratis files vanished but which took part in a group
        MetadataLogNode before = voters.found(self);
        voters.stop(before);
        FileUtils.deleteFully(directory.resolve("1-a/raft").toFile());

        // when
        MetadataLogNode after = voters.open(self);

        // then
        assertThatThrownBy(after::startExisting).isInstanceOf(IOException.class).hasMessageContaining("lost");
        assertThatThrownBy(() -> after.format(GroupIdentity.ofFirstFormation(List.of(self))))
                .isInstanceOf(IOException.class);
    }

    @Test
    void restOfAFormatThatNeverFinishedIsIgnored() throws IOException {
        // given
        Path rest = directory.resolve("1-a/raft/7d444840-9dc0-11d1-b245-5ffdce74fad2/current");
        Files.createDirectories(rest);
        Files.writeString(rest.resolve("raft-meta"), "torn");

        // when
        MetadataLogNode node = voters.found(self);

        // then
        assertThat(Voters.append(node, "p", 1, "a").kind()).isEqualTo(Outcome.Kind.DONE);
    }

    @Test
    void takenPortIsAnExceptionAndNotTheEndOfTheJvm() throws IOException {
        try (var taken = new ServerSocket(self.port(), 1, InetAddress.getLoopbackAddress())) {
            MetadataLogNode node = voters.open(self);

            assertThatThrownBy(() -> node.format(GroupIdentity.ofFirstFormation(List.of(self))))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("127.0.0.1:" + taken.getLocalPort());
        }
    }

    @Test
    void appendBeforeStartFailsAtOnce() throws IOException {
        // given
        MetadataLogNode node = voters.open(self);

        // then
        assertThatThrownBy(() -> Voters.append(node, "p", 1, "a"))
                .isInstanceOfSatisfying(MetadataLogException.class, e -> assertThat(e.reason())
                        .isEqualTo(MetadataLogException.Reason.UNAVAILABLE));
    }

    @Test
    void everySettingHasADefault() {
        // when
        MetadataLogSettings settings = Voters.defaults(self, directory);

        // then
        assertThat(settings.fsync()).isTrue();
        assertThat(settings.times()).isEqualTo(new MetadataLogSettings.Times(500, 1000, 4000, 4000, 60_000, 3000));
        assertThat(settings.sizes())
                .isEqualTo(new MetadataLogSettings.Sizes(1 << 20, 4 << 20, 64 << 10, 4096, 64 << 20, 256));
    }
}
