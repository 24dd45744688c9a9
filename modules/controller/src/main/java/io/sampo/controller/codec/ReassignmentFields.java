package io.sampo.controller.codec;

import static io.sampo.controller.codec.MetadataFields.brokers;

import io.sampo.controller.PartitionChange;
import io.sampo.controller.reassignment.Reassignments;
import io.sampo.model.Reassignment;
import io.sampo.model.TopicIdPartition;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What is on its way to other replicas, in the records and in the snapshot. */
final class ReassignmentFields {
    private ReassignmentFields() {}

    /** The changes themselves in the form they have in every record, then what each does to its replicas. */
    static void changes(MetadataWriter out, List<PartitionChange.OfReplicas> changes) {
        MetadataFields.changes(
                out, changes.stream().map(PartitionChange.OfReplicas::change).toList());
        changes.forEach(change -> {
            brokers(out, change.replicas());
            out.bool(change.reassignment() != null);
            if (change.reassignment() != null) {
                reassignment(out, change.reassignment());
            }
        });
    }

    static List<PartitionChange.OfReplicas> changes(MetadataReader in) {
        List<PartitionChange.OfReplicas> changes = new ArrayList<>();
        for (PartitionChange change : MetadataFields.changes(in)) {
            List<Integer> replicas = brokers(in);
            @Nullable Reassignment reassignment = in.bool() ? reassignment(in) : null;
            changes.add(new PartitionChange.OfReplicas(change, replicas, reassignment));
        }
        return changes;
    }

    static void all(MetadataWriter out, Reassignments reassignments) {
        out.unsigned(reassignments.bytesPerSecond());
        out.list(reassignments.ongoing().entrySet(), entry -> {
            MetadataFields.partition(out, entry.getKey());
            reassignment(out, entry.getValue());
        });
    }

    static Reassignments all(MetadataReader in) {
        long bytesPerSecond = in.unsigned();
        SortedMap<TopicIdPartition, Reassignment> ongoing = new TreeMap<>();
        in.list(() -> ongoing.put(MetadataFields.partition(in), reassignment(in)) == null);
        return Reassignments.restored(ongoing, bytesPerSecond);
    }

    private static void reassignment(MetadataWriter out, Reassignment reassignment) {
        brokers(out, reassignment.original());
        brokers(out, reassignment.target());
    }

    private static Reassignment reassignment(MetadataReader in) {
        return new Reassignment(brokers(in), brokers(in));
    }
}
