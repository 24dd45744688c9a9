package io.sampo.groups.tally;

import io.sampo.groups.GroupState;
import io.sampo.groups.classic.ClassicSnapshot;
import io.sampo.groups.classic.EmbeddedProtocolCodec;
import io.sampo.groups.consumer.GroupMember;
import io.sampo.groups.consumer.ModernGroup;
import io.sampo.model.SampoException;
import io.sampo.model.TopicIdPartition;
import io.sampo.model.TopicPartition;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a rebalance did to the partitions that were being read when it began. Of a group that is empty after it, and of one that
 * has changed its protocol meanwhile, there is nothing to say.
 */
record Movement(int kept, int paused, int moved) {
    private static final Movement NONE = new Movement(0, 0, 0);

    static Movement between(GroupState before, GroupState after) {
        if (before.modern() != null && after.modern() != null) {
            return between(before.modern(), after.modern());
        }
        if (before.classic() != null && after.classic() != null) {
            return between(before.classic(), after.classic());
        }
        return NONE;
    }

    /** A partition carries the epoch at which it was given: if that is the one of before, nobody ever took it away. */
    private static Movement between(ModernGroup before, ModernGroup after) {
        int kept = 0;
        int paused = 0;
        int moved = 0;
        if (after.members().isEmpty()) {
            return NONE;
        }
        for (GroupMember reader : before.members().values()) {
            for (Map.Entry<TopicIdPartition, Integer> read :
                    reader.assignment().assigned().entrySet()) {
                String owner = after.owner(read.getKey());
                GroupMember now = owner == null ? null : after.member(owner);
                Integer epoch = now == null ? null : now.assignment().assigned().get(read.getKey());
                if (now == null || epoch == null || !isSame(reader, now)) {
                    moved++;
                } else if (epoch.equals(read.getValue()) && now.memberId().equals(reader.memberId())) {
                    kept++;
                } else {
                    paused++;
                }
            }
        }
        return new Movement(kept, paused, moved);
    }

    private static boolean isSame(GroupMember one, GroupMember other) {
        return isSame(
                one.memberId(),
                one.metadata().instanceId(),
                other.memberId(),
                other.metadata().instanceId());
    }

    private static boolean isSame(
            String memberId, @Nullable String instanceId, String otherId, @Nullable String otherInstanceId) {
        return memberId.equals(otherId) || (instanceId != null && instanceId.equals(otherInstanceId));
    }

    /** Who reads on says so when it joins again: it still owns its partitions (KIP-429). Others have stopped by then. */
    private static Movement between(ClassicSnapshot before, ClassicSnapshot after) {
        boolean isReadable = before.protocolType().equals(EmbeddedProtocolCodec.PROTOCOL_TYPE)
                && after.protocolType().equals(EmbeddedProtocolCodec.PROTOCOL_TYPE)
                && !after.members().isEmpty();
        try {
            return isReadable ? readable(before, after) : NONE;
        } catch (SampoException ofTheirOwn) {
            return NONE;
        }
    }

    private static Movement readable(ClassicSnapshot before, ClassicSnapshot after) {
        Map<TopicPartition, ClassicSnapshot.Member> readers = new HashMap<>();
        for (ClassicSnapshot.Member member : before.members()) {
            EmbeddedProtocolCodec.assignment(member.assignment())
                    .partitions()
                    .forEach(partition -> readers.put(partition, member));
        }
        int kept = 0;
        int paused = 0;
        for (ClassicSnapshot.Member member : after.members()) {
            Set<TopicPartition> owned =
                    EmbeddedProtocolCodec.subscription(member.subscription()).owned();
            for (TopicPartition partition :
                    EmbeddedProtocolCodec.assignment(member.assignment()).partitions()) {
                ClassicSnapshot.Member reader = readers.get(partition);
                if (reader != null
                        && isSame(reader.memberId(), reader.instanceId(), member.memberId(), member.instanceId())) {
                    boolean readsOn = owned.contains(partition) && Objects.equals(reader.memberId(), member.memberId());
                    kept += readsOn ? 1 : 0;
                    paused += readsOn ? 0 : 1;
                }
            }
        }
        return new Movement(kept, paused, readers.size() - kept - paused);
    }
}
