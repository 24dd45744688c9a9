package io.sampo.logfiles;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is in a file after it was replaced, and what that leaves beside it. */
class DurableFilesTest {
    private static final int SECTOR_BYTES = 512;

    @TempDir
    Path directory;

    @Test
    void aFileHoldsTheTextThatReplacedItLastWhateverTheirLengths() throws IOException {
        // given
        Path file = directory.resolve("text");
        Random random = new Random(7);
        for (int i = 0; i < 300; i++) {
            // when
            String text = (char) ('a' + i % 26) + "x".repeat(random.nextInt(2 * SECTOR_BYTES));
            if (random.nextInt(4) == 0) {
                DurableFiles.replace(file, text);
            } else {
                DurableFiles.replaceUnforced(file, text);
            }
            // then
            assertThat(file).content().isEqualTo(text);
        }
        try (Stream<Path> left = Files.list(directory)) {
            assertThat(left.toList()).containsExactly(file);
        }
    }

    @Test
    void onlyATextThatADyingProcessCannotHalfWriteGoesOverTheOldOne() throws IOException {
        // given: a second name of the file, which goes on showing what becomes of the old bytes
        for (int length : List.of(1, 100, SECTOR_BYTES, SECTOR_BYTES + 1)) {
            Path file = directory.resolve("text-" + length);
            DurableFiles.replaceUnforced(file, "o".repeat(length));
            Path old = Files.createLink(directory.resolve("old-" + length), file);
            // when
            DurableFiles.replaceUnforced(file, "n".repeat(length));
            // then
            assertThat(file).content().isEqualTo("n".repeat(length));
            assertThat(old).content().isEqualTo((length <= SECTOR_BYTES ? "n" : "o").repeat(length));
        }
    }

    @Test
    void aShorterTextNeverStandsBeforeTheRestOfALongerOne() throws IOException {
        // given
        Path file = directory.resolve("text");
        DurableFiles.replaceUnforced(file, "0\n2\n1 0\n2 10\n");
        Path old = Files.createLink(directory.resolve("old"), file);
        // when
        DurableFiles.replaceUnforced(file, "0\n1\n3 0\n");
        // then
        assertThat(file).content().isEqualTo("0\n1\n3 0\n");
        assertThat(old).content().isEqualTo("0\n2\n1 0\n2 10\n");
    }
}
