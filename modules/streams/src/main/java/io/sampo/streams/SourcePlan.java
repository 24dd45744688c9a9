package io.sampo.streams;

import io.sampo.client.Consumer;
import io.sampo.client.ConsumerSettings;
import io.sampo.client.RebalanceListener;
import io.sampo.client.SampoClient;
import io.sampo.client.StartAt;
import io.sampo.model.TopicPartition;
import io.sampo.streams.Subscriptions.AutoSubscription;
import io.sampo.streams.Subscriptions.ManualSubscription;
import io.sampo.streams.Subscriptions.Subscription;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

/**
 * What all sources need to know.
 *
 * @param consumers gives a consumer to each materialization, which stops it
 * @param groupId empty = none
 * @param commits true if what is handed out is committed by whoever gets it, so that ends wait for it
 */
record SourcePlan(
        Supplier<Consumer> consumers,
        Subscription subscription,
        String groupId,
        boolean commits,
        StreamSettings settings) {
    /** For sources that leave commits to the user, or do them themselves. */
    static SourcePlan plain(SampoClient client, ConsumerSettings settings, Subscription subscription) {
        if (subscription instanceof AutoSubscription) {
            requireGroup(settings, "topics and topicPattern");
        }
        return new SourcePlan(
                () -> client.consumer(settings), subscription, settings.groupId(), false, StreamSettings.load());
    }

    /** @throws IllegalArgumentException without {@code group.id} */
    static SourcePlan committable(SampoClient client, ConsumerSettings settings, Subscription subscription) {
        requireGroup(settings, "a source whose offsets are committed");
        return new SourcePlan(
                () -> client.consumer(settings), subscription, settings.groupId(), true, StreamSettings.load());
    }

    static void requireGroup(ConsumerSettings settings, String what) {
        if (!settings.hasGroup()) {
            throw new IllegalArgumentException("group.id is empty: " + what + " needs a group, set group.id");
        }
    }

    /** Makes a consumer read what is subscribed to. */
    void begin(Consumer consumer, RebalanceListener listener) {
        if (subscription instanceof AutoSubscription auto) {
            if (auto.pattern().isEmpty()) {
                consumer.subscribe(Subscriptions.named(auto), listener);
            } else {
                consumer.subscribePattern(auto.pattern(), listener);
            }
        } else if (subscription instanceof ManualSubscription manual) {
            Map<TopicPartition, StartAt> starts = new LinkedHashMap<>();
            manual.partitions().forEach((partition, start) -> start.ifPresent(given -> starts.put(partition, given)));
            if (starts.size() == manual.partitions().size()) {
                consumer.assign(starts);
            } else {
                consumer.assign(manual.partitions().keySet());
            }
        }
    }
}
