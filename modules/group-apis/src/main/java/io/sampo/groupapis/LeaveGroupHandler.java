package io.sampo.groupapis;

import io.sampo.apis.ApiHandler;
import io.sampo.apis.Call;
import io.sampo.groups.GroupRequest.Leave;
import io.sampo.groups.GroupRequest.Leave.Leaving;
import io.sampo.groups.GroupResponse.Left;
import io.sampo.model.ErrorCode;
import io.sampo.protocol.message.ApiKey;
import io.sampo.protocol.message.ApiRequest;
import io.sampo.protocol.message.LeaveGroupRequest;
import io.sampo.protocol.message.LeaveGroupResponse;
import io.sampo.protocol.message.LeaveGroupResponse.MemberResponse;
import java.util.List;

/** Members of the classic protocol leave, or an administrator takes them out. */
public final class LeaveGroupHandler implements ApiHandler {
    /** Before, one member left at a time, and its error was that of the request. */
    private static final int SEVERAL_SINCE = 3;

    @Override
    public ApiKey key() {
        return ApiKey.LEAVE_GROUP;
    }

    @Override
    public void handle(Call call, ApiRequest request) {
        LeaveGroupRequest leave = (LeaveGroupRequest) request;
        if (leave.groupId().isEmpty()) {
            call.answer(new LeaveGroupResponse().errorCode(ErrorCode.INVALID_GROUP_ID.code()));
            return;
        }
        List<Leaving> members = call.version() >= SEVERAL_SINCE
                ? leave.members().stream()
                        .map(member -> new Leaving(member.memberId(), member.groupInstanceId()))
                        .toList()
                : List.of(new Leaving(leave.memberId(), null));
        GroupRound.ask(
                call,
                leave.groupId(),
                new Leave(members),
                Left.class,
                left -> call.answer(call.version() >= SEVERAL_SINCE ? severally(left) : alone(left)));
    }

    private static LeaveGroupResponse severally(Left left) {
        return new LeaveGroupResponse()
                .errorCode(left.error().code())
                .members(left.members().stream()
                        .map(member -> new MemberResponse()
                                .memberId(member.memberId())
                                .groupInstanceId(member.instanceId())
                                .errorCode(member.error().code()))
                        .toList());
    }

    private static LeaveGroupResponse alone(Left left) {
        boolean isWhole = left.error() != ErrorCode.NONE || left.members().isEmpty();
        ErrorCode error = isWhole ? left.error() : left.members().get(0).error();
        return new LeaveGroupResponse().errorCode(error.code());
    }
}
