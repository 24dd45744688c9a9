package io.sampo.logfiles.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LeaderEpochCheckpointTest {
    @TempDir
    Path directory;

    @Test
    void whatWasWrittenIsRead_ForcedOrNot() throws IOException {
        LeaderEpochCheckpoint checkpoint = new LeaderEpochCheckpoint(directory);
        List<EpochEntry> entries = List.of(new EpochEntry(3, 0), new EpochEntry(123, 500));
        checkpoint.writeUnforced(entries);
        assertThat(checkpoint.read()).contains(entries);
        checkpoint.force();
        assertThat(checkpoint.read()).contains(entries);
        checkpoint.write(entries.subList(0, 1));
        assertThat(checkpoint.read()).contains(entries.subList(0, 1));
    }

    @Test
    void aTextThatAPowerCutLeftWithTheLengthOfAnOlderOneCountsAsAbsent() throws IOException {
        // given: "7 500" was to become "123 500"
        String whole = "0\n2\n3 0\n123 500\n";
        for (int length = 0; length < whole.length(); length++) {
            // when
            Files.writeString(directory.resolve(LeaderEpochCheckpoint.FILE_NAME), whole.substring(0, length));
            // then
            assertThat(new LeaderEpochCheckpoint(directory).read())
                    .as("%s bytes", length)
                    .isEmpty();
        }
    }
}
