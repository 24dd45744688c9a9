package io.sampo.controller.codec;

import io.sampo.controller.BrokerDescription;
import io.sampo.controller.PartitionChange;
import io.sampo.model.BrokerEndpoints;
import io.sampo.model.PartitionState;
import io.sampo.model.TopicConfig;
import io.sampo.model.TopicId;
import io.sampo.model.TopicIdPartition;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The values that several records and the snapshot share, in the form of version 1. */
final class MetadataFields {
    private MetadataFields() {}

    static void topicId(MetadataWriter out, TopicId id) {
        out.uuid(id.uuid());
    }

    static TopicId topicId(MetadataReader in) {
        return new TopicId(in.uuid());
    }

    static void description(MetadataWriter out, BrokerDescription description) {
        out.uuid(description.incarnation());
        BrokerEndpoints endpoints = description.endpoints();
        out.text(endpoints.host());
        out.unsigned(endpoints.arteryPort());
        out.unsigned(endpoints.kafkaPort());
        out.unsigned(endpoints.aeronPort());
        out.unsigned(endpoints.sessionPort());
        out.unsigned(endpoints.raftPort());
        out.unsigned(endpoints.httpPort());
        out.text(description.actorSystem());
        out.list(description.directoryIds(), out::uuid);
    }

    static BrokerDescription description(MetadataReader in) {
        return new BrokerDescription(
                in.uuid(),
                new BrokerEndpoints(
                        in.text(),
                        in.unsignedInt(),
                        in.unsignedInt(),
                        in.unsignedInt(),
                        in.unsignedInt(),
                        in.unsignedInt(),
                        in.unsignedInt()),
                in.text(),
                in.list(in::uuid));
    }

    static void brokers(MetadataWriter out, List<Integer> ids) {
        out.list(ids, id -> out.signed(id));
    }

    static List<Integer> brokers(MetadataReader in) {
        return in.list(in::signedInt);
    }

    static void config(MetadataWriter out, TopicConfig config) {
        // Sorted: the same configuration is the same bytes.
        Map<String, String> sorted = new TreeMap<>(config.overrides());
        out.list(sorted.entrySet(), entry -> {
            out.text(entry.getKey());
            out.text(entry.getValue());
        });
    }

    static TopicConfig config(MetadataReader in) {
        Map<String, String> overrides = new TreeMap<>();
        in.list(() -> overrides.put(in.text(), in.text()));
        return TopicConfig.of(overrides);
    }

    static void state(MetadataWriter out, PartitionState state) {
        out.signed(state.leader());
        out.unsigned(state.leaderEpoch());
        out.unsigned(state.partitionEpoch());
        brokers(out, state.replicas());
        brokers(out, state.isr());
        out.bool(state.recovering());
    }

    static PartitionState state(MetadataReader in) {
        return new PartitionState(
                in.signedInt(), in.unsignedInt(), in.unsignedInt(), brokers(in), brokers(in), in.bool());
    }

    /** Runs of changes of one topic share its id, which would otherwise be half of the bytes. */
    static void changes(MetadataWriter out, List<PartitionChange> changes) {
        List<List<PartitionChange>> runs = new ArrayList<>();
        TopicId previous = null;
        for (PartitionChange change : changes) {
            if (!change.partition().topicId().equals(previous)) {
                runs.add(new ArrayList<>());
                previous = change.partition().topicId();
            }
            runs.get(runs.size() - 1).add(change);
        }
        out.list(runs, run -> {
            topicId(out, run.get(0).partition().topicId());
            out.list(run, change -> change(out, change));
        });
    }

    static List<PartitionChange> changes(MetadataReader in) {
        List<PartitionChange> changes = new ArrayList<>();
        in.list(() -> {
            TopicId topicId = topicId(in);
            return in.list(() -> changes.add(change(in, topicId)));
        });
        return changes;
    }

    private static void change(MetadataWriter out, PartitionChange change) {
        out.unsigned(change.partition().partition());
        out.signed(change.leader());
        out.unsigned(change.leaderEpoch());
        out.unsigned(change.partitionEpoch());
        brokers(out, change.isr());
        out.bool(change.recovering());
    }

    private static PartitionChange change(MetadataReader in, TopicId topicId) {
        return new PartitionChange(
                new TopicIdPartition(topicId, in.unsignedInt()),
                in.signedInt(),
                in.unsignedInt(),
                in.unsignedInt(),
                brokers(in),
                in.bool());
    }
}
