package io.sampo.logfiles.segment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sampo.logfiles.ChannelOpener;
import io.sampo.records.LogSlice;
import io.sampo.records.RecordBatchBuilder;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OpenFilesTest {
    @TempDir
    Path directory;

    private final List<IOException> failures = new ArrayList<>();
    private final List<Runnable> background = new ArrayList<>();

    @Test
    void filesThatAreOnlyReadNeverPassTheLimit() throws IOException {
        // given
        OpenFiles files = new OpenFiles(3, ChannelOpener.SYSTEM, background::add, failures::add);
        List<FileChannel> channels = new ArrayList<>();

        // when
        for (int i = 0; i < 20; i++) {
            channels.add(index(files, i));
            channels.get(i).write(ByteBuffer.wrap(new byte[] {(byte) i}), 0);
            assertThat(files.openCount()).isLessThanOrEqualTo(3);
        }

        // then each is opened again when it is needed
        for (int i = 0; i < 20; i++) {
            ByteBuffer read = ByteBuffer.allocate(1);
            channels.get(i).read(read, 0);
            assertThat(read.get(0)).isEqualTo((byte) i);
            assertThat(files.openCount()).isLessThanOrEqualTo(3);
        }
        assertThat(background).isEmpty();
    }

    @Test
    void writtenBatchesAreForcedByTheHandleThatWroteThemBeforeItGoes() throws IOException {
        // given
        List<String> events = new ArrayList<>();
        OpenFiles files = new OpenFiles(
                1,
                (path, options) -> new WatchedChannel(FileChannel.open(path, options), path, events),
                background::add,
                failures::add);
        FileChannel first = log(files, 0);
        first.write(ByteBuffer.wrap(new byte[10]), 0);

        // when another one takes its place
        FileChannel second = log(files, 1);
        assertThat(events).containsExactly("write 0");
        assertThat(files.openCount()).isEqualTo(2);
        second.write(ByteBuffer.wrap(new byte[10]), 0);
        background.forEach(Runnable::run);

        // then
        assertThat(events).containsExactly("write 0", "write 1", "force 0", "close 0");
        assertThat(files.openCount()).isEqualTo(1);
        assertThat(failures).isEmpty();
    }

    @Test
    void aForceThatFailsIsToldAndTheFileStaysOpen() throws IOException {
        // given
        List<String> events = new ArrayList<>();
        OpenFiles files = new OpenFiles(
                1,
                (path, options) -> new WatchedChannel(FileChannel.open(path, options), path, events) {
                    @Override
                    public void force(boolean metaData) throws IOException {
                        throw new IOException("Input/output error");
                    }
                },
                background::add,
                failures::add);
        log(files, 0).write(ByteBuffer.wrap(new byte[10]), 0);
        log(files, 1);

        // when
        background.forEach(Runnable::run);

        // then
        assertThat(failures).hasSize(1);
        assertThat(events).doesNotContain("close 0");
    }

    @Test
    void aSliceStaysReadableWhenItsFileIsGoneAndManyOthersWereOpened() throws IOException {
        // given
        OpenFiles files = new OpenFiles(1, ChannelOpener.SYSTEM, Runnable::run, failures::add);
        Segment segment = Segment.create(directory, 0, files, 0);
        segment.append(tenRecords(), 4096);
        LogSlice slice = segment.read(0, 1_000_000, 10);

        // when
        for (Path path : segment.delete()) {
            Files.delete(path);
        }
        for (int i = 1; i < 5; i++) {
            log(files, i);
        }

        // then
        assertThat(slice.toBuffer().remaining()).isEqualTo(slice.sizeInBytes());
        slice.close();
        assertThat(files.openCount()).isZero();
    }

    @Test
    void aFileThatIsGoneIsNotMadeAnew() throws IOException {
        // given
        OpenFiles files = new OpenFiles(1, ChannelOpener.SYSTEM, background::add, failures::add);
        FileChannel first = log(files, 0);
        log(files, 1);
        Files.delete(name(0, ".log"));

        // then
        assertThatThrownBy(() -> first.read(ByteBuffer.allocate(1), 0)).isInstanceOf(NoSuchFileException.class);
    }

    private static ByteBuffer tenRecords() {
        RecordBatchBuilder builder = new RecordBatchBuilder().baseOffset(0).leaderEpoch(1);
        for (int offset = 0; offset < 10; offset++) {
            builder.append(offset, null, ByteBuffer.wrap(new byte[] {(byte) offset}));
        }
        return builder.build();
    }

    private FileChannel log(OpenFiles files, long baseOffset) throws IOException {
        return open(files, name(baseOffset, ".log"));
    }

    private FileChannel index(OpenFiles files, long baseOffset) throws IOException {
        return open(files, name(baseOffset, ".index"));
    }

    private Path name(long baseOffset, String suffix) {
        return directory.resolve(String.format("%020d%s", baseOffset, suffix));
    }

    private static FileChannel open(OpenFiles files, Path path) throws IOException {
        return files.open(path, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
    }
}
