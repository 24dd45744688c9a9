package io.sampo.groups.offsets;

import io.sampo.groups.Draft;
import io.sampo.groups.GroupRecord.OffsetStored;
import io.sampo.groups.GroupRequest.CommitOffsets;
import io.sampo.groups.GroupTopics;
import io.sampo.groups.OffsetsTopic;
import io.sampo.model.ErrorCode;
import io.sampo.model.SampoException;
import io.sampo.model.TopicId;
import io.sampo.model.TopicPartition;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The offsets of one group. A commit decides records, and shows nothing; what is shown changes when a record is committed and
 * {@link #apply applied} (R19, H83). Whatever is to be deleted includes what is still on its way.
 */
public final class CommittedOffsets {
    private final SortedMap<TopicPartition, CommittedOffset> offsets = new TreeMap<>();
    /** Records decided and not committed yet, by partition. */
    private final Map<TopicPartition, Integer> onTheirWay = new HashMap<>();

    /**
     * From when on the offsets of a group age (KIP-211): while a group has members, those of topics that it does not read, from
     * their commit; without members, all of them, those of a classic group from the moment when the last one left, those of a
     * group of the consumer protocol from their commit, as in Kafka.
     *
     * @param emptySinceMs since 1970; -1 = the commit counts
     * @param subscribed topics whose offsets do not age
     */
    public record Expiry(long emptySinceMs, Predicate<String> subscribed) {
        boolean isExpired(String topic, CommittedOffset offset, long wallMs, long retentionMs) {
            if (subscribed.test(topic)) {
                return false;
            }
            if (offset.expiresAtMs() != -1) {
                return wallMs >= offset.expiresAtMs();
            }
            long since = emptySinceMs == -1 ? offset.committedAtMs() : emptySinceMs;
            return wallMs - since >= retentionMs;
        }
    }

    /**
     * What a commit may be.
     *
     * @param metadataMax longest metadata, in characters
     * @param fits whether the log takes these in one batch
     */
    public record CommitLimits(int metadataMax, GroupTopics topics, Predicate<Collection<OffsetStored>> fits) {
        /** Committed by name only, an offset belongs to the topic that has the name now. */
        private @Nullable TopicId idOf(TopicPartition partition, @Nullable TopicId told) {
            GroupTopics.Topic topic = topics.named(partition.topic());
            return told != null || topic == null ? told : topic.id();
        }
    }

    /**
     * Takes offsets down; an error for each partition.
     *
     * @throws SampoException where {@code fence} refuses one of them, or all together are too large: then none is taken
     */
    public SortedMap<TopicPartition, ErrorCode> commit(
            Draft draft, CommitOffsets request, CommitFence fence, CommitLimits limits, long wallMs) {
        SortedMap<TopicPartition, ErrorCode> errors = new TreeMap<>();
        request.positions().forEach((partition, position) -> {
            if (position.metadata().length() > limits.metadataMax()) {
                errors.put(partition, ErrorCode.OFFSET_METADATA_TOO_LARGE);
            } else {
                fence.check(partition, position.topicId());
                errors.put(partition, ErrorCode.NONE);
            }
        });
        long expiresAtMs = request.retentionMs() == -1 ? -1 : wallMs + request.retentionMs();
        List<OffsetStored> stored = new ArrayList<>();
        errors.forEach((partition, error) -> {
            if (error == ErrorCode.NONE) {
                CommitOffsets.Position position = request.positions().get(partition);
                stored.add(new OffsetStored(
                        partition,
                        new CommittedOffset(
                                position.offset(),
                                position.leaderEpoch(),
                                position.metadata(),
                                wallMs,
                                expiresAtMs,
                                limits.idOf(partition, position.topicId()))));
            }
        });
        if (!limits.fits().test(stored)) {
            throw new SampoException(
                    ErrorCode.INVALID_COMMIT_OFFSET_SIZE,
                    "The offsets of " + stored.size() + " partitions with their metadata are larger than"
                            + " max.message.bytes of " + OffsetsTopic.NAME + ": commit fewer at a time");
        }
        stored.forEach(record -> write(draft, record));
        return errors;
    }

    private void write(Draft draft, OffsetStored record) {
        draft.write(record);
        onTheirWay.merge(record.partition(), 1, Integer::sum);
    }

    private void bury(Draft draft, TopicPartition partition) {
        write(draft, new OffsetStored(partition, null));
    }

    /** The record is committed, or was read at load: what it says is shown from now on. */
    public void apply(OffsetStored record) {
        onTheirWay.computeIfPresent(record.partition(), (partition, count) -> count == 1 ? null : count - 1);
        if (record.offset() == null) {
            offsets.remove(record.partition());
        } else {
            offsets.put(record.partition(), record.offset());
        }
    }

    /**
     * What is committed, of these partitions or (null) of all. A partition of a topic that was deleted and made anew under its
     * name has no offset, if both sides know the id.
     */
    public SortedMap<TopicPartition, CommittedOffset> fetch(
            @Nullable Collection<TopicPartition> partitions, GroupTopics topics) {
        SortedMap<TopicPartition, CommittedOffset> found = new TreeMap<>();
        for (TopicPartition partition : partitions == null ? offsets.keySet() : partitions) {
            CommittedOffset offset = offsets.get(partition);
            if (offset != null && !isOfAnother(partition, offset, topics)) {
                found.put(partition, offset);
            }
        }
        return found;
    }

    private static boolean isOfAnother(TopicPartition partition, CommittedOffset offset, GroupTopics topics) {
        GroupTopics.Topic topic = topics.named(partition.topic());
        return topic != null && offset.topicId() != null && !offset.topicId().equals(topic.id());
    }

    /** Deletes those of {@code partitions} that have an offset. */
    public void delete(Draft draft, Collection<TopicPartition> partitions) {
        Set<TopicPartition> known = known();
        for (TopicPartition partition : partitions) {
            if (known.contains(partition)) {
                bury(draft, partition);
            }
        }
    }

    /** Deletes all. */
    public void deleteAll(Draft draft) {
        known().forEach(partition -> bury(draft, partition));
    }

    /** Deletes the offsets of topics that are gone; those of a later topic of the same name stay. */
    public void deleteTopics(Draft draft, Map<String, TopicId> deleted) {
        for (TopicPartition partition : known()) {
            TopicId gone = deleted.get(partition.topic());
            CommittedOffset offset = offsets.get(partition);
            boolean isOfLater = offset != null
                    && offset.topicId() != null
                    && !offset.topicId().equals(gone);
            if (gone != null && !isOfLater) {
                bury(draft, partition);
            }
        }
    }

    /**
     * Deletes what has expired; true if nothing is left, not even on its way.
     *
     * @param hasRoom whether the batch takes one more; asked for each that is about to go
     */
    public boolean expire(Draft draft, Expiry expiry, long wallMs, long retentionMs, Predicate<OffsetStored> hasRoom) {
        boolean nothingLeft = true;
        for (TopicPartition partition : known()) {
            CommittedOffset offset = offsets.get(partition);
            boolean settled = !onTheirWay.containsKey(partition);
            if (settled
                    && offset != null
                    && expiry.isExpired(partition.topic(), offset, wallMs, retentionMs)
                    && hasRoom.test(new OffsetStored(partition, null))) {
                bury(draft, partition);
            } else {
                nothingLeft = false;
            }
        }
        return nothingLeft;
    }

    /** True if there is nothing, and nothing comes. */
    public boolean isEmpty() {
        return offsets.isEmpty() && onTheirWay.isEmpty();
    }

    public int size() {
        return offsets.size();
    }

    private Set<TopicPartition> known() {
        Set<TopicPartition> known = new TreeSet<>(offsets.keySet());
        known.addAll(onTheirWay.keySet());
        return known;
    }
}
