package io.sampo.benchmarks.versus;

import static org.assertj.core.api.Assertions.assertThat;

import io.sampo.benchmarks.versus.report.Figure;
import java.util.List;
import org.junit.jupiter.api.Test;

class RowsTest {
    private static final List<String> NAMES = Rows.all().stream().map(Row::name).toList();

    @Test
    void everyRowHasANameOfItsOwnAndAtLeastOneGoal() {
        assertThat(NAMES).doesNotHaveDuplicates().allMatch(name -> name.matches("[a-z0-9-]+"));
        assertThat(Rows.all()).allSatisfy(row -> assertThat(row.goals()).isNotEmpty());
    }

    @Test
    void theQuickRowsAreRowsAndTheNoiseFloorIsOneOfThem() {
        assertThat(NAMES).containsAll(Rows.QUICK);
        assertThat(Rows.QUICK).hasSize(5).contains(Rows.NOISE);
    }

    @Test
    void onlyTheNoiseFloorComparesKafkaWithItself() {
        assertThat(Rows.all())
                .filteredOn(row -> row.against() == Row.Against.KAFKA_AGAIN)
                .singleElement()
                .satisfies(row -> assertThat(row.name()).isEqualTo(Rows.NOISE));
    }

    @Test
    void everyBoundIsMeasuredAndOnlyCpuAddsUp() {
        List<String> ofTheMachine = List.of(
                "append", "crc32c", "loopback", "sendfile", "aeron-udp", "aeron-ipc", "unpack-lz4", "unpack-zstd");
        List<Figure> cpu = List.of(Figure.BROKER_CPU, Figure.WIRE_CPU);
        assertThat(Rows.all()).flatExtracting(Row::goals).allSatisfy(goal -> {
            if (cpu.contains(goal.figure())) {
                assertThat(ofTheMachine).containsAll(goal.parts());
            } else {
                assertThat(goal.parts()).hasSizeLessThan(2);
                assertThat(Rows.clientCeilings().keySet()).containsAll(goal.parts());
            }
        });
    }

    @Test
    void theKernelsFiguresAreFoundByTheirWholeName() {
        assertThat(Settled.kib(
                        "Writeback:", "MemTotal: 100 kB\nDirty:   12 kB\nWriteback:  30 kB\nWritebackTmp: 7 kB\n"))
                .isEqualTo(30);
    }
}
