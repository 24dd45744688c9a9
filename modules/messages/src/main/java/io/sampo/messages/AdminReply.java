package io.sampo.messages;

import io.sampo.model.ErrorCode;
import io.sampo.model.Since;
import java.util.List;

/**
 * What became of an {@link AdminRequest}.
 *
 * @param error {@link ErrorCode#NONE} if it is decided and durable
 * @param message one line for a person where it failed or there is something to tell, else empty
 * @param offset metadata offset at which the change is visible; -1 where it failed
 * @param voters answer to {@link AdminRequest.ListVoters}, else empty
 */
public record AdminReply(
        ErrorCode error,
        String message,
        long offset,
        @Since(2) List<VoterView> voters) implements WireMessage {
    public AdminReply {
        // Null where the writer was older.
        voters = voters == null ? List.of() : List.copyOf(voters);
    }

    /** Without voters. */
    public AdminReply(ErrorCode error, String message, long offset) {
        this(error, message, offset, List.of());
    }

    /**
     * A controller node of the metadata log.
     *
     * @param brokerId its broker
     * @param peerId its identity in the Raft group; another one after its disk was lost
     * @param address {@code host:port} of its Raft server
     * @param voter false while it waits to be added
     * @param leader whether it leads the log
     * @param lag committed entries that it is not known to have; -1 where that is not known
     */
    public record VoterView(int brokerId, String peerId, String address, boolean voter, boolean leader, long lag) {}
}
