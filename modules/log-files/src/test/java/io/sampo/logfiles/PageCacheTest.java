package io.sampo.logfiles;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.EOFException;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Laws of both ways: pages moved to nowhere, where this machine can, and copies. */
class PageCacheTest {
    /** More than one piece of either way, and no whole number of them. */
    private static final int SIZE = (9 << 20) + 17;

    @TempDir
    private Path directory;

    static Stream<@Nullable FileChannel> ways() {
        return Stream.of(PageCache.nowhere(), null);
    }

    @ParameterizedTest
    @MethodSource("ways")
    void aRangeIsReadToItsLastByte(@Nullable FileChannel nowhere) throws IOException {
        try (FileChannel file = file()) {
            assertThatCode(() -> PageCache.fill(file, 0, SIZE, nowhere)).doesNotThrowAnyException();
            assertThatCode(() -> PageCache.fill(file, SIZE - 1, 1, nowhere)).doesNotThrowAnyException();
            assertThatThrownBy(() -> PageCache.fill(file, 0, SIZE + 1, nowhere))
                    .isInstanceOf(EOFException.class)
                    .hasMessageContaining("ends at " + SIZE);
        }
    }

    @ParameterizedTest
    @MethodSource("ways")
    void aFileThatWasCutIsToldFromOneThatIsWhole(@Nullable FileChannel nowhere) throws IOException {
        try (FileChannel file = file()) {
            file.truncate(SIZE / 2);

            assertThatThrownBy(() -> PageCache.fill(file, 0, SIZE, nowhere)).isInstanceOf(EOFException.class);
            assertThatThrownBy(() -> PageCache.fill(file, SIZE - 1, 1, nowhere)).isInstanceOf(EOFException.class);
        }
    }

    @ParameterizedTest
    @MethodSource("ways")
    void aFaultOfTheFileIsTheCallers(@Nullable FileChannel nowhere) throws IOException {
        FileChannel file = file();
        file.close();

        assertThatThrownBy(() -> PageCache.fill(file, 0, 1, nowhere)).isInstanceOf(ClosedChannelException.class);
    }

    @Test
    void whoFindsNowhereClosedCopies() throws IOException {
        FileChannel closed = FileChannel.open(Files.createFile(directory.resolve("nowhere")), StandardOpenOption.WRITE);
        closed.close();
        try (FileChannel file = file()) {
            assertThatCode(() -> PageCache.fill(file, 0, SIZE, closed)).doesNotThrowAnyException();
        }
    }

    private FileChannel file() throws IOException {
        Path path = Files.write(directory.resolve("file"), new byte[SIZE]);
        return FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE);
    }
}
