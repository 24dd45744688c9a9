package io.sampo.chaos.validate;

/** What can be wrong with a history; the numbers are those of REPLICATION §3.3. */
public enum AnomalyKind {
    /** 1: two values at one offset, or one record with two leader epochs. */
    INCONSISTENT_OFFSET(Harm.OFFSET, "two different records were seen at this offset"),
    /** 1: bytes that nobody can have sent. */
    WRONG_BYTES(Harm.BYTES, "the bytes are not those of any value"),
    /** 1: a value that nobody sent, or not to this partition. */
    NEVER_SENT(Harm.BYTES, "the value was never sent to this partition"),
    /** 2. */
    DUPLICATE(Harm.DUPLICATED, "the value is in the log more than once"),
    /** 3: committed, passed over by readers of later records. */
    LOST_WRITE(Harm.LOST, "committed, not read, although later records were"),
    /** 4: acknowledged, and not there when everything is read at the end. */
    UNSEEN(Harm.LOST, "acknowledged, and missing from the final read"),
    /** 5. */
    WRONG_OFFSET(Harm.OFFSET, "not at the offset that its acknowledgement named"),
    /** 6: appended below something that had been acknowledged before it was sent. */
    REALTIME_APPEND(Harm.REORDERED, "lies below a record that was acknowledged before it was sent"),
    /** 7. */
    ABORTED_READ(Harm.BYTES, "its send failed for certain, and it was read"),
    /** 9. */
    POLL_SKIP(Harm.GAP, "this poll does not begin where the previous one of the process ended: records are missing"),
    NONMONOTONIC_POLL(Harm.REORDERED, "this poll begins at or before the end of the previous one of the process"),
    /** 10. */
    INNER_POLL_SKIP(Harm.GAP, "records are missing inside of a poll"),
    INNER_NONMONOTONIC_POLL(Harm.REORDERED, "offsets do not rise inside of a poll"),
    /** 11. */
    NONMONOTONIC_SEND(Harm.REORDERED, "lies before an earlier record of the same producer"),
    /** 12. */
    EPOCH_FELL(Harm.REORDERED, "its leader epoch is below that of a record before it"),
    /** An offset without a record in a log that is neither compacted nor transactional. */
    GAP(Harm.GAP, "no record was seen at this offset");

    /** As people count them. */
    public enum Harm {
        LOST,
        DUPLICATED,
        REORDERED,
        GAP,
        OFFSET,
        BYTES
    }

    private final Harm harm;
    private final String text;

    AnomalyKind(Harm harm, String text) {
        this.harm = harm;
        this.text = text;
    }

    public Harm harm() {
        return harm;
    }

    /** For a person. */
    public String text() {
        return text;
    }
}
