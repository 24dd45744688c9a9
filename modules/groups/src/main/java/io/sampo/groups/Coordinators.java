package io.sampo.groups;

import io.sampo.model.ErrorCode;
import java.util.List;
import java.util.function.Consumer;

/**
 * The groups of a cluster, as one of its brokers serves them: where a coordinator is, and the way to those that are here. For
 * the faces of the broker, which translate their protocols to {@link GroupRequest}s. Safe from any thread; nothing blocks.
 *
 * <p>An answer comes at most once, on a thread that must not be held up: hand it on. It does not come if the broker stops
 * meanwhile, and a join may wait as long as its rebalance timeout: whoever asks keeps a deadline of their own.
 */
public interface Coordinators {
    /**
     * Who coordinates a group.
     *
     * @param error COORDINATOR_NOT_AVAILABLE while nobody does: ask again
     * @param brokerId -1 where there is an error
     */
    record Located(ErrorCode error, int brokerId) {}

    /** Who asks: how the client calls itself, and where it is; for people. */
    record Caller(String clientId, String clientHost) {}

    /** One group in a list; the words of {@link GroupDescription}. */
    record Listing(String groupId, GroupDescription.Type type, String state, String protocolType) {}

    /**
     * The groups whose coordinator is here.
     *
     * @param error COORDINATOR_LOAD_IN_PROGRESS while some are not known yet: ask again
     */
    record Listed(ErrorCode error, List<Listing> groups) {
        public Listed {
            groups = List.copyOf(groups);
        }
    }

    /** As the metadata say at this moment. The first question of all has the topic of the groups made. */
    Located coordinatorOf(String groupId);

    /**
     * Asks the coordinator of the group. Where that is not here the answer is NOT_COORDINATOR, and COORDINATOR_LOAD_IN_PROGRESS
     * until it has read what its predecessor left; both in the form of answer that belongs to the request.
     */
    void ask(String groupId, GroupRequest request, Caller caller, Consumer<GroupResponse> answer);

    /** Lists the groups whose coordinator is here. */
    void list(Consumer<Listed> answer);
}
