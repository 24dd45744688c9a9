package io.sampo.controller.codec;

import io.sampo.controller.BrokerDescription;
import io.sampo.controller.PartitionChange;
import io.sampo.model.BrokerEndpoints;
import io.sampo.model.EligibleReplicas;
import io.sampo.model.KafkaListener;
import io.sampo.model.PartitionState;
import io.sampo.model.TopicConfig;
import io.sampo.model.TopicId;
import io.sampo.model.TopicIdPartition;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;

/** The values that several records and the snapshot share, in the form of version 1 and what versions 2 and 4 add to it. */
final class MetadataFields {
    private static final int RECOVERING = 1;
    /** Lists of eligible replicas follow. From version 2 on. */
    private static final int ELIGIBLE = 2;
    /** Above every port: the Kafka listeners follow, because one port does not say all of them. From version 4 on. */
    private static final int LISTENERS = 1 << 16;

    private MetadataFields() {}

    static void topicId(MetadataWriter out, TopicId id) {
        out.uuid(id.uuid());
    }

    static TopicId topicId(MetadataReader in) {
        return new TopicId(in.uuid());
    }

    static void partition(MetadataWriter out, TopicIdPartition partition) {
        topicId(out, partition.topicId());
        out.unsigned(partition.partition());
    }

    static TopicIdPartition partition(MetadataReader in) {
        return new TopicIdPartition(topicId(in), in.unsignedInt());
    }

    static void description(MetadataWriter out, BrokerDescription description) {
        out.uuid(description.incarnation());
        BrokerEndpoints endpoints = description.endpoints();
        out.text(endpoints.host());
        out.unsigned(endpoints.arteryPort());
        boolean isPlain = endpoints.hasPlainKafkaListener();
        out.unsigned(isPlain ? endpoints.kafkaPort() : endpoints.kafkaPort() | LISTENERS);
        out.unsigned(endpoints.aeronPort());
        out.unsigned(endpoints.sessionPort());
        out.unsigned(endpoints.raftPort());
        out.unsigned(endpoints.httpPort());
        out.text(description.actorSystem());
        out.list(description.directoryIds(), out::uuid);
        if (!isPlain) {
            out.needsVersion(4);
            out.list(endpoints.kafkaListeners(), listener -> {
                out.text(listener.name());
                out.text(listener.host());
                out.unsigned(listener.port());
            });
        }
    }

    static BrokerDescription description(MetadataReader in) {
        UUID incarnation = in.uuid();
        String host = in.text();
        int arteryPort = in.unsignedInt();
        int kafka = in.unsignedInt();
        BrokerEndpoints plain = new BrokerEndpoints(
                host,
                arteryPort,
                kafka & ~LISTENERS,
                in.unsignedInt(),
                in.unsignedInt(),
                in.unsignedInt(),
                in.unsignedInt());
        String actorSystem = in.text();
        List<UUID> directoryIds = in.list(in::uuid);
        boolean isPlain = in.version() < 4 || (kafka & LISTENERS) == 0;
        BrokerEndpoints endpoints = isPlain
                ? plain
                : plain.withKafka(in.list(() -> new KafkaListener(in.text(), in.text(), in.unsignedInt())));
        return new BrokerDescription(incarnation, endpoints, actorSystem, directoryIds);
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
        flags(out, state.recovering(), state.eligible());
    }

    static PartitionState state(MetadataReader in) {
        int leader = in.signedInt();
        int leaderEpoch = in.unsignedInt();
        int partitionEpoch = in.unsignedInt();
        List<Integer> replicas = brokers(in);
        List<Integer> isr = brokers(in);
        int flags = flags(in);
        return new PartitionState(
                leader, leaderEpoch, partitionEpoch, replicas, isr, (flags & RECOVERING) != 0, eligible(in, flags));
    }

    /** What was a boolean in version 1 is a set of flags, with what it announces behind it. */
    private static void flags(MetadataWriter out, boolean recovering, EligibleReplicas eligible) {
        out.oneByte((recovering ? RECOVERING : 0) | (eligible.isEmpty() ? 0 : ELIGIBLE));
        if (!eligible.isEmpty()) {
            out.needsVersion(2);
            brokers(out, eligible.members());
            brokers(out, eligible.lastKnown());
        }
    }

    private static int flags(MetadataReader in) {
        int flags = in.oneByte();
        int known = in.version() >= 2 ? RECOVERING | ELIGIBLE : RECOVERING;
        if ((flags & ~known) != 0) {
            throw MetadataReader.corrupt("flags " + flags + " of a partition in version " + in.version());
        }
        return flags;
    }

    private static EligibleReplicas eligible(MetadataReader in, int flags) {
        return (flags & ELIGIBLE) == 0 ? EligibleReplicas.NONE : new EligibleReplicas(brokers(in), brokers(in));
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
        flags(out, change.recovering(), change.eligible());
    }

    private static PartitionChange change(MetadataReader in, TopicId topicId) {
        TopicIdPartition partition = new TopicIdPartition(topicId, in.unsignedInt());
        int leader = in.signedInt();
        int leaderEpoch = in.unsignedInt();
        int partitionEpoch = in.unsignedInt();
        List<Integer> isr = brokers(in);
        int flags = flags(in);
        return new PartitionChange(
                partition, leader, leaderEpoch, partitionEpoch, isr, (flags & RECOVERING) != 0, eligible(in, flags));
    }
}
