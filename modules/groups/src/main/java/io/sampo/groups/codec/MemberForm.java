package io.sampo.groups.codec;

import io.sampo.groups.Blob;
import io.sampo.groups.GroupRecord.MemberStored;
import io.sampo.groups.GroupRequest.Protocol;
import io.sampo.groups.consumer.MemberMetadata;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** ConsumerGroupMemberMetadata (type 5). */
final class MemberForm implements Form<MemberStored> {
    @Override
    public int newest() {
        return 0;
    }

    @Override
    public void writeKey(MemberStored record, FormWriter out) {
        out.string(record.memberId());
    }

    @Override
    public boolean writeValue(MemberStored record, FormWriter out) {
        MemberMetadata member = record.metadata();
        if (member == null) {
            return false;
        }
        out.int16(0).compactString(member.instanceId()).compactString(member.rackId());
        out.compactString(member.clientId()).compactString(member.clientHost());
        out.compactArray(member.topics(), out::compactString).compactString(member.regex());
        out.int32(member.rebalanceTimeoutMs()).compactString(member.assignor());
        if (member.classic() == null) {
            out.noTags();
        } else {
            out.tag0(classic(member.classic()));
        }
        return true;
    }

    private static byte[] classic(MemberMetadata.Classic classic) {
        FormWriter out = new FormWriter();
        // A struct that could be null: 1 says that it is there.
        out.varint(1).int32(classic.sessionTimeoutMs());
        out.compactArray(classic.protocols(), protocol -> out.compactString(protocol.name())
                .compactBytes(protocol.metadata().toBytes())
                .noTags());
        return out.noTags().toBytes();
    }

    @Override
    public MemberStored read(FormReader key, @Nullable FormReader value, int version) {
        String memberId = key.string();
        if (value == null) {
            return new MemberStored(memberId, null);
        }
        String instanceId = value.nullableCompactString();
        String rackId = value.nullableCompactString();
        String clientId = value.compactString();
        String clientHost = value.compactString();
        SortedSet<String> topics = new TreeSet<>(value.compactArray(value::compactString));
        String regex = value.nullableCompactString();
        int rebalanceTimeoutMs = value.int32();
        String assignor = value.nullableCompactString();
        MemberMetadata.Classic[] classic = new MemberMetadata.Classic[1];
        value.tags(tag -> classic[0] = readClassic(tag));
        return new MemberStored(
                memberId,
                new MemberMetadata(
                        instanceId,
                        rackId,
                        clientId,
                        clientHost,
                        topics,
                        regex,
                        rebalanceTimeoutMs,
                        assignor,
                        classic[0]));
    }

    private static MemberMetadata.@Nullable Classic readClassic(FormReader tag) {
        if (tag.varint() == 0) {
            return null;
        }
        int sessionTimeoutMs = tag.int32();
        List<Protocol> protocols = tag.compactArray(() -> {
            Protocol protocol = new Protocol(tag.compactString(), Blob.of(tag.compactBytes()));
            tag.tags(unknown -> {});
            return protocol;
        });
        tag.tags(unknown -> {});
        return new MemberMetadata.Classic(sessionTimeoutMs, protocols);
    }
}
