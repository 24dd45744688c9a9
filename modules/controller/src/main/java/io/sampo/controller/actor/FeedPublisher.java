package io.sampo.controller.actor;

import io.sampo.controller.ClusterMetadata;
import io.sampo.controller.codec.ClusterMetadataCodec;
import io.sampo.controller.feed.FeedEffects;
import io.sampo.messages.FeedMessage;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.pekko.actor.typed.ActorRef;

/** Puts the feed into messages to the subscribers' actors. */
final class FeedPublisher implements FeedEffects {
    private final Map<Integer, ActorRef<FeedMessage>> subscribers = new HashMap<>();
    private ClusterMetadata durable = ClusterMetadata.EMPTY;

    /** The metadata that is durable and may be sent. */
    void durable(ClusterMetadata metadata) {
        durable = metadata;
    }

    void add(int brokerId, ActorRef<FeedMessage> subscriber) {
        subscribers.put(brokerId, subscriber);
    }

    /** True where exactly this actor was the subscriber; a newer one stays. */
    boolean remove(int brokerId, ActorRef<FeedMessage> subscriber) {
        return subscribers.remove(brokerId, subscriber);
    }

    @Override
    public byte[] snapshot() {
        return ClusterMetadataCodec.encode(durable);
    }

    @Override
    public void sendSnapshot(int brokerId, long offset, int index, int count, byte[] chunk) {
        subscribers
                .get(brokerId)
                .tell(new FeedMessage.Snapshot(durable.controllerEpoch(), offset, index, count, chunk));
    }

    @Override
    public void sendEvents(int brokerId, long fromOffset, List<byte[]> records) {
        subscribers.get(brokerId).tell(new FeedMessage.Events(durable.controllerEpoch(), fromOffset, records));
    }
}
