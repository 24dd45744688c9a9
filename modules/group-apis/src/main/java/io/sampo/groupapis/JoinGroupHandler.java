package io.sampo.groupapis;

import io.sampo.apis.ApiHandler;
import io.sampo.apis.Call;
import io.sampo.groups.Blob;
import io.sampo.groups.GroupRequest;
import io.sampo.groups.GroupResponse.Joined;
import io.sampo.protocol.message.ApiKey;
import io.sampo.protocol.message.ApiRequest;
import io.sampo.protocol.message.JoinGroupRequest;
import io.sampo.protocol.message.JoinGroupResponse;
import io.sampo.protocol.message.JoinGroupResponse.JoinGroupResponseMember;

/** A member of the classic protocol joins; its answer waits for all others, and holds up no other connection. */
public final class JoinGroupHandler implements ApiHandler {
    private static final int REBALANCE_TIMEOUT_SINCE = 1;
    private static final int MEMBER_ID_REQUIRED_SINCE = 4;
    private static final int NULL_PROTOCOL_SINCE = 7;
    private static final int SKIP_ASSIGNMENT_SINCE = 9;

    @Override
    public ApiKey key() {
        return ApiKey.JOIN_GROUP;
    }

    @Override
    public void handle(Call call, ApiRequest request) {
        JoinGroupRequest join = (JoinGroupRequest) request;
        int version = call.version();
        GroupRequest.Join asked = new GroupRequest.Join(
                join.memberId(),
                join.groupInstanceId(),
                join.protocolType(),
                join.protocols().stream()
                        .map(protocol -> new GroupRequest.Protocol(protocol.name(), Blob.of(protocol.metadata())))
                        .toList(),
                join.sessionTimeoutMs(),
                version >= REBALANCE_TIMEOUT_SINCE ? join.rebalanceTimeoutMs() : join.sessionTimeoutMs(),
                version >= MEMBER_ID_REQUIRED_SINCE,
                version >= SKIP_ASSIGNMENT_SINCE);
        GroupRound.ask(call, join.groupId(), asked, Joined.class, joined -> call.answer(response(joined, version)));
    }

    private static JoinGroupResponse response(Joined joined, int version) {
        String protocol = joined.protocol();
        return new JoinGroupResponse()
                .errorCode(joined.error().code())
                .generationId(joined.generation())
                .protocolType(joined.protocolType())
                .protocolName(protocol == null && version < NULL_PROTOCOL_SINCE ? "" : protocol)
                .leader(joined.leader())
                .skipAssignment(joined.skipAssignment())
                .memberId(joined.memberId())
                .members(joined.members().stream()
                        .map(member -> new JoinGroupResponseMember()
                                .memberId(member.memberId())
                                .groupInstanceId(member.instanceId())
                                .metadata(member.metadata().toBytes()))
                        .toList());
    }
}
