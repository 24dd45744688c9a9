package io.sampo.controller.codec;

import static io.sampo.controller.codec.MetadataFields.changes;
import static io.sampo.controller.codec.MetadataFields.config;
import static io.sampo.controller.codec.MetadataFields.description;
import static io.sampo.controller.codec.MetadataFields.partition;
import static io.sampo.controller.codec.MetadataFields.state;
import static io.sampo.controller.codec.MetadataFields.topicId;

import io.sampo.controller.MetadataRecord;
import io.sampo.controller.MetadataRecord.BrokerFenced;
import io.sampo.controller.MetadataRecord.BrokerRegistered;
import io.sampo.controller.MetadataRecord.BrokerShuttingDown;
import io.sampo.controller.MetadataRecord.BrokerUnfenced;
import io.sampo.controller.MetadataRecord.BrokerUnregistered;
import io.sampo.controller.MetadataRecord.ClusterCreated;
import io.sampo.controller.MetadataRecord.ControllerElected;
import io.sampo.controller.MetadataRecord.DecisionBegun;
import io.sampo.controller.MetadataRecord.DecisionEnded;
import io.sampo.controller.MetadataRecord.PartitionsAdded;
import io.sampo.controller.MetadataRecord.PartitionsChanged;
import io.sampo.controller.MetadataRecord.ProducerIdsAllocated;
import io.sampo.controller.MetadataRecord.ReassignmentThrottled;
import io.sampo.controller.MetadataRecord.ReplicaRemoved;
import io.sampo.controller.MetadataRecord.ReplicasChanged;
import io.sampo.controller.MetadataRecord.TopicConfigChanged;
import io.sampo.controller.MetadataRecord.TopicCreated;
import io.sampo.controller.MetadataRecord.TopicDeleted;
import io.sampo.controller.MetadataRecord.UncleanLeadersElected;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Number, name and form of each record type. A number is never used again for another type. */
enum RecordForm {
    CONTROLLER_ELECTED(
            1,
            ControllerElected.class,
            (out, record) -> out.signed(record.brokerId()),
            in -> new ControllerElected(in.signedInt())),
    CLUSTER_CREATED(
            2,
            ClusterCreated.class,
            (out, record) -> out.text(record.clusterId()),
            in -> new ClusterCreated(in.text())),
    DECISION_BEGUN(3, DecisionBegun.class, (out, record) -> {}, in -> new DecisionBegun()),
    DECISION_ENDED(4, DecisionEnded.class, (out, record) -> {}, in -> new DecisionEnded()),
    BROKER_REGISTERED(
            5,
            BrokerRegistered.class,
            (out, record) -> {
                out.signed(record.brokerId());
                description(out, record.description());
                changes(out, record.changes());
            },
            in -> new BrokerRegistered(in.signedInt(), description(in), changes(in))),
    BROKER_FENCED(
            6,
            BrokerFenced.class,
            (out, record) -> {
                out.signed(record.brokerId());
                out.unsigned(record.brokerEpoch());
                out.text(record.reason());
                changes(out, record.changes());
            },
            in -> new BrokerFenced(in.signedInt(), in.unsigned(), in.text(), changes(in))),
    BROKER_UNFENCED(
            7,
            BrokerUnfenced.class,
            (out, record) -> {
                out.signed(record.brokerId());
                out.unsigned(record.brokerEpoch());
                changes(out, record.changes());
            },
            in -> new BrokerUnfenced(in.signedInt(), in.unsigned(), changes(in))),
    BROKER_SHUTTING_DOWN(
            8,
            BrokerShuttingDown.class,
            (out, record) -> {
                out.signed(record.brokerId());
                out.unsigned(record.brokerEpoch());
                changes(out, record.changes());
            },
            in -> new BrokerShuttingDown(in.signedInt(), in.unsigned(), changes(in))),
    TOPIC_CREATED(
            9,
            TopicCreated.class,
            (out, record) -> {
                topicId(out, record.topicId());
                out.text(record.name());
                config(out, record.config());
                out.list(record.partitions(), partition -> state(out, partition));
            },
            in -> new TopicCreated(topicId(in), in.text(), config(in), in.list(() -> state(in)))),
    TOPIC_DELETED(
            10,
            TopicDeleted.class,
            (out, record) -> topicId(out, record.topicId()),
            in -> new TopicDeleted(topicId(in))),
    PARTITIONS_ADDED(
            11,
            PartitionsAdded.class,
            (out, record) -> {
                topicId(out, record.topicId());
                out.unsigned(record.firstPartition());
                out.list(record.partitions(), partition -> state(out, partition));
            },
            in -> new PartitionsAdded(topicId(in), in.unsignedInt(), in.list(() -> state(in)))),
    TOPIC_CONFIG_CHANGED(
            12,
            TopicConfigChanged.class,
            (out, record) -> {
                topicId(out, record.topicId());
                config(out, record.config());
                if (!record.changes().isEmpty()) {
                    out.needsVersion(2);
                    changes(out, record.changes());
                }
            },
            in -> new TopicConfigChanged(topicId(in), config(in), in.version() >= 2 ? changes(in) : List.of())),
    PARTITIONS_CHANGED(
            13,
            PartitionsChanged.class,
            (out, record) -> changes(out, record.changes()),
            in -> new PartitionsChanged(changes(in))),
    PRODUCER_IDS_ALLOCATED(
            14,
            ProducerIdsAllocated.class,
            (out, record) -> {
                out.signed(record.brokerId());
                out.unsigned(record.brokerEpoch());
                out.unsigned(record.first());
                out.unsigned(record.count());
            },
            in -> new ProducerIdsAllocated(in.signedInt(), in.unsigned(), in.unsigned(), in.unsignedInt())),
    REPLICA_REMOVED(
            15,
            ReplicaRemoved.class,
            (out, record) -> {
                partition(out, record.partition());
                out.signed(record.brokerId());
                out.unsigned(record.partitionEpoch());
            },
            in -> new ReplicaRemoved(partition(in), in.signedInt(), in.unsignedInt())),
    UNCLEAN_LEADERS_ELECTED(
            16,
            UncleanLeadersElected.class,
            (out, record) -> {
                changes(out, record.changes());
                out.text(record.why());
            },
            in -> new UncleanLeadersElected(changes(in), in.text())),
    REPLICAS_CHANGED(
            20,
            ReplicasChanged.class,
            (out, record) -> ReassignmentFields.changes(out, record.changes()),
            in -> new ReplicasChanged(ReassignmentFields.changes(in))),
    REASSIGNMENT_THROTTLED(
            21,
            ReassignmentThrottled.class,
            (out, record) -> out.unsigned(record.bytesPerSecond()),
            in -> new ReassignmentThrottled(in.unsigned())),
    BROKER_UNREGISTERED(
            22,
            BrokerUnregistered.class,
            (out, record) -> {
                out.signed(record.brokerId());
                out.unsigned(record.brokerEpoch());
            },
            in -> new BrokerUnregistered(in.signedInt(), in.unsigned()));

    private static final Map<Class<?>, RecordForm> BY_TYPE =
            Arrays.stream(values()).collect(Collectors.toUnmodifiableMap(form -> form.type, Function.identity()));
    private static final Map<Integer, RecordForm> BY_NUMBER =
            Arrays.stream(values()).collect(Collectors.toUnmodifiableMap(form -> form.number, Function.identity()));

    private final int number;
    private final Class<? extends MetadataRecord> type;
    private final BiConsumer<MetadataWriter, MetadataRecord> write;
    private final Function<MetadataReader, ? extends MetadataRecord> read;

    <T extends MetadataRecord> RecordForm(
            int number, Class<T> type, BiConsumer<MetadataWriter, T> write, Function<MetadataReader, T> read) {
        this.number = number;
        this.type = type;
        this.write = (out, record) -> write.accept(out, type.cast(record));
        this.read = read;
    }

    static RecordForm of(MetadataRecord record) {
        RecordForm form = BY_TYPE.get(record.getClass());
        if (form == null) {
            throw new IllegalStateException(record.getClass() + " has no form in bytes");
        }
        return form;
    }

    /** The form of that number; an unknown one is refused, never skipped: its effect would be missing (P14). */
    static RecordForm of(int number) {
        RecordForm form = BY_NUMBER.get(number);
        if (form == null) {
            throw MetadataRecordCodec.unsupported("record type " + number);
        }
        return form;
    }

    int number() {
        return number;
    }

    void write(MetadataWriter out, MetadataRecord record) {
        write.accept(out, record);
    }

    MetadataRecord read(MetadataReader in) {
        return read.apply(in);
    }
}
