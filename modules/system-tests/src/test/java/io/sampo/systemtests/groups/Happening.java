package io.sampo.systemtests.groups;

/**
 * One thing that a member of the group, or an onlooker, has seen, as one line. Times are of {@link System#nanoTime()}, which on
 * Linux counts the same in all processes of a machine.
 *
 * @param member name that no other member ever has
 * @param partition -1 where it is about none
 * @param first see {@link Kind}
 * @param second see {@link Kind}
 */
record Happening(Kind kind, String member, int partition, long atNs, long first, long second) {
    /** No offset is committed. */
    static final long NOTHING = -1;
    /** What is committed could not be read. */
    static final long UNKNOWN = -2;

    private static final String MARK = "*";
    private static final int WORDS = 7;

    /** What it may be. */
    enum Kind {
        /** The listener got the partition; {@code first}: the committed offset that it read then, {@code second}: when it asked. */
        ASSIGNED,
        /** The listener has let it go, and the group has not been told yet. */
        REVOKED,
        /** The listener was told that it is gone. */
        LOST,
        /** The member has left, or was killed: it owns nothing from here on. */
        GONE,
        /** Records {@code first} to {@code second} came. */
        DELIVERED,
        /** A commit of {@code first} was acknowledged; {@code second}: when it was sent. */
        COMMITTED,
        /** A commit of {@code first} was not acknowledged. */
        REFUSED,
        /** An onlooker read {@code first} as the committed offset; {@code second}: when it asked. */
        READ,
        /** The record at offset {@code first} has not the value that was sent there, but {@code second}. */
        WRONG,
        /** The member cannot go on. */
        FAILED
    }

    static Happening of(Kind kind, String member, int partition, long first, long second) {
        return new Happening(kind, member, partition, System.nanoTime(), first, second);
    }

    /** The line that {@link #parse} reads. */
    String text() {
        return String.join(
                " ",
                MARK,
                kind.name(),
                member,
                Integer.toString(partition),
                Long.toString(atNs),
                Long.toString(first),
                Long.toString(second));
    }

    static boolean isOne(String line) {
        return line.startsWith(MARK + " ");
    }

    static Happening parse(String line) {
        String[] words = line.split(" ");
        if (words.length != WORDS) {
            throw new IllegalArgumentException("'" + line + "' is no happening");
        }
        return new Happening(
                Kind.valueOf(words[1]),
                words[2],
                Integer.parseInt(words[3]),
                Long.parseLong(words[4]),
                Long.parseLong(words[5]),
                Long.parseLong(words[6]));
    }
}
