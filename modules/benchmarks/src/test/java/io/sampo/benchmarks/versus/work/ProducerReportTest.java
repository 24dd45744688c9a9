package io.sampo.benchmarks.versus.work;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sampo.benchmarks.versus.work.Workload.WorkFailed;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProducerReportTest {
    private static final String ON_THE_WAY =
            "259871 records sent, 51974.2 records/sec (50.76 MB/sec), 421.3 ms avg latency, 812.0 ms max latency.";
    private static final String LAST = "488281 records sent, 98765.4 records/sec (96.45 MB/sec), 12.34 ms avg latency, "
            + "300.00 ms max latency, 1 ms 50th, 2 ms 95th, 31 ms 99th, 40 ms 99.9th.";

    @Test
    void theLastLineCountsAndNotThoseOnTheWay() throws Exception {
        // when
        ProducerReport report = ProducerReport.parse(List.of(ON_THE_WAY, ON_THE_WAY, LAST));
        // then
        assertThat(report).isEqualTo(new ProducerReport(488_281, 98_765.4, 96.45, 31));
    }

    @Test
    void outputWithoutAResultHasFailedAndSaysWhatItSaidLast() {
        assertThatThrownBy(() -> ProducerReport.parse(List.of(ON_THE_WAY)))
                .isInstanceOf(WorkFailed.class)
                .hasMessageContaining("259871 records sent");
        assertThatThrownBy(() -> ProducerReport.parse(List.of())).isInstanceOf(WorkFailed.class);
    }

    @Test
    void aSendThatFailedFailsTheRunThoughTheToolGoesOn() {
        // given
        String trace = "org.apache.kafka.common.errors.NotEnoughReplicasException: too few";
        // then
        assertThatThrownBy(() -> ProducerReport.parse(List.of(trace, LAST)))
                .isInstanceOf(WorkFailed.class)
                .hasMessageContaining("NotEnoughReplicasException");
    }

    @Test
    void aSendThatWasTriedAgainIsNoFailure() throws Exception {
        // given
        String warning = "[kafka-producer-network-thread] WARN Sender - retrying after NotLeaderOrFollowerException: x";
        // then
        assertThat(ProducerReport.parse(List.of(warning, LAST)).records()).isEqualTo(488_281);
    }
}
