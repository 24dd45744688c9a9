package io.sampo.kafkacommands.records;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sampo.client.StartAt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

class StartOptionsTest {
    private static StartOptions of(String line) {
        StartOptions options = new StartOptions();
        new CommandLine(options).parseArgs(line.isEmpty() ? new String[0] : line.split(" "));
        return options;
    }

    @Test
    void theSeedsLineIsLegal() {
        StartOptions options = of("--topic music --from-beginning");
        assertThatCode(options::check).doesNotThrowAnyException();
        assertThat(options.fromBeginning).isTrue();
    }

    @Test
    void aPartitionBeginsAtItsEndUnlessToldOtherwise() {
        assertThat(of("--topic t --partition 0").start()).isEqualTo(StartAt.END);
        assertThat(of("--topic t --partition 0 --from-beginning").start()).isEqualTo(StartAt.BEGINNING);
        assertThat(of("--topic t --partition 0 --offset EARLIEST").start()).isEqualTo(StartAt.BEGINNING);
        assertThat(of("--topic t --partition 0 --offset 7").start()).isEqualTo(StartAt.offset(7));
    }

    @ParameterizedTest
    @CsvSource({
        "'',Exactly one of --include/--topic is required.",
        "--topic t --include t,Exactly one of --include/--topic is required.",
        "--include t --partition 0,The topic is required when partition is specified.",
        "--topic t --partition 0 --group g,Options group and partition cannot be specified together.",
        "--topic t --offset 3,The partition is required when offset is specified.",
        "--topic t --partition 0 --offset soon,'soon' is incorrect",
        "--topic t --partition 0 --offset -3,'-3' is incorrect"
    })
    void whatDoesNotGoTogetherIsToldInKafkasWords(String line, String said) {
        StartOptions options = of(line);
        assertThatThrownBy(options::check)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(said);
    }
}
