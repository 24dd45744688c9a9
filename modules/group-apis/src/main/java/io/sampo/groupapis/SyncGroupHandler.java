package io.sampo.groupapis;

import io.sampo.apis.ApiHandler;
import io.sampo.apis.Call;
import io.sampo.groups.Blob;
import io.sampo.groups.GroupRequest;
import io.sampo.groups.GroupResponse.Synced;
import io.sampo.model.ErrorCode;
import io.sampo.protocol.message.ApiKey;
import io.sampo.protocol.message.ApiRequest;
import io.sampo.protocol.message.SyncGroupRequest;
import io.sampo.protocol.message.SyncGroupRequest.SyncGroupRequestAssignment;
import io.sampo.protocol.message.SyncGroupResponse;
import java.util.HashMap;
import java.util.Map;

/** A member of the classic protocol wants its assignment, which the leader of the group sends with its own. */
public final class SyncGroupHandler implements ApiHandler {
    /** From there on a member has to say which protocol it believes to speak. */
    private static final int PROTOCOL_SINCE = 5;

    @Override
    public ApiKey key() {
        return ApiKey.SYNC_GROUP;
    }

    @Override
    public void handle(Call call, ApiRequest request) {
        SyncGroupRequest sync = (SyncGroupRequest) request;
        if (sync.groupId().isEmpty()) {
            call.answer(response(Synced.refused(ErrorCode.INVALID_GROUP_ID)));
            return;
        }
        boolean isSilent = sync.protocolType() == null || sync.protocolName() == null;
        if (isSilent && call.version() >= PROTOCOL_SINCE) {
            call.answer(response(Synced.refused(ErrorCode.INCONSISTENT_GROUP_PROTOCOL)));
            return;
        }
        Map<String, Blob> assignments = new HashMap<>();
        for (SyncGroupRequestAssignment assignment : sync.assignments()) {
            assignments.put(assignment.memberId(), Blob.of(assignment.assignment()));
        }
        GroupRequest.Sync asked = new GroupRequest.Sync(
                sync.memberId(),
                sync.groupInstanceId(),
                sync.generationId(),
                sync.protocolType(),
                sync.protocolName(),
                assignments);
        GroupRound.ask(call, sync.groupId(), asked, Synced.class, synced -> call.answer(response(synced)));
    }

    private static SyncGroupResponse response(Synced synced) {
        return new SyncGroupResponse()
                .errorCode(synced.error().code())
                .protocolType(synced.protocolType())
                .protocolName(synced.protocol())
                .assignment(synced.assignment().toBytes());
    }
}
