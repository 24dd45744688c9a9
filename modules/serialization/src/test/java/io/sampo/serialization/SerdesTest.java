package io.sampo.serialization;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class SerdesTest {
    /** What Kafka has for the same, as the oracle. */
    private record Pair<T>(Serde<T> ours, org.apache.kafka.common.serialization.Serde<T> kafkas, T value) {
        void holds() {
            byte[] bytes = ours.serialize("t", value);
            assertThat(bytes).isEqualTo(kafkas.serializer().serialize("t", value));
            assertThat(ours.deserialize("t", bytes)).isEqualTo(value);
        }
    }

    @TestFactory
    Stream<DynamicTest> writesWhatKafkaWritesAndReadsItBack() {
        return Stream.of(
                        new Pair<>(Serdes.STRING, org.apache.kafka.common.serialization.Serdes.String(), "käse €"),
                        new Pair<>(Serdes.SHORT, org.apache.kafka.common.serialization.Serdes.Short(), (short) -2),
                        new Pair<>(Serdes.INTEGER, org.apache.kafka.common.serialization.Serdes.Integer(), -70_000),
                        new Pair<>(Serdes.LONG, org.apache.kafka.common.serialization.Serdes.Long(), 1L << 40),
                        new Pair<>(Serdes.FLOAT, org.apache.kafka.common.serialization.Serdes.Float(), 1.5f),
                        new Pair<>(Serdes.DOUBLE, org.apache.kafka.common.serialization.Serdes.Double(), -0.1),
                        new Pair<>(Serdes.BOOLEAN, org.apache.kafka.common.serialization.Serdes.Boolean(), true),
                        new Pair<>(
                                Serdes.UUID,
                                org.apache.kafka.common.serialization.Serdes.UUID(),
                                new UUID(1L << 50, 7)))
                .map(pair -> DynamicTest.dynamicTest(pair.value().getClass().getSimpleName(), pair::holds));
    }

    @TestFactory
    Stream<DynamicTest> bytesOfAnotherSizeAreRefused() {
        return Stream.of(Serdes.SHORT, Serdes.INTEGER, Serdes.LONG, Serdes.FLOAT, Serdes.DOUBLE, Serdes.BOOLEAN)
                .map(serde -> DynamicTest.dynamicTest(
                        serde.toString(), () -> assertThatThrownBy(() -> serde.deserialize("t", new byte[3]))
                                .isInstanceOf(SerializationException.class)
                                .hasMessageContaining("here are 3")));
    }

    @Test
    void whatIsNoTextNoTruthAndNoUuidIsRefused() {
        assertThatThrownBy(() -> Serdes.STRING.deserialize("t", new byte[] {(byte) 0xc3, 0x28}))
                .isInstanceOf(SerializationException.class)
                .hasMessageContaining("no UTF-8");
        assertThatThrownBy(() -> Serdes.BOOLEAN.deserialize("t", new byte[] {2}))
                .isInstanceOf(SerializationException.class)
                .hasMessageContaining("here is 2");
        assertThatThrownBy(() -> Serdes.UUID.deserialize("t", new byte[] {'x'}))
                .isInstanceOf(SerializationException.class)
                .hasMessageContaining("'x' is no UUID");
    }

    @Test
    void kafkasOwnFitAsMethodReferences() {
        // given
        Serde<Long> serde = Serde.of(
                new org.apache.kafka.common.serialization.LongSerializer()::serialize,
                new org.apache.kafka.common.serialization.LongDeserializer()::deserialize);
        // when, then
        assertThat(serde.deserialize("t", serde.serialize("t", 7L))).isEqualTo(7);
    }
}
