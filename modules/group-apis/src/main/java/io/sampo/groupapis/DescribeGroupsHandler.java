package io.sampo.groupapis;

import io.sampo.apis.ApiHandler;
import io.sampo.apis.Call;
import io.sampo.groups.GroupDescription;
import io.sampo.groups.GroupRequest.DescribeGroup;
import io.sampo.groups.GroupResponse.Described;
import io.sampo.model.ErrorCode;
import io.sampo.protocol.message.ApiKey;
import io.sampo.protocol.message.ApiRequest;
import io.sampo.protocol.message.DescribeGroupsRequest;
import io.sampo.protocol.message.DescribeGroupsResponse;
import io.sampo.protocol.message.DescribeGroupsResponse.DescribedGroup;
import io.sampo.protocol.message.DescribeGroupsResponse.DescribedGroupMember;
import java.util.ArrayList;
import java.util.List;

/**
 * Groups of the classic protocol, as people get to see them. A group that is not there, or speaks the other protocol, is called
 * dead; since version 6 also not found (KIP-1043).
 */
public final class DescribeGroupsHandler implements ApiHandler {
    private static final int NOT_FOUND_SINCE = 6;
    private static final String DEAD = "Dead";
    private static final String STABLE = "Stable";

    @Override
    public ApiKey key() {
        return ApiKey.DESCRIBE_GROUPS;
    }

    @Override
    public void handle(Call call, ApiRequest request) {
        List<DescribedGroup> groups = new ArrayList<>();
        GroupRound round = new GroupRound(call, () -> call.answer(new DescribeGroupsResponse().groups(groups)));
        for (String groupId : ((DescribeGroupsRequest) request).groups()) {
            DescribedGroup group = new DescribedGroup().groupId(groupId);
            groups.add(group);
            round.ask(groupId, new DescribeGroup(), Described.class, described -> fill(call, group, described));
        }
        round.end();
    }

    private static void fill(Call call, DescribedGroup group, Described described) {
        GroupDescription seen = described.group();
        if (described.error() == ErrorCode.GROUP_ID_NOT_FOUND) {
            notFound(call, group, "Group " + group.groupId() + " not found.");
        } else if (seen == null) {
            group.errorCode(described.error().code());
        } else if (seen.type() != GroupDescription.Type.CLASSIC) {
            notFound(call, group, "Group " + group.groupId() + " is not a classic group.");
        } else {
            boolean isStable = seen.state().equals(STABLE);
            group.groupState(seen.state())
                    .protocolType(seen.protocolType())
                    .protocolData(isStable ? seen.assignor() : "")
                    .members(seen.members().stream()
                            .map(member -> member(member, isStable))
                            .toList());
        }
    }

    private static void notFound(Call call, DescribedGroup group, String message) {
        group.groupState(DEAD);
        if (call.version() >= NOT_FOUND_SINCE) {
            group.errorCode(ErrorCode.GROUP_ID_NOT_FOUND.code()).errorMessage(message);
        }
    }

    /** While a group rebalances, which protocol the subscription would be of is open. */
    private static DescribedGroupMember member(GroupDescription.Member member, boolean isStable) {
        return new DescribedGroupMember()
                .memberId(member.memberId())
                .groupInstanceId(member.instanceId())
                .clientId(member.clientId())
                .clientHost(member.clientHost())
                .memberMetadata(isStable ? member.subscription().toBytes() : new byte[0])
                .memberAssignment(member.assignment().toBytes());
    }
}
