package io.sampo.client.actor;

import io.sampo.client.ClientSettings;
import io.sampo.client.Partitioner;
import io.sampo.client.ProducerRecord;
import io.sampo.client.ProducerSettings;
import io.sampo.client.produce.PartitionQueue;
import io.sampo.client.produce.PartitionQueue.DeliveryRules;
import io.sampo.client.produce.ProducerBatch;
import io.sampo.client.produce.StickyPartition;
import io.sampo.messages.ClusterView.TopicView;
import io.sampo.model.ErrorCode;
import io.sampo.model.PartitionState;
import io.sampo.model.SampoException;
import io.sampo.model.TopicConfigKey;
import io.sampo.model.TopicIdPartition;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** The partitions of one topic, as one producer sends to them. */
final class TopicSends {
    /** One partition with its queue. */
    record Lane(TopicIdPartition partition, PartitionQueue<PendingSend> queue) {}

    private final DeliveryRules rules;
    private final StickyPartition sticky;
    private final List<Lane> lanes = new ArrayList<>();
    private TopicView view;

    private TopicSends(TopicView view, DeliveryRules rules, StickyPartition sticky) {
        this.rules = rules;
        this.sticky = sticky;
        this.view = view;
        viewIs(view);
    }

    /** A topic that this producer has not sent to yet. */
    static TopicSends of(TopicView view, ClientSettings client, ProducerSettings settings) {
        // Read as text: an older client must not stumble over a config key it does not know.
        String largest = view.config()
                .getOrDefault(TopicConfigKey.MAX_MESSAGE_BYTES.key(), TopicConfigKey.MAX_MESSAGE_BYTES.defaultValue());
        int batchBytes = Math.min(settings.batchSizeBytes(), Integer.parseInt(largest));
        DeliveryRules rules = new DeliveryRules(
                batchBytes,
                settings.lingerMs(),
                settings.compression(),
                settings.maxInFlight(),
                settings.deliveryTimeoutMs(),
                client.retryBackoffMs(),
                client.retryBackoffMaxMs(),
                settings.isIdempotent());
        return new TopicSends(view, rules, new StickyPartition(new SplittableRandom(), batchBytes));
    }

    TopicView view() {
        return view;
    }

    /** A newer view of the same topic. */
    void viewIs(TopicView newer) {
        view = newer;
        for (int partition = 0; partition < newer.partitions().size(); partition++) {
            if (partition >= lanes.size()) {
                lanes.add(new Lane(new TopicIdPartition(newer.topicId(), partition), new PartitionQueue<>(rules)));
            }
            PartitionState state = newer.partitions().get(partition);
            lanes.get(partition).queue().leaderIs(state.leader(), state.leaderEpoch());
        }
    }

    /**
     * The lane of a record.
     *
     * @throws SampoException if it names a partition that is not there
     */
    Lane laneOf(ProducerRecord record, int sizeBytes, Partitioner partitioner) {
        int count = view.partitions().size();
        Integer named = record.partition();
        int chosen = named != null ? named : partitioner.partitionOf(record, count);
        if (named == null && chosen == Partitioner.ANY) {
            chosen = sticky.next(view.partitions(), sizeBytes);
        }
        if (chosen < 0 || chosen >= count) {
            throw new SampoException(
                    ErrorCode.UNKNOWN_TOPIC_OR_PARTITION,
                    "Topic '" + record.topic() + "' has no partition " + chosen + ": it has " + count + ", from 0");
        }
        return lanes.get(chosen);
    }

    /** Gives up everything, of each partition the oldest first. */
    List<ProducerBatch<PendingSend>> drain() {
        return lanes.stream().flatMap(lane -> lane.queue().drain().stream()).toList();
    }
}
