package io.sampo.groups.codec;

import io.sampo.groups.GroupRecord;
import org.jspecify.annotations.Nullable;

/** How one type of record is written; its number is the first field of its key. */
interface Form<R extends GroupRecord> {
    /** What stands in the key behind the group id. */
    default void writeKey(R record, FormWriter out) {}

    /** Writes version and value; false = it is a tombstone. */
    boolean writeValue(R record, FormWriter out);

    /** Reads the rest of the key, and the value if there is one; {@code version} was read. */
    R read(FormReader key, @Nullable FormReader value, int version);

    /** The newest version that is understood. */
    int newest();
}
