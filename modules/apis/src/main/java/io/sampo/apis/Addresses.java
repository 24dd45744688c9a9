package io.sampo.apis;

import io.sampo.messages.ClusterView.BrokerView;
import io.sampo.messages.face.ClusterImage;
import io.sampo.model.KafkaListener;
import io.sampo.model.Offsets;
import org.jspecify.annotations.Nullable;

/** Where a client finds a broker: at the listener of the name that it came in by itself. */
public final class Addresses {
    private Addresses() {}

    /** Null if the broker is not there, or has no such listener. */
    public static @Nullable KafkaListener of(Call call, int brokerId) {
        ClusterImage image = call.backend().image();
        BrokerView broker = image.broker(brokerId);
        return broker == null || broker.fenced() ? null : broker.endpoints().kafkaListener(call.listener());
    }

    /** Administrators send there what they want decided: a broker that lives, and the controller itself where it does. */
    public static int controller(Call call) {
        ClusterImage image = call.backend().image();
        int controller = image.controllerId();
        if (of(call, controller) != null) {
            return controller;
        }
        int here = call.backend().broker().brokerId();
        return image.isAlive(here) ? here : Offsets.NO_BROKER;
    }
}
