package io.sampo.streams;

import io.sampo.client.Consumer;
import io.sampo.client.ConsumerSettings;
import io.sampo.client.SampoClient;
import io.sampo.streams.Subscriptions.Subscription;
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
        if (subscription instanceof Subscriptions.AutoSubscription) {
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
}
