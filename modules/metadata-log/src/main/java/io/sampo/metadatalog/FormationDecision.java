package io.sampo.metadatalog;

import java.util.List;

/** What a node has to do about the Raft group, decided by {@link Formation}. */
public sealed interface FormationDecision {
    /** The group is on disk: {@link MetadataLogNode#startExisting}. */
    record StartExisting() implements FormationDecision {}

    /** Begin a new log as a founding member: {@link MetadataLogNode#format}. */
    record Format(GroupIdentity group) implements FormationDecision {}

    /** The group lives without us: {@link MetadataLogNode#startEmpty}, then the leader adds us as a new peer. */
    record JoinExisting(GroupIdentity group) implements FormationDecision {}

    /** Ask again; nothing can be decided before these voters speak. Print their names for a person. */
    record WaitFor(List<String> silentVoters) implements FormationDecision {
        public WaitFor {
            silentVoters = List.copyOf(silentVoters);
        }
    }

    /** The answers contradict each other; starting anything could split the metadata. One line for a person. */
    record Refuse(String reason) implements FormationDecision {}
}
