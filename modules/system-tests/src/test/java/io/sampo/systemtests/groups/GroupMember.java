package io.sampo.systemtests.groups;

/** A member of the group in its host process, of one client or the other. */
interface GroupMember {
    /** Gives up its partitions and leaves; done when it has. */
    void leave();
}
