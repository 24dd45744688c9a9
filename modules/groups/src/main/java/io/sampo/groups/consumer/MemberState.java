package io.sampo.groups.consumer;

/** How far a member is on its way to its target (KIP-848); the number is that of Kafka's record. */
public enum MemberState {
    /** It owns what its epoch gives it. */
    STABLE(0),
    /** It has been told to give partitions up, and has not said that it did; its epoch stays until then. */
    UNREVOKED_PARTITIONS(1),
    /** It waits for partitions that others have not given up yet. */
    UNRELEASED_PARTITIONS(2),
    /** Written by a newer coordinator; the member has to join again. */
    UNKNOWN(127);

    private final byte number;

    MemberState(int number) {
        this.number = (byte) number;
    }

    public byte number() {
        return number;
    }

    /** The state of that number. */
    public static MemberState of(byte number) {
        for (MemberState state : values()) {
            if (state.number == number) {
                return state;
            }
        }
        return UNKNOWN;
    }
}
