package io.sampo.records;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A process of its own, whose temporary directory cannot be: what has to unpack a library there fails. */
class CodecLoadingTest {
    @TempDir
    Path directory;

    @Test
    void aLibraryThatDoesNotLoadIsToldInOneLineAndOnlyWhenItIsNeeded() throws Exception {
        // given
        Path file = Files.createFile(directory.resolve("file"));
        Process process = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Djava.io.tmpdir=" + file.resolve("below"),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Packer.class.getName()))
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();

        // when
        List<String> lines = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                .lines()
                .toList();

        // then
        assertThat(process.waitFor()).isZero();
        assertThat(lines).contains("NONE packed", "GZIP packed", "LZ4 packed");
        assertThat(lines)
                .filteredOn(line -> line.startsWith("SNAPPY") || line.startsWith("ZSTD"))
                .hasSize(2)
                .allSatisfy(line -> assertThat(line)
                        .contains("UNSUPPORTED_COMPRESSION_TYPE")
                        .contains("native library did not load"));
        assertThat(lines).hasSize(5);
    }

    /** Packs with every codec and prints how it went. */
    static final class Packer {
        private Packer() {}

        public static void main(String[] args) {
            for (CompressionType type : CompressionType.values()) {
                try {
                    type.compress(ByteBuffer.allocate(100));
                    System.out.println(type + " packed");
                } catch (InvalidBatchException e) {
                    System.out.println(type + " " + e.error() + " " + e.getMessage());
                }
            }
        }
    }
}
