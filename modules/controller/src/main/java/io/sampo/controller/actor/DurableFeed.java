package io.sampo.controller.actor;

import io.sampo.controller.ClusterMetadata;
import io.sampo.controller.MetadataRecord;
import io.sampo.controller.actor.ControllerCommand.SubscriberGone;
import io.sampo.controller.codec.LogEntries;
import io.sampo.controller.codec.MetadataRecordCodec;
import io.sampo.controller.feed.Feed;
import io.sampo.controller.feed.FeedLimits;
import io.sampo.messages.ControllerMessage.FeedAck;
import io.sampo.messages.ControllerMessage.FeedSubscribe;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * The feed of one activation: filled by replay, open from recovery on, and fed with durable records only. Replay fills it
 * so that brokers a little behind need no snapshot when the controller has moved.
 */
final class DurableFeed {
    private final FeedLimits limits;
    private final FeedPublisher publisher = new FeedPublisher();
    private final Deque<byte[]> replayed = new ArrayDeque<>();
    private @Nullable Feed feed;

    DurableFeed(FeedLimits limits) {
        this.limits = limits;
    }

    boolean isOpen() {
        return feed != null;
    }

    void replayed(MetadataRecord record) {
        replayed.addLast(MetadataRecordCodec.encode(record));
        if (replayed.size() > limits.recentRecords()) {
            replayed.removeFirst();
        }
    }

    void open(ClusterMetadata recovered) {
        publisher.durable(recovered);
        feed = new Feed(limits, recovered.offset() - replayed.size(), publisher);
        replayed.forEach(feed::appended);
        replayed.clear();
    }

    void durable(ClusterMetadata metadata, LogEntries.Entry entry) {
        publisher.durable(metadata);
        entry.bytes().forEach(opened()::appended);
        opened().push();
    }

    void subscribe(FeedSubscribe message) {
        publisher.add(message.brokerId(), message.subscriber());
        opened().subscribe(message.brokerId(), message.brokerEpoch(), message.fromOffset());
    }

    void acknowledged(FeedAck message) {
        opened().acknowledged(message.brokerId(), message.brokerEpoch(), message.offset());
    }

    void beat() {
        opened().beat();
    }

    void gone(SubscriberGone message) {
        if (publisher.remove(message.brokerId(), message.subscriber())) {
            opened().unsubscribe(message.brokerId());
        }
    }

    private Feed opened() {
        if (feed == null) {
            throw new IllegalStateException("The feed opens when recovery is complete");
        }
        return feed;
    }
}
