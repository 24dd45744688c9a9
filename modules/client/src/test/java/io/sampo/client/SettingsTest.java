package io.sampo.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigValueFactory;
import io.sampo.model.Acks;
import io.sampo.records.CompressionType;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class SettingsTest {
    @Test
    void defaultsAreThoseOfTheReference() {
        assertThat(ClientSettings.of(Map.of()))
                .isEqualTo(new ClientSettings(
                        List.of(new ContactPoint("sampo", "127.0.0.1", 25520)),
                        "sampo-client",
                        "127.0.0.1",
                        10_000,
                        30_000,
                        500,
                        2_000,
                        3_000,
                        100,
                        1_000,
                        1_000,
                        60_000));
        assertThat(ProducerSettings.load())
                .isEqualTo(new ProducerSettings(
                        Acks.ALL,
                        true,
                        16_384,
                        0,
                        33_554_432,
                        60_000,
                        1_048_576,
                        120_000,
                        5,
                        CompressionType.NONE,
                        List.of()));
        assertThat(ConsumerSettings.load())
                .isEqualTo(new ConsumerSettings(
                        AutoOffsetReset.LATEST,
                        1,
                        500,
                        1_048_576,
                        8_388_608,
                        500,
                        "",
                        "",
                        "",
                        false,
                        5_000,
                        300_000,
                        List.of()));
    }

    /** Whatever a key is set to nonsense, somebody complains of it: so every key is read. */
    @Test
    void everyKeyIsRead() {
        everyKeyIsRead("sampo.client", ClientSettings::of, Set.of("client.id", "bind.host"));
        everyKeyIsRead("sampo.client.producer", ProducerSettings::of, Set.of());
        everyKeyIsRead(
                "sampo.client.consumer",
                ConsumerSettings::of,
                Set.of("group.id", "group.instance.id", "group.remote.assignor"));
    }

    private static void everyKeyIsRead(String path, Function<Config, ?> read, Set<String> anyText) {
        Config reference = ConfigFactory.load();
        Set<String> keys = reference.getConfig(path).entrySet().stream()
                .map(Map.Entry::getKey)
                .filter(key -> !key.matches("(producer|consumer|system)\\..*"))
                .collect(Collectors.toSet());
        assertThat(keys).isNotEmpty();
        for (String key : keys) {
            Config changed = reference.withValue(path + "." + key, ConfigValueFactory.fromAnyRef("?"));
            if (anyText.contains(key)) {
                assertThat(read.apply(changed).toString()).contains("?");
            } else {
                assertThatThrownBy(() -> read.apply(changed))
                        .as(key)
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessageContaining(key);
            }
        }
    }

    @Test
    void aWrongValueIsOneLineThatSaysWhatWouldBeRight() {
        assertThatThrownBy(() -> ProducerSettings.of(Map.of("batch.size", 3_000_000)))
                .hasMessage("sampo.client.producer.batch.size = 3000000 is not legal:"
                        + " expected a whole number from 0 to 2080768");
        assertThatThrownBy(() -> ClientSettings.bootstrap("nonsense"))
                .hasMessageContaining("is not host:port[,host:port...], for example 127.0.0.1:25520");
    }

    @Test
    void contactPointsMayNameTheirActorSystem() {
        assertThat(ContactPoint.parseAll("a:1, shop@b:2"))
                .containsExactly(new ContactPoint("sampo", "a", 1), new ContactPoint("shop", "b", 2))
                .extracting(ContactPoint::toString)
                .containsExactly("a:1", "shop@b:2");
    }

    @Test
    void idempotenceNeedsAcksAll() {
        assertThat(ProducerSettings.of(Map.of("acks", "1")).isIdempotent()).isFalse();
        assertThat(ProducerSettings.load().isIdempotent()).isTrue();
    }

    @Test
    void aResetByDurationIsReadAsKafkaWritesIt() {
        // given, when
        AutoOffsetReset hour = AutoOffsetReset.parse("by_duration:PT1H");

        // then
        assertThat(hour.start(5_000_000)).isEqualTo(StartAt.timestamp(1_400_000));
        assertThat(hour.start(10)).isEqualTo(StartAt.timestamp(0));
        assertThat(AutoOffsetReset.parse("by_duration:PT2562047788015215H30M7S").start(10))
                .isEqualTo(StartAt.timestamp(0));
        assertThatThrownBy(() -> AutoOffsetReset.parse("by_duration:1h")).hasMessageContaining("by_duration:PT1H");
        assertThatThrownBy(() -> AutoOffsetReset.parse("by_duration:PT-1H")).hasMessageContaining("not negative");
        assertThatThrownBy(() -> AutoOffsetReset.parse("oldest")).hasMessageContaining("earliest, latest, none");
    }

    @Test
    void anotherResetLeavesTheRestAsItIs() {
        Map<String, ?> rest = Map.of(
                "fetch.min.bytes",
                2,
                "fetch.max.bytes",
                3,
                "group.id",
                "g",
                "group.instance.id",
                "i",
                "max.poll.records",
                4);
        ConsumerSettings none = ConsumerSettings.of(rest).withAutoOffsetReset(AutoOffsetReset.NONE);
        assertThat(none.autoOffsetReset()).isEqualTo(AutoOffsetReset.NONE);
        assertThat(none.withAutoOffsetReset(AutoOffsetReset.LATEST)).isEqualTo(ConsumerSettings.of(rest));
    }
}
