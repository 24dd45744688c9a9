package io.sampo.groupapis;

import io.sampo.apis.ApiHandler;
import io.sampo.apis.Call;
import io.sampo.groups.GroupRequest;
import io.sampo.groups.GroupResponse.Alive;
import io.sampo.model.ErrorCode;
import io.sampo.protocol.message.ApiKey;
import io.sampo.protocol.message.ApiRequest;
import io.sampo.protocol.message.HeartbeatRequest;
import io.sampo.protocol.message.HeartbeatResponse;

/** A member of the classic protocol is there, and hears whether it has to join again. */
public final class HeartbeatHandler implements ApiHandler {
    @Override
    public ApiKey key() {
        return ApiKey.HEARTBEAT;
    }

    @Override
    public void handle(Call call, ApiRequest request) {
        HeartbeatRequest beat = (HeartbeatRequest) request;
        if (beat.groupId().isEmpty()) {
            call.answer(response(ErrorCode.INVALID_GROUP_ID));
            return;
        }
        GroupRequest.Heartbeat asked =
                new GroupRequest.Heartbeat(beat.memberId(), beat.groupInstanceId(), beat.generationId());
        GroupRound.ask(call, beat.groupId(), asked, Alive.class, alive -> call.answer(response(alive.error())));
    }

    private static HeartbeatResponse response(ErrorCode error) {
        return new HeartbeatResponse().errorCode(error.code());
    }
}
