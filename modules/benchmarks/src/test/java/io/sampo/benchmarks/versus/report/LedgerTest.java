package io.sampo.benchmarks.versus.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LedgerTest {
    @TempDir
    private Path directory;

    private static List<String> lines(List<Run> runs) {
        return runs.stream().map(Run::toLine).toList();
    }

    @Test
    void whatWasAppendedInSeveralSessionsIsReadInOrder() throws Exception {
        // given
        Path file = directory.resolve("results/versus.tsv");
        List<Run> first = new Runs("row").pair(98.125, 120).all();
        List<Run> second = new Runs("row").failed(98.125, "it\tsaid\n no").all();
        // when
        new Ledger(file).append(first);
        new Ledger(file).append(second);
        // then
        List<Run> read = new Ledger(file).runs();
        assertThat(lines(read).subList(0, 2)).isEqualTo(lines(first));
        assertThat(read.get(0).figures().value(Figure.THROUGHPUT)).hasValue(98.125);
        assertThat(read.get(3).isWhole()).isFalse();
        assertThat(read.get(3).failure()).isEqualTo("it said no");
        assertThat(Files.readAllLines(file)).hasSize(5).first().isEqualTo(Run.HEAD);
    }

    @Test
    void aLedgerThatIsNotThereIsEmpty() throws Exception {
        assertThat(new Ledger(directory.resolve("none.tsv")).runs()).isEmpty();
    }

    @Test
    void aLineThatIsNoneIsNamed() throws Exception {
        Path file = Files.writeString(directory.resolve("versus.tsv"), Run.HEAD + "\nhalf a line\n");
        assertThatThrownBy(() -> new Ledger(file).runs()).hasMessageContaining("'half a line' has 1 fields and not 7");
    }

    @Test
    void everyFigureComesBackFromItsText() {
        Figures figures = Figures.none();
        for (Figure figure : Figure.values()) {
            figures = figures.with(figure, figure.ordinal() + 0.5);
        }
        Figures read = Figures.parse(figures.toString());
        for (Figure figure : Figure.values()) {
            assertThat(read.value(figure)).hasValue(figure.ordinal() + 0.5);
        }
        assertThatThrownBy(() -> Figures.parse("speed=1")).hasMessageContaining("'speed' is no figure of the ledger");
    }
}
