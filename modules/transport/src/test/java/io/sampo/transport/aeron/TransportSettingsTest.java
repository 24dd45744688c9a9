package io.sampo.transport.aeron;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TransportSettingsTest {
    @ParameterizedTest
    @CsvSource({"127.0.0.1,65504", "localhost,65504", "::1,65504", "10.0.0.1,8192", "broker-1,8192"})
    void onlyTheLoopbackTakesTheLargestDatagram(String host, int mtuBytes) {
        assertThat(TransportSettings.at(host, 40400).mtuBytes()).isEqualTo(mtuBytes);
    }
}
