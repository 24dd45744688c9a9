package io.sampo.apis;

import io.sampo.groups.Coordinators.Caller;
import io.sampo.groups.Coordinators.Listed;
import io.sampo.groups.Coordinators.Located;
import io.sampo.groups.GroupRequest;
import io.sampo.groups.GroupResponse;
import java.util.function.Consumer;

/**
 * The groups of the cluster, for the handlers on one event loop: {@link io.sampo.groups.Coordinators} whose answers come on that
 * loop, and always come. Confined to it.
 */
public interface Groups {
    /** Who coordinates a group; the first question of all has the topic of the groups made. */
    Located coordinatorOf(String groupId);

    /**
     * Asks the coordinator of the group. A join and a sync wait for other members, as long as it takes; whatever else is not
     * answered in time is answered with COORDINATOR_NOT_AVAILABLE.
     *
     * @param answer gets the form of answer that belongs to the request, once
     * @return a number for {@link #forget}
     */
    long ask(String groupId, GroupRequest request, Caller caller, Consumer<GroupResponse> answer);

    /** The answer to that question is of no use any more; what was asked for happens all the same. */
    void forget(long number);

    /** Lists the groups that are coordinated here. */
    void list(Consumer<Listed> answer);
}
