package io.sampo.kafkacommands;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;

class ClientPropertiesTest {
    @Test
    void keysThatBothHaveKeepTheirNames() {
        ClientProperties properties = ClientProperties.of(
                ClientProperties.Of.PRODUCER,
                Map.of("acks", "-1", "linger.ms", "5", "client.id", "me", "sampo.client.connect.timeout.ms", "7"));
        assertThat(properties.own()).isEqualTo(Map.of("acks", "all", "linger.ms", "5"));
        assertThat(properties.client()).isEqualTo(Map.of("client.id", "me", "connect.timeout.ms", "7"));
        assertThat(properties.unused()).isEmpty();
    }

    @Test
    void keysOfOthersAreNamedAndNotUsed() {
        ClientProperties properties = ClientProperties.of(
                ClientProperties.Of.CONSUMER,
                Map.of("acks", "1", "fetch.min.bytes", "9", "metadata.max.age.ms", "1", "bootstrap.servers", "x:1"));
        assertThat(properties.own()).isEqualTo(Map.of("fetch.min.bytes", "9"));
        assertThat(properties.unused()).containsExactly("acks", "metadata.max.age.ms");
    }

    @Test
    void aProtectionThatWouldNotBeThereIsRefused() {
        assertThatThrownBy(
                        () -> ClientProperties.of(ClientProperties.Of.ADMIN, Map.of("security.protocol", "SASL_SSL")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("security.protocol=SASL_SSL")
                .hasMessageContaining("PLAINTEXT");
    }

    @Test
    void whatIsSaidOnTheCommandLineWins() {
        ClientProperties properties =
                ClientProperties.of(ClientProperties.Of.CONSUMER, Map.of("group.id", "a", "fetch.min.bytes", "9"));
        assertThat(properties.ownWith(Map.of("group.id", "b")))
                .isEqualTo(Map.of("group.id", "b", "fetch.min.bytes", "9"));
    }
}
