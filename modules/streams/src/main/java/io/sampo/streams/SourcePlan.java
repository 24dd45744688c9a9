package io.sampo.streams;

import io.sampo.client.AutoOffsetReset;
import io.sampo.client.AutoOffsetReset.Policy;
import io.sampo.client.Consumer;
import io.sampo.client.ConsumerSettings;
import io.sampo.client.RebalanceListener;
import io.sampo.client.SampoClient;
import io.sampo.client.StartAt;
import io.sampo.model.TopicPartition;
import io.sampo.streams.Subscriptions.AutoSubscription;
import io.sampo.streams.Subscriptions.ManualSubscription;
import io.sampo.streams.Subscriptions.Subscription;
import io.sampo.streams.progress.ReadBounds;
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
        ConsumerSettings reading = reading(settings, subscription);
        return new SourcePlan(
                () -> client.consumer(reading), subscription, settings.groupId(), false, StreamSettings.load());
    }

    /** As {@link #plain}, for sources of which one reader may be far ahead of another. */
    static SourcePlan partitioned(SampoClient client, ConsumerSettings settings, Subscription subscription) {
        refuseAutoCommit(settings, "a partitioned source");
        return plain(client, settings, subscription);
    }

    /** @throws IllegalArgumentException without {@code group.id}, or with {@code enable.auto.commit} */
    static SourcePlan committable(SampoClient client, ConsumerSettings settings, Subscription subscription) {
        requireGroup(settings, "a source whose offsets are committed");
        refuseAutoCommit(settings, "a source whose offsets are committed by its reader");
        ConsumerSettings reading = reading(settings, subscription);
        return new SourcePlan(
                () -> client.consumer(reading), subscription, settings.groupId(), true, StreamSettings.load());
    }

    static void requireGroup(ConsumerSettings settings, String what) {
        if (!settings.hasGroup()) {
            throw new IllegalArgumentException("group.id is empty: " + what + " needs a group, set group.id");
        }
    }

    /** What was not worked on would be committed: a consumer takes what it has handed out for done when it is asked for more. */
    private static void refuseAutoCommit(ConsumerSettings settings, String what) {
        if (settings.enableAutoCommit()) {
            throw new IllegalArgumentException("enable.auto.commit = true is not legal for " + what
                    + ", records that nobody has worked on would be committed: expected false");
        }
    }

    /** A bounded read never jumps to the end: what lies before it would be left out. */
    static ConsumerSettings reading(ConsumerSettings settings, Subscription subscription) {
        boolean isBounded = subscription instanceof ManualSubscription manual
                && !manual.ends().isEmpty();
        Policy policy = settings.autoOffsetReset().policy();
        // By a duration it would jump there as well, where nothing is as new.
        return isBounded && (policy == Policy.LATEST || policy == Policy.BY_DURATION)
                ? settings.withAutoOffsetReset(AutoOffsetReset.EARLIEST)
                : settings;
    }

    /** True if a group gives the partitions. */
    boolean isMember() {
        return subscription instanceof AutoSubscription;
    }

    /** Hears what comes and goes after the source. */
    RebalanceListener listener() {
        return subscription instanceof AutoSubscription auto ? auto.listener() : RebalanceListener.NONE;
    }

    ReadBounds bounds() {
        return subscription instanceof ManualSubscription manual
                ? new ReadBounds(manual.offsets(), manual.ends())
                : new ReadBounds(Map.of(), Map.of());
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
