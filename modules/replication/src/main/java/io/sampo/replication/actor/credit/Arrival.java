package io.sampo.replication.actor.credit;

import org.jspecify.annotations.Nullable;

/** The credit of one frame that has arrived. Confined to whoever holds the frame. */
public final class Arrival {
    /** Of a frame that costs no credit. */
    public static final Arrival FREE = new Arrival(null, 0);

    private final ArrivalCredit.@Nullable Account account;
    private final int bytes;
    private boolean released;

    Arrival(ArrivalCredit.@Nullable Account account, int bytes) {
        this.account = account;
        this.bytes = bytes;
    }

    /** The bytes are written, or refused, or dropped. Once is enough; more does no harm. */
    public void release() {
        if (account != null && !released) {
            released = true;
            account.giveBack(bytes);
        }
    }

    ArrivalCredit.@Nullable Account account() {
        return account;
    }
}
