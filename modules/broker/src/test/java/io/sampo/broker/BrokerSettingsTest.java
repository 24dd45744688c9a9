package io.sampo.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.ConfigFactory;
import io.sampo.model.SampoException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BrokerSettingsTest {
    @TempDir
    Path directory;

    @Test
    void defaultsAreThoseOfTheReference() {
        // when
        BrokerSettings settings = BrokerSettings.from(ConfigFactory.empty());

        // then
        assertThat(settings.brokerId()).isEqualTo(1);
        assertThat(settings.endpoints().host()).isEqualTo("127.0.0.1");
        assertThat(settings.endpoints().arteryPort()).isEqualTo(25520);
        // Nobody would listen: the gateway is not on this class path.
        assertThat(settings.endpoints().kafkaPort()).isZero();
        assertThat(settings.endpoints().httpPort()).isEqualTo(8558);
        assertThat(settings.replication().lagTimeMaxMs()).isEqualTo(5_000);
        assertThat(settings.topicDefaults()).containsEntry("retention.ms", "604800000");
        assertThat(settings.timing().sessionTimeout().toMillis()).isEqualTo(3_000);
    }

    @Test
    void aBrokerWithoutVotersIsItsOwn() {
        // when
        BrokerSettings settings = BrokerSettings.from(ConfigFactory.parseString("sampo.broker.id = 7"));

        // then
        assertThat(settings.isVoter()).isTrue();
        assertThat(settings.voters()).singleElement().satisfies(voter -> assertThat(voter.brokerId())
                .isEqualTo(7));
    }

    @Test
    void anUnknownKeyIsRefusedByName() {
        assertThatThrownBy(() -> BrokerSettings.from(ConfigFactory.parseString("sampo.log.retentoin.ms = 5")))
                .isInstanceOf(SampoException.class)
                .hasMessageContaining("sampo.log.retentoin.ms")
                .hasMessageContaining("log.retention.ms");
    }

    @Test
    void anIllegalValueIsRefusedWithWhatWouldBeRight() {
        assertThatThrownBy(() -> BrokerSettings.from(ConfigFactory.parseString("sampo.log.segment.bytes = 3")))
                .isInstanceOf(SampoException.class)
                .hasMessageContaining("sampo.log.segment.bytes")
                .hasMessageContaining("'3'")
                .hasMessageContaining("a whole number from 14");
    }

    @Test
    void anEvenNumberOfVotersIsRefused() {
        assertThatThrownBy(() -> BrokerSettings.from(ConfigFactory.parseString(
                        "sampo.controller.voters = [\"1@127.0.0.1:1:2\", \"2@127.0.0.1:3:4\"]")))
                .isInstanceOf(SampoException.class)
                .hasMessageContaining("expected 1, 3 or 5");
    }

    @Test
    void overridesOnTheCommandLineWin() throws Exception {
        // given
        Path file = Files.writeString(directory.resolve("broker.conf"), "sampo.broker.id = 2\nsampo.host = \"::1\"");

        // when
        BrokerSettings settings = BrokerSettings.load(
                file, Map.of("broker.id", "3", "sampo.log.dirs", "[\"a\", \"b\"]", "pekko.loglevel", "DEBUG"));

        // then
        assertThat(settings.brokerId()).isEqualTo(3);
        assertThat(settings.endpoints().host()).isEqualTo("::1");
        assertThat(settings.logDirs()).containsExactly(Path.of("a"), Path.of("b"));
        assertThat(settings.whole().getString("pekko.loglevel")).isEqualTo("DEBUG");
    }

    @Test
    void aListMayBeWrittenWithCommasAsInKafka() {
        // when
        BrokerSettings settings = BrokerSettings.from(ConfigFactory.parseString("sampo.log.dirs = \"a, b\""));

        // then
        assertThat(settings.logDirs()).containsExactly(Path.of("a"), Path.of("b"));
    }

    @Test
    void aMissingFileAndADirectoryInItsPlaceAreOneLineEach() {
        assertThatThrownBy(() -> BrokerSettings.load(directory.resolve("none.conf"), Map.of()))
                .isInstanceOf(SampoException.class)
                .hasMessageContaining("does not exist");
        assertThatThrownBy(() -> BrokerSettings.load(directory, Map.of()))
                .isInstanceOf(SampoException.class)
                .hasMessageContaining("is not a file");
    }

    @Test
    void aUserWinsOverWhatTheBrokerAsksOfPekkoAndTheBrokerOverPekko() {
        // when
        BrokerSettings settings = BrokerSettings.from(ConfigFactory.parseString("pekko.cluster.gossip-interval = 2 s"));

        // then
        assertThat(settings.whole().getString("pekko.cluster.gossip-interval")).isEqualTo("2 s");
        assertThat(settings.whole().getString("pekko.actor.provider")).isEqualTo("cluster");
    }

    @Test
    void theFinestUnitOfRetentionThatIsSetCounts() {
        assertThat(retentionMs("log.retention.hours = 2")).isEqualTo("7200000");
        assertThat(retentionMs("log.retention { hours = 2, minutes = 3 }")).isEqualTo("180000");
        assertThat(retentionMs("log.retention { hours = 2, minutes = 3, ms = 5 }"))
                .isEqualTo("5");
        assertThat(retentionMs("log.retention.minutes = -1")).isEqualTo("-1");
    }

    @Test
    void rollsHaveUnitsToo() {
        // when
        Map<String, String> defaults = BrokerSettings.from(
                        ConfigFactory.parseString("sampo.log.roll { hours = 1, jitter.ms = 9 }"))
                .topicDefaults();

        // then
        assertThat(defaults).containsEntry("segment.ms", "3600000").containsEntry("segment.jitter.ms", "9");
    }

    @Test
    void aRetentionThatIsNoneIsRefused() {
        assertThatThrownBy(() -> retentionMs("log.retention.minutes = -2"))
                .isInstanceOf(SampoException.class)
                .hasMessageContaining("sampo.log.retention.minutes = '-2'")
                .hasMessageContaining("-1 for no limit");
        assertThatThrownBy(() -> retentionMs("log.retention.hours = 9223372036854775807"))
                .isInstanceOf(SampoException.class);
    }

    private static String retentionMs(String key) {
        return BrokerSettings.from(ConfigFactory.parseString("sampo." + key))
                .topicDefaults()
                .get("retention.ms");
    }
}
