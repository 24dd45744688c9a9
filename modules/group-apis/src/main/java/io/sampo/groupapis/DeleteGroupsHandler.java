package io.sampo.groupapis;

import io.sampo.apis.ApiHandler;
import io.sampo.apis.Call;
import io.sampo.apis.OffsetsOrder;
import io.sampo.groups.GroupRequest.DeleteGroup;
import io.sampo.groups.GroupResponse.Deleted;
import io.sampo.protocol.message.ApiKey;
import io.sampo.protocol.message.ApiRequest;
import io.sampo.protocol.message.DeleteGroupsRequest;
import io.sampo.protocol.message.DeleteGroupsResponse;
import io.sampo.protocol.message.DeleteGroupsResponse.DeletableGroupResult;
import java.util.ArrayList;
import java.util.List;

/** Deletes groups without members, with their offsets. */
public final class DeleteGroupsHandler implements ApiHandler {
    @Override
    public ApiKey key() {
        return ApiKey.DELETE_GROUPS;
    }

    @Override
    public void handle(Call call, ApiRequest request) {
        List<DeletableGroupResult> results = new ArrayList<>();
        OffsetsOrder.Write write = call.offsetsOrder().write();
        GroupRound round = new GroupRound(call, () -> {
            call.answer(new DeleteGroupsResponse().results(results));
            write.done();
        });
        for (String groupId : ((DeleteGroupsRequest) request).groupsNames()) {
            DeletableGroupResult result = new DeletableGroupResult().groupId(groupId);
            results.add(result);
            round.ask(
                    groupId,
                    new DeleteGroup(),
                    Deleted.class,
                    deleted -> result.errorCode(deleted.error().code()));
        }
        round.end();
    }
}
