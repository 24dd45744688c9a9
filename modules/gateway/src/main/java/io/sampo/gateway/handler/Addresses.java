package io.sampo.gateway.handler;

import io.sampo.messages.ClusterView.BrokerView;
import io.sampo.messages.face.ClusterImage;
import io.sampo.model.KafkaListener;
import org.jspecify.annotations.Nullable;

/** Where a client finds a broker: at the listener of the name that it came in by itself. */
final class Addresses {
    private Addresses() {}

    /** Null if the broker is not there, or has no such listener. */
    static @Nullable KafkaListener of(Call call, int brokerId) {
        ClusterImage image = call.backend().image();
        BrokerView broker = image.broker(brokerId);
        return broker == null || broker.fenced() ? null : broker.endpoints().kafkaListener(call.listener());
    }
}
