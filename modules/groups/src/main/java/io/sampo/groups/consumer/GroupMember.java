package io.sampo.groups.consumer;

/** One member of a consumer group. */
public record GroupMember(String memberId, MemberMetadata metadata, MemberAssignment assignment) {
    /** A member that nobody knows yet. */
    static GroupMember joining(String memberId) {
        return new GroupMember(memberId, MemberMetadata.UNTOLD, MemberAssignment.JOINING);
    }

    int epoch() {
        return assignment.memberEpoch();
    }

    boolean usesClassicProtocol() {
        return metadata.usesClassicProtocol();
    }

    GroupMember with(MemberMetadata other) {
        return new GroupMember(memberId, other, assignment);
    }

    GroupMember with(MemberAssignment other) {
        return new GroupMember(memberId, metadata, other);
    }
}
