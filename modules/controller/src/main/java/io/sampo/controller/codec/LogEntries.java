package io.sampo.controller.codec;

import io.sampo.controller.MetadataRecord;
import io.sampo.controller.MetadataRecord.BrokerFenced;
import io.sampo.controller.MetadataRecord.BrokerRegistered;
import io.sampo.controller.MetadataRecord.BrokerShuttingDown;
import io.sampo.controller.MetadataRecord.BrokerUnfenced;
import io.sampo.controller.MetadataRecord.DecisionBegun;
import io.sampo.controller.MetadataRecord.DecisionEnded;
import io.sampo.controller.MetadataRecord.PartitionsAdded;
import io.sampo.controller.MetadataRecord.PartitionsChanged;
import io.sampo.controller.MetadataRecord.ReplicasChanged;
import io.sampo.controller.MetadataRecord.TopicConfigChanged;
import io.sampo.controller.MetadataRecord.TopicCreated;
import io.sampo.controller.MetadataRecord.UncleanLeadersElected;
import io.sampo.controller.PartitionChange;
import io.sampo.model.PartitionState;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * Cuts a decision into entries of the metadata log, each at most so many bytes (one Raft entry is at most 1 MiB). A
 * decision of more than one record stands between {@link DecisionBegun} and {@link DecisionEnded}, so it takes effect as a
 * whole or, if its controller dies in the middle, not at all. Nor does an image of a broker ever stand in the middle: there
 * a replica would have left, and nothing would say yet that its files may go (R15).
 */
public final class LogEntries {
    private LogEntries() {}

    /**
     * Records that are appended to the metadata log as one, and the bytes of each: found once, for the size, and what the feed carries
     * afterwards.
     *
     * @param bytes of each record, in the same order, as {@link MetadataRecordCodec#encode} writes it; nobody changes them
     */
    public record Entry(List<MetadataRecord> records, List<byte[]> bytes) {
        public Entry {
            records = List.copyOf(records);
            bytes = List.copyOf(bytes);
        }

        private static Entry of(List<MetadataRecord> records) {
            return new Entry(
                    records, records.stream().map(MetadataRecordCodec::encode).toList());
        }

        private static Entry joined(List<Entry> entries) {
            return new Entry(
                    entries.stream().flatMap(entry -> entry.records.stream()).toList(),
                    entries.stream().flatMap(entry -> entry.bytes.stream()).toList());
        }

        private int size() {
            return bytes.stream().mapToInt(one -> one.length).sum();
        }
    }

    /** The decision in entries, to be appended one after the other; one small record is one entry, unbracketed. */
    public static List<Entry> of(List<MetadataRecord> decision, int maxBytes) {
        boolean divisible = decision.size() > 1 && decision.stream().allMatch(MetadataRecord::isHeldBack);
        Entry whole = Entry.of(decision);
        if (!divisible && whole.size() <= maxBytes) {
            return List.of(whole);
        }
        List<Entry> small = new ArrayList<>();
        small.add(Entry.of(List.of(new DecisionBegun())));
        decision.forEach(record -> cut(record, maxBytes / 2, small));
        small.add(Entry.of(List.of(new DecisionEnded())));
        return packed(small, maxBytes);
    }

    private static List<Entry> packed(List<Entry> pieces, int maxBytes) {
        List<Entry> entries = new ArrayList<>();
        List<Entry> together = new ArrayList<>();
        int filled = 0;
        for (Entry piece : pieces) {
            if (!together.isEmpty() && filled + piece.size() > maxBytes) {
                entries.add(Entry.joined(together));
                together.clear();
                filled = 0;
            }
            together.add(piece);
            filled += piece.size();
        }
        entries.add(Entry.joined(together));
        return entries;
    }

    /** Halves the list that a record carries until every piece fits. */
    private static void cut(MetadataRecord record, int maxBytes, List<Entry> pieces) {
        Entry whole = Entry.of(List.of(record));
        if (whole.size() <= maxBytes) {
            pieces.add(whole);
        } else if (record instanceof PartitionsChanged changed) {
            cutChanges(changed.changes(), PartitionsChanged::new, maxBytes, pieces);
        } else if (record instanceof ReplicasChanged changed) {
            cut(new ReplicasChanged(firstHalf(changed.changes())), maxBytes, pieces);
            cut(new ReplicasChanged(secondHalf(changed.changes())), maxBytes, pieces);
        } else if (record instanceof BrokerFenced fenced) {
            cutChanges(
                    fenced.changes(),
                    first -> new BrokerFenced(fenced.brokerId(), fenced.brokerEpoch(), fenced.reason(), first),
                    maxBytes,
                    pieces);
        } else if (record instanceof UncleanLeadersElected elected) {
            cutChanges(elected.changes(), first -> new UncleanLeadersElected(first, elected.why()), maxBytes, pieces);
        } else if (record instanceof TopicConfigChanged configured
                && !configured.changes().isEmpty()) {
            cutChanges(
                    configured.changes(),
                    first -> new TopicConfigChanged(configured.topicId(), configured.config(), first),
                    maxBytes,
                    pieces);
        } else if (record instanceof BrokerUnfenced unfenced) {
            cutChanges(
                    unfenced.changes(),
                    first -> new BrokerUnfenced(unfenced.brokerId(), unfenced.brokerEpoch(), first),
                    maxBytes,
                    pieces);
        } else if (record instanceof BrokerShuttingDown stopping) {
            cutChanges(
                    stopping.changes(),
                    first -> new BrokerShuttingDown(stopping.brokerId(), stopping.brokerEpoch(), first),
                    maxBytes,
                    pieces);
        } else if (record instanceof BrokerRegistered registered) {
            cutChanges(
                    registered.changes(),
                    first -> new BrokerRegistered(registered.brokerId(), registered.description(), first),
                    maxBytes,
                    pieces);
        } else if (record instanceof TopicCreated created) {
            List<PartitionState> first = firstHalf(created.partitions());
            cut(new TopicCreated(created.topicId(), created.name(), created.config(), first), maxBytes, pieces);
            cut(
                    new PartitionsAdded(created.topicId(), first.size(), secondHalf(created.partitions())),
                    maxBytes,
                    pieces);
        } else if (record instanceof PartitionsAdded added) {
            List<PartitionState> first = firstHalf(added.partitions());
            cut(new PartitionsAdded(added.topicId(), added.firstPartition(), first), maxBytes, pieces);
            cut(
                    new PartitionsAdded(
                            added.topicId(), added.firstPartition() + first.size(), secondHalf(added.partitions())),
                    maxBytes,
                    pieces);
        } else {
            pieces.add(whole);
        }
    }

    private static void cutChanges(
            List<PartitionChange> changes,
            Function<List<PartitionChange>, MetadataRecord> withFirst,
            int maxBytes,
            List<Entry> pieces) {
        cut(withFirst.apply(firstHalf(changes)), maxBytes, pieces);
        cut(new PartitionsChanged(secondHalf(changes)), maxBytes, pieces);
    }

    private static <T> List<T> firstHalf(List<T> list) {
        return list.subList(0, list.size() / 2);
    }

    private static <T> List<T> secondHalf(List<T> list) {
        return list.subList(list.size() / 2, list.size());
    }
}
