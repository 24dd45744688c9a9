package io.sampo.client.produce;

/** What becomes of a batch that was answered. */
public enum Verdict {
    /** It is in the log as the acks ask for. */
    ACKNOWLEDGED,
    /** It is over; the error goes to whoever sent its records. */
    FAILED,
    /** It will be polled again, with the same sequence and in the same order. */
    RETRY,
    /** As {@link #RETRY}, but the broker lost what it knew of this producer: first a new identity has to be asked for. */
    NEW_IDENTITY
}
