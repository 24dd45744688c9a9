package io.sampo.samples.queueandpubsub;

import io.sampo.client.ConsumerRecord;
import io.sampo.client.ConsumerSettings;
import io.sampo.client.RebalanceListener;
import io.sampo.client.SampoClient;
import io.sampo.model.TopicPartition;
import io.sampo.streams.Committer;
import io.sampo.streams.CommitterSettings;
import io.sampo.streams.Consumer;
import io.sampo.streams.Subscriptions;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.pekko.Done;

/**
 * A member of a group, as a process of its own would be: the name of the group is all that it knows of the others. Safe from any
 * thread.
 */
final class Member implements RebalanceListener {
    private final String group;
    private final int number;
    private final String run;
    private final Set<Integer> partitions = ConcurrentHashMap.newKeySet();
    private final Queue<String> orders = new ConcurrentLinkedQueue<>();
    private final Consumer.DrainingControl<Done> running;

    /** @param run what the orders of this run begin with; others are passed over */
    Member(SampoClient client, String topic, String group, int number, String run) {
        this.group = group;
        this.number = number;
        this.run = run;
        ConsumerSettings settings = ConsumerSettings.of(Map.of("group.id", group, "auto.offset.reset", "earliest"));
        running = Consumer.committableSource(
                        client, settings, Subscriptions.topics(topic).withRebalanceListener(this))
                .map(message -> {
                    handle(message.record());
                    return message.committableOffset();
                })
                .toMat(Committer.sink(CommitterSettings.load()), Consumer::createDrainingControl)
                .run(client.system());
    }

    private void handle(ConsumerRecord order) {
        String text = String.valueOf(order.valueText());
        if (text.startsWith(run)) {
            orders.add(text);
        }
    }

    @Override
    public CompletionStage<Void> onAssigned(Collection<TopicPartition> mine) {
        mine.forEach(partition -> partitions.add(partition.partition()));
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public CompletionStage<Void> onRevoked(Collection<TopicPartition> others) {
        others.forEach(partition -> partitions.remove(partition.partition()));
        return CompletableFuture.completedFuture(null);
    }

    Share share() {
        return new Share(group, number, partitions, List.copyOf(orders));
    }

    /** Done when what it has read is committed. */
    CompletionStage<Done> end(SampoClient client) {
        return running.drainAndShutdown(client.system().classicSystem().dispatcher());
    }
}
