package io.sampo.coordinator;

import io.sampo.groups.GroupDescription;
import io.sampo.groups.tally.Figure;
import io.sampo.groups.tally.GroupTally;
import io.sampo.groups.tally.Standing;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * What the groups that a broker coordinates add up to, by protocol and state: as many figures for ten thousand groups as for one.
 * Safe from any thread.
 */
public final class GroupCensus {
    private static final int TYPES = GroupDescription.Type.values().length;

    private final AtomicLongArray groups = new AtomicLongArray(Standing.values().length);
    private final AtomicLongArray members = new AtomicLongArray(TYPES);
    private final AtomicLongArray counts = new AtomicLongArray(Figure.values().length * TYPES);

    /** Groups that stand so at the moment. */
    public long groups(Standing standing) {
        return groups.get(standing.ordinal());
    }

    /** Members of the groups of that protocol at the moment. */
    public long members(GroupDescription.Type type) {
        return members.get(type.ordinal());
    }

    /** How often that happened to groups of that protocol since this broker has started. */
    public long count(Figure figure, GroupDescription.Type type) {
        return counts.get(at(figure, type));
    }

    private static int at(Figure figure, GroupDescription.Type type) {
        return figure.ordinal() * TYPES + type.ordinal();
    }

    private void add(Figure figure, GroupDescription.Type type, long more) {
        counts.addAndGet(at(figure, type), more);
    }

    /** For a group that begins. */
    Entry entry() {
        return new Entry();
    }

    /** What one group has added. For the thread of that group. */
    final class Entry {
        private final GroupTally.Receiver receiver = GroupCensus.this::add;
        private Standing standing = Standing.UNKNOWN;
        private int size;

        private Entry() {}

        /** The group as it is now. */
        void update(GroupTally tally) {
            stand(tally.standing(), tally.members());
            tally.giveTo(receiver);
        }

        /** The group is not here any more. What has happened to it has happened. */
        void leave() {
            stand(Standing.UNKNOWN, 0);
        }

        private void stand(Standing now, int sizeNow) {
            if (now == standing && sizeNow == size) {
                return;
            }
            add(standing, -1, -size);
            standing = now;
            size = sizeNow;
            add(standing, 1, size);
        }

        private void add(Standing where, int group, int people) {
            GroupDescription.Type type = where.type();
            if (type != null) {
                groups.addAndGet(where.ordinal(), group);
                members.addAndGet(type.ordinal(), people);
            }
        }
    }
}
