package io.sampo.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.sampo.model.KafkaDoors;
import io.sampo.model.KafkaListener;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KafkaDoorsTest {
    private static KafkaDoors doors(String listeners, String advertised) {
        return KafkaDoors.parse(listeners, advertised, "127.0.0.1", 9092);
    }

    @Test
    void withoutAListenerThereIsNoDoor() {
        assertThat(doors("", "")).isEqualTo(KafkaDoors.NONE);
    }

    @Test
    void whatIsLeftOutIsTheBrokersHostAndTheKafkaPort() {
        assertThat(doors("PLAINTEXT://", "").listeners())
                .containsExactly(new KafkaListener("PLAINTEXT", "127.0.0.1", 9092));
        assertThat(doors("PLAINTEXT://:0", "").listeners())
                .containsExactly(new KafkaListener("PLAINTEXT", "127.0.0.1", 0));
        assertThat(doors("plaintext://[::1]:9", "").listeners())
                .containsExactly(new KafkaListener("PLAINTEXT", "::1", 9));
    }

    @Test
    void clientsAreToldWhatIsAdvertisedAndElseWhatIsBound() {
        KafkaDoors doors = doors("IN://127.0.0.1:9092, OUT://0.0.0.0:9093", "OUT://kafka.example.org:19093");
        assertThat(doors.listeners())
                .extracting(KafkaListener::toString)
                .containsExactly("IN://127.0.0.1:9092", "OUT://0.0.0.0:9093");
        assertThat(doors.advertised())
                .extracting(KafkaListener::toString)
                .containsExactly("IN://127.0.0.1:9092", "OUT://kafka.example.org:19093");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "127.0.0.1:9092",
                "PLAINTEXT://h:70000",
                "PLAINTEXT://h:123456789012",
                "PLAINTEXT://h:1,PLAINTEXT://h:2",
                "SSL://h:1",
                "PLAINTEXT://0.0.0.0:9092",
                "PLAINTEXT://a b:1"
            })
    void whatIsNoListenerIsRefusedInOneLineThatNamesTheKey(String listeners) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> doors(listeners, ""))
                .withMessageContaining("sampo.listeners = " + listeners)
                .withMessageContaining("expected")
                .satisfies(refusal -> assertThat(refusal.getMessage().lines()).hasSize(1));
    }

    @Test
    void anAdvertisedListenerThatIsNoneIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> doors("PLAINTEXT://:1", "OTHER://h:1"))
                .withMessageContaining("sampo.advertised.listeners")
                .withMessageContaining("OTHER");
    }
}
