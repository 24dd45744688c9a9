package io.sampo.benchmarks.versus;

import static org.assertj.core.api.Assertions.assertThat;

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
    void theKernelsFiguresAreFoundByTheirWholeName() {
        assertThat(Settled.kib(
                        "Writeback:", "MemTotal: 100 kB\nDirty:   12 kB\nWriteback:  30 kB\nWritebackTmp: 7 kB\n"))
                .isEqualTo(30);
    }
}
