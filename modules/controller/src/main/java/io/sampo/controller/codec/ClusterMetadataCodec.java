package io.sampo.controller.codec;

import io.sampo.controller.ClusterMetadata;
import io.sampo.controller.ClusterMetadata.Controllership;
import io.sampo.controller.ClusterMetadata.HeldBack;
import io.sampo.controller.RegisteredBroker;
import io.sampo.controller.ReplicaRemoval;
import io.sampo.controller.TopicMetadata;
import io.sampo.controller.reassignment.Reassignments;
import io.sampo.model.ErrorCode;
import io.sampo.model.SampoException;
import io.sampo.model.TopicId;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.zip.CRC32C;

/**
 * The whole metadata in bytes, for snapshots: version, fields, CRC-32C of all before it. A snapshot that fails its CRC is
 * refused, so that a missing topic is never the work of a flipped bit (H46). May be cut into chunks anywhere.
 */
public final class ClusterMetadataCodec {
    /** 2: eligible leader replicas, and which replicas were removed. 3: reassignments. 4: several Kafka listeners. */
    private static final int NEWEST = 4;

    private static final int CRC_BYTES = 8;

    private ClusterMetadataCodec() {}

    public static byte[] encode(ClusterMetadata metadata) {
        MetadataWriter out = new MetadataWriter();
        out.versionHere();
        Controllership controllership = metadata.controllership();
        out.text(controllership.clusterId());
        out.signed(controllership.brokerId());
        out.unsigned(controllership.epoch());
        out.unsigned(metadata.offset());
        out.unsigned(metadata.nextProducerId());
        out.list(metadata.brokers(), broker -> broker(out, broker));
        out.list(metadata.topics(), topic -> topic(out, topic));
        out.list(metadata.deletedTopics().entrySet(), deletion -> {
            out.unsigned(deletion.getKey());
            MetadataFields.topicId(out, deletion.getValue());
        });
        List<HeldBack> heldBack = metadata.heldBack();
        out.bool(heldBack != null);
        if (heldBack != null) {
            out.list(heldBack, held -> {
                out.unsigned(held.offset());
                out.raw(MetadataRecordCodec.encode(held.record()));
            });
        }
        if (!metadata.reassignments().equals(Reassignments.NONE)) {
            out.needsVersion(3);
        }
        removals(out, metadata.removedReplicas());
        if (out.version() >= 3) {
            ReassignmentFields.all(out, metadata.reassignments());
        }
        byte[] fields = out.toBytes();
        out.eightBytes(crc(fields, fields.length));
        return out.toBytes();
    }

    /**
     * Reads what {@link #encode} wrote.
     *
     * @throws SampoException with {@link ErrorCode#CORRUPT_MESSAGE} or {@link ErrorCode#UNSUPPORTED_VERSION}
     */
    public static ClusterMetadata decode(byte[] bytes) {
        int end = bytes.length - CRC_BYTES;
        if (end < 1 || crc(bytes, end) != storedCrc(bytes, end)) {
            throw MetadataReader.corrupt("a snapshot of " + bytes.length + " bytes fails its CRC");
        }
        MetadataReader in = new MetadataReader(bytes, end);
        in.versionHere(NEWEST, "a snapshot");
        Controllership controllership = new Controllership(in.text(), in.signedInt(), in.unsigned());
        long offset = in.unsigned();
        long nextProducerId = in.unsigned();
        List<RegisteredBroker> brokers = in.list(() -> broker(in));
        List<TopicMetadata> topics = in.list(() -> topic(in));
        SortedMap<Long, TopicId> deletions = new TreeMap<>();
        in.list(() -> deletions.put(in.unsigned(), MetadataFields.topicId(in)) == null);
        List<HeldBack> heldBack =
                in.bool() ? in.list(() -> new HeldBack(in.unsigned(), MetadataRecordCodec.decode(in.raw()))) : null;
        SortedMap<Long, ReplicaRemoval> removals = removals(in);
        Reassignments reassignments = in.version() >= 3 ? ReassignmentFields.all(in) : Reassignments.NONE;
        in.expectEnd();
        return ClusterMetadata.restored(
                controllership, offset, brokers, topics, deletions, removals, reassignments, nextProducerId, heldBack);
    }

    /** The last field: by now it is known whether something else asks for version 2. */
    private static void removals(MetadataWriter out, SortedMap<Long, ReplicaRemoval> removals) {
        if (!removals.isEmpty()) {
            out.needsVersion(2);
        }
        if (out.version() >= 2) {
            out.list(removals.entrySet(), entry -> {
                out.unsigned(entry.getKey());
                MetadataFields.partition(out, entry.getValue().partition());
                out.signed(entry.getValue().brokerId());
                out.unsigned(entry.getValue().partitionEpoch());
            });
        }
    }

    private static SortedMap<Long, ReplicaRemoval> removals(MetadataReader in) {
        SortedMap<Long, ReplicaRemoval> removals = new TreeMap<>();
        if (in.version() >= 2) {
            in.list(() -> removals.put(
                            in.unsigned(),
                            new ReplicaRemoval(MetadataFields.partition(in), in.signedInt(), in.unsignedInt()))
                    == null);
        }
        return removals;
    }

    private static void broker(MetadataWriter out, RegisteredBroker broker) {
        out.signed(broker.id());
        out.unsigned(broker.epoch());
        MetadataFields.description(out, broker.description());
        out.bool(broker.fenced());
        out.bool(broker.shuttingDown());
        out.unsigned(broker.fencedAt());
    }

    private static RegisteredBroker broker(MetadataReader in) {
        return new RegisteredBroker(
                in.signedInt(), in.unsigned(), MetadataFields.description(in), in.bool(), in.bool(), in.unsigned());
    }

    private static void topic(MetadataWriter out, TopicMetadata topic) {
        MetadataFields.topicId(out, topic.id());
        out.text(topic.name());
        MetadataFields.config(out, topic.config());
        out.list(topic.partitions(), partition -> MetadataFields.state(out, partition));
    }

    private static TopicMetadata topic(MetadataReader in) {
        return new TopicMetadata(
                MetadataFields.topicId(in),
                in.text(),
                MetadataFields.config(in),
                in.list(() -> MetadataFields.state(in)));
    }

    private static long crc(byte[] bytes, int length) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, 0, length);
        return crc.getValue();
    }

    private static long storedCrc(byte[] bytes, int from) {
        long value = 0;
        for (int i = from; i < from + CRC_BYTES; i++) {
            value = value << 8 | (bytes[i] & 0xFF);
        }
        return value;
    }
}
