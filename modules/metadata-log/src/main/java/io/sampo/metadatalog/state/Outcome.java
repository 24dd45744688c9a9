package io.sampo.metadatalog.state;

/**
 * What became of a command when it was applied.
 *
 * @param kind whether the journal changed
 * @param highestSequenceNr highest sequence number of the journal after the command
 * @param reason one line for a person when the command was not taken, else empty
 */
public record Outcome(Kind kind, long highestSequenceNr, String reason) {
    /** Applied, lost the compare-and-append, or refused for another reason. */
    public enum Kind {
        DONE(0),
        CONFLICT(1),
        REFUSED(2);

        private final int code;

        Kind(int code) {
            this.code = code;
        }

        /** Its byte in an answer. */
        int code() {
            return code;
        }
    }

    static Outcome done(long highestSequenceNr) {
        return new Outcome(Kind.DONE, highestSequenceNr, "");
    }

    static Outcome conflict(long highestSequenceNr, long offered) {
        return new Outcome(
                Kind.CONFLICT,
                highestSequenceNr,
                "the journal is at sequence number " + highestSequenceNr + " and was offered " + offered
                        + ": another writer was here");
    }

    static Outcome refused(long highestSequenceNr, String reason) {
        return new Outcome(Kind.REFUSED, highestSequenceNr, reason);
    }
}
