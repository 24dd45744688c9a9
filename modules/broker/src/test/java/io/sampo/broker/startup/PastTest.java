package io.sampo.broker.startup;

import static org.assertj.core.api.Assertions.assertThat;

import io.sampo.broker.BrokerSettings;
import io.sampo.broker.OneBroker;
import io.sampo.broker.control.BrokerIdentity.Past;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a start of a broker says of the one before. */
class PastTest {
    private static final long EPOCH = 31;

    @TempDir
    Path directory;

    private BrokerSettings settings;

    @BeforeEach
    void hasRunBefore() {
        settings = OneBroker.settings(directory, Map.of());
        LogDirectories before = LogDirectories.open(settings);
        before.registered("a-cluster", EPOCH);
        before.close();
    }

    private Past past() {
        try (LogDirectories now = LogDirectories.open(settings)) {
            return now.past();
        }
    }

    @Test
    void aCleanStopLeavesProofThatNothingIsLost() {
        assertThat(past().brokerEpoch()).isEqualTo(EPOCH);
        assertThat(past().crashClean()).isTrue();
    }

    private void hasEndedWithoutAWord() throws IOException {
        for (Path logs : settings.logDirs()) {
            Files.delete(logs.resolve(".sampo-clean-shutdown"));
        }
    }

    @Test
    void afterAKillThePageCacheIsProofEnough() throws IOException {
        // given
        hasEndedWithoutAWord();

        // when, then
        assertThat(past()).isEqualTo(new Past("a-cluster", EPOCH, true, past().directoryIds()));
    }

    @Test
    void afterAFailedForceItIsNone_forTheSystemMayCallLostPagesClean() throws IOException {
        // given
        LogDirectories failing = LogDirectories.open(settings);
        failing.registered("a-cluster", EPOCH + 1);
        failing.failed(settings.logDirs().get(0), new IOException("EIO"));
        failing.close();
        hasEndedWithoutAWord();

        // when
        Past past = past();

        // then
        assertThat(past.brokerEpoch()).isEqualTo(EPOCH + 1);
        assertThat(past.crashClean()).isFalse();
    }

    @Test
    void afterAPowerCutItIsKnownWhoItWasAndThatSomethingMayBeLost() throws IOException {
        // given: neither the mark of a clean stop, nor a running process of the same boot
        for (Path logs : settings.logDirs()) {
            Files.delete(logs.resolve(".sampo-clean-shutdown"));
            Files.delete(logs.resolve(".sampo-running"));
        }

        // when
        Past past = past();

        // then: else a cluster that lost power as a whole, or a broker alone, would wait for ever for somebody to fence
        // it
        assertThat(past.brokerEpoch()).isEqualTo(EPOCH);
        assertThat(past.crashClean()).isFalse();
    }
}
