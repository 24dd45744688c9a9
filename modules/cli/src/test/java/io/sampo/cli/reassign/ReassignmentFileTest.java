package io.sampo.cli.reassign;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sampo.model.TopicPartition;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReassignmentFileTest {
    @TempDir
    private Path directory;

    private Path file(String text) throws IOException {
        return Files.writeString(directory.resolve("plan.json"), text);
    }

    @Test
    void whatIsWrittenIsReadAgain() {
        SortedMap<TopicPartition, List<Integer>> plan = new TreeMap<>(
                Map.of(new TopicPartition("book", 10), List.of(4, 1), new TopicPartition("a \"b\"", 0), List.of(2)));
        Path file = directory.resolve("plan.json");
        ReassignmentFile.write(file, plan);
        assertThat(ReassignmentFile.read(file)).isEqualTo(plan);
    }

    @Test
    void aPlanOfKafkasToolIsRead() throws IOException {
        Path file = file("{\"version\":1,\"partitions\":[{\"topic\":\"book\",\"partition\":0,\"replicas\":[3,1],"
                + "\"log_dirs\":[\"any\",\"any\"]}]}");
        assertThat(ReassignmentFile.read(file)).isEqualTo(Map.of(new TopicPartition("book", 0), List.of(3, 1)));
    }

    @Test
    void mistakesNameTheFileAndWhatIsWrong() throws IOException {
        Map<String, String> wrong = Map.of(
                "{\"version\":2,\"partitions\":[]}",
                "version 2: expected 1",
                "{\"partitions\":[]}",
                "version",
                "{\"version\":1,\"partitions\":[{\"topic\":\"a\",\"partition\":0,\"replicas\":[]}]}",
                "a-0 no replicas",
                "{\"version\":1,\"partitions\":[{\"topic\":\"a\",\"partition\":0,\"replicas\":[1]},"
                        + "{\"topic\":\"a\",\"partition\":0,\"replicas\":[2]}]}",
                "a-0 twice",
                "{\"version\":1,",
                "Kafka's JSON format");
        for (Map.Entry<String, String> one : wrong.entrySet()) {
            Path file = file(one.getKey());
            assertThatThrownBy(() -> ReassignmentFile.read(file))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("plan.json")
                    .hasMessageContaining(one.getValue());
        }
    }
}
