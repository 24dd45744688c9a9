package io.sampo.groups.codec;

import io.sampo.groups.GroupRecord;
import io.sampo.groups.GroupRecord.ClassicGroupStored;
import io.sampo.groups.GroupRecord.GroupEpochStored;
import io.sampo.groups.GroupRecord.MemberAssignmentStored;
import io.sampo.groups.GroupRecord.MemberStored;
import io.sampo.groups.GroupRecord.OffsetStored;
import io.sampo.groups.GroupRecord.PartitionMetadataRemoved;
import io.sampo.groups.GroupRecord.RegexStored;
import io.sampo.groups.GroupRecord.TargetEpochStored;
import io.sampo.groups.GroupRecord.TargetStored;
import io.sampo.model.ErrorCode;
import io.sampo.model.SampoException;
import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Keys and values of {@code __consumer_offsets}: a {@link GroupRecord} of one group in bytes and back. */
public final class GroupRecordCodec {
    private static final short LEGACY_OFFSET = 0;
    private static final int BATCH_HEADER_BYTES = 61;
    /** Length, attributes, deltas, lengths of key and value, and no headers, in a batch of 8 MiB. */
    private static final int RECORD_FRAME_BYTES_MAX = 17;

    private static final Map<Class<?>, Short> NUMBERS = Map.of(
            OffsetStored.class, (short) 1,
            ClassicGroupStored.class, (short) 2,
            GroupEpochStored.class, (short) 3,
            PartitionMetadataRemoved.class, (short) 4,
            MemberStored.class, (short) 5,
            TargetEpochStored.class, (short) 6,
            TargetStored.class, (short) 7,
            MemberAssignmentStored.class, (short) 8,
            RegexStored.class, (short) 16);

    private static final Map<Short, Form<?>> FORMS = Map.of(
            LEGACY_OFFSET,
            new ClassicForms.OffsetForm(),
            (short) 1,
            new ClassicForms.OffsetForm(),
            (short) 2,
            new ClassicForms.GroupForm(),
            (short) 3,
            new ConsumerForms.EpochForm(),
            (short) 4,
            new ConsumerForms.PartitionMetadataForm(),
            (short) 5,
            new MemberForm(),
            (short) 6,
            new ConsumerForms.TargetEpochForm(),
            (short) 7,
            new ConsumerForms.TargetForm(),
            (short) 8,
            new ConsumerForms.AssignmentForm(),
            (short) 16,
            new ConsumerForms.RegexForm());

    /** A record, and whose it is. */
    public record Stored(String groupId, GroupRecord record) {}

    private GroupRecordCodec() {}

    /** The key: what the compaction of the topic keeps one value of. */
    public static byte[] key(String groupId, GroupRecord record) {
        short number = number(record);
        FormWriter out = new FormWriter().int16(number).string(groupId);
        form(number).writeKey(record, out);
        return out.toBytes();
    }

    /** The value; null = a tombstone. */
    public static byte @Nullable [] value(GroupRecord record) {
        FormWriter out = new FormWriter();
        return form(number(record)).writeValue(record, out) ? out.toBytes() : null;
    }

    /** Bytes of a batch that holds these, at most, before compression. */
    public static long batchBytesMax(String groupId, Collection<? extends GroupRecord> records) {
        long bytes = BATCH_HEADER_BYTES;
        for (GroupRecord record : records) {
            byte[] value = value(record);
            bytes += RECORD_FRAME_BYTES_MAX + key(groupId, record).length + (value == null ? 0 : value.length);
        }
        return bytes;
    }

    /**
     * Reads a record of the topic; null for a type that has nothing to do with consumer groups (share and streams groups) or
     * is of a later Kafka, which is passed over as Kafka does.
     *
     * @throws SampoException CORRUPT_MESSAGE where the bytes are none; UNSUPPORTED_VERSION where the value is newer than what
     *     is understood here: a group must not be loaded without it
     */
    public static @Nullable Stored read(ByteBuffer key, @Nullable ByteBuffer value) {
        return FormReader.guarded(() -> {
            FormReader keyReader = new FormReader(key);
            short number = keyReader.int16();
            Form<?> form = FORMS.get(number);
            if (form == null) {
                return null;
            }
            String groupId = keyReader.string();
            if (value == null) {
                return new Stored(groupId, form.read(keyReader, null, 0));
            }
            FormReader valueReader = new FormReader(value);
            int version = valueReader.int16();
            if (version < 0 || version > form.newest()) {
                throw new SampoException(
                        ErrorCode.UNSUPPORTED_VERSION,
                        "A record of type " + number + " of group " + groupId + " has version " + version
                                + ", expected 0 to " + form.newest());
            }
            return new Stored(groupId, form.read(keyReader, valueReader, version));
        });
    }

    private static short number(GroupRecord record) {
        return Objects.requireNonNull(NUMBERS.get(record.getClass()));
    }

    /** Each type of record has the form of its own class ({@link #NUMBERS}). */
    @SuppressWarnings("unchecked")
    private static Form<GroupRecord> form(short number) {
        return (Form<GroupRecord>) Objects.requireNonNull(FORMS.get(number));
    }
}
