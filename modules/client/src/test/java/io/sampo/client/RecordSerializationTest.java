package io.sampo.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sampo.model.TopicPartition;
import io.sampo.serialization.Serde;
import io.sampo.serialization.Serdes;
import io.sampo.serialization.SerializationException;
import java.util.List;
import org.junit.jupiter.api.Test;

class RecordSerializationTest {
    private record Order(String item, int count) {}

    private static final Serde<Order> ORDERS = Serde.of(
            (topic, order) -> Serdes.STRING.serialize(topic, order.item() + ":" + order.count()), (topic, bytes) -> {
                String[] parts = Serdes.STRING.deserialize(topic, bytes).split(":");
                return new Order(parts[0], Integer.parseInt(parts[1]));
            });

    private static ConsumerRecord received(ProducerRecord sent) {
        return new ConsumerRecord(new TopicPartition(sent.topic(), 2), 17, 0, sent.key(), sent.value(), List.of(), 1);
    }

    @Test
    void anObjectThatWasSentIsTheOneThatIsRead() {
        // when
        ConsumerRecord record = received(ProducerRecord.of("orders", 7L, Serdes.LONG, new Order("lamp", 3), ORDERS));
        // then: as often as one likes
        assertThat(record.key(Serdes.LONG)).isEqualTo(7);
        assertThat(record.value(ORDERS)).isEqualTo(new Order("lamp", 3));
        assertThat(record.value(ORDERS)).isEqualTo(new Order("lamp", 3));
    }

    @Test
    void nothingStaysNothing() {
        // when
        ConsumerRecord record = received(ProducerRecord.ofValue("orders", (Order) null, ORDERS));
        // then
        assertThat(record.key(Serdes.LONG)).isNull();
        assertThat(record.value(ORDERS)).isNull();
    }

    @Test
    void aRecordThatCannotBeReadSaysWhichItIs() {
        // given
        ConsumerRecord record = received(ProducerRecord.of("orders", "abc", "lamp:many"));
        // when, then
        assertThatThrownBy(() -> record.key(Serdes.LONG))
                .isInstanceOf(SerializationException.class)
                .hasMessageContainingAll("key", "orders-2", "offset 17", "a long has 8 bytes, here are 3");
        assertThatThrownBy(() -> record.value(ORDERS))
                .isInstanceOf(SerializationException.class)
                .hasMessageContainingAll("value", "orders-2", "many");
    }
}
