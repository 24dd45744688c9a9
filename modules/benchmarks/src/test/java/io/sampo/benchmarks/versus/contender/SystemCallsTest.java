package io.sampo.benchmarks.versus.contender;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SystemCallsTest {
    @Test
    void theTotalOfATableIsTheNumberOfCallsAndNotOfErrors() {
        String table = """
                % time     seconds  usecs/call     calls    errors syscall
                ------ ----------- ----------- --------- --------- ----------------
                 99.00    0.003500           4       800        78 futex
                  0.00    0.000000           0        53           rseq
                ------ ----------- ----------- --------- --------- ----------------
                100.00    0.003536           4       853        78 total
                """;
        assertThat(SystemCalls.total(table)).hasValue(853);
    }

    @Test
    void olderTablesHaveNoTimePerCallInThatLine() {
        String table = """
                % time     seconds  usecs/call     calls    errors syscall
                ------ ----------- ----------- --------- --------- ----------------
                 99.00    0.003500           4       800           futex
                ------ ----------- ----------- --------- --------- ----------------
                100.00    0.003536                   853           total
                """;
        assertThat(SystemCalls.total(table)).hasValue(853);
        assertThat(SystemCalls.total(table.replace("853           total", "853        78 total")))
                .hasValue(853);
    }

    @Test
    void whereNothingWasTracedThereIsNoTotal() {
        assertThat(SystemCalls.total("")).isEmpty();
    }
}
