package io.sampo.chaos.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HistoryFileTest {
    @TempDir
    private Path directory;

    @Test
    void whatWasAppendedIsReadBack() throws IOException {
        // given
        List<Operation> operations = List.of(
                Operation.send(3, Outcome.OK, 10, 20, 1, 7, Values.of(3, 5), 6),
                Operation.of(50, Action.ASSIGN, Outcome.OK, 11, 12),
                new Operation(
                        50, Action.POLL, Outcome.INFO, 11, 30, new long[] {0, 1, 2, 3, 1, 8, Payload.WRONG_BYTES, 0}));
        Path file = directory.resolve("history");

        // when
        try (HistoryFile history = HistoryFile.create(file, List.of("a-0", "a-1"))) {
            for (Operation operation : operations) {
                history.append(operation);
            }
        }

        // then
        History read = HistoryFile.read(file);
        assertThat(read.keys()).containsExactly("a-0", "a-1");
        assertThat(read.operations()).isEqualTo(3);
        for (int i = 0; i < operations.size(); i++) {
            assertThat(read.operation(i)).isEqualTo(operations.get(i));
        }
    }

    @Test
    void aLineThatIsNoOperationIsNamed() throws IOException {
        Path file = Files.writeString(directory.resolve("history"), "keys a-0\n3 S O 1 2 0:0:0:0\n3 S\n");

        assertThatThrownBy(() -> HistoryFile.read(file)).hasMessageContaining("line 3");
    }
}
