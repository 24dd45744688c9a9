package io.sampo.groupapis;

import io.sampo.apis.ApiHandler;
import io.sampo.apis.Call;
import io.sampo.groups.Coordinators.Listed;
import io.sampo.groups.Coordinators.Listing;
import io.sampo.model.ErrorCode;
import io.sampo.protocol.message.ApiKey;
import io.sampo.protocol.message.ApiRequest;
import io.sampo.protocol.message.ListGroupsRequest;
import io.sampo.protocol.message.ListGroupsResponse;
import io.sampo.protocol.message.ListGroupsResponse.ListedGroup;
import java.util.List;
import java.util.Locale;

/** The groups that this broker coordinates; whoever wants all of them asks every broker. */
public final class ListGroupsHandler implements ApiHandler {
    private static final String DEAD = "Dead";

    @Override
    public ApiKey key() {
        return ApiKey.LIST_GROUPS;
    }

    @Override
    public void handle(Call call, ApiRequest request) {
        ListGroupsRequest list = (ListGroupsRequest) request;
        call.backend().groups().list(listed -> call.answer(response(list, listed)));
    }

    private static ListGroupsResponse response(ListGroupsRequest list, Listed listed) {
        if (listed.error() != ErrorCode.NONE) {
            return new ListGroupsResponse().errorCode(listed.error().code());
        }
        return new ListGroupsResponse()
                .groups(listed.groups().stream()
                        .filter(group -> !group.state().equals(DEAD))
                        .filter(group -> isOneOf(list.statesFilter(), group.state()))
                        .filter(group -> isOneOf(list.typesFilter(), type(group)))
                        .map(group -> new ListedGroup()
                                .groupId(group.groupId())
                                .protocolType(group.protocolType())
                                .groupState(group.state())
                                .groupType(type(group)))
                        .toList());
    }

    /** Kafka's word: in small letters. */
    private static String type(Listing group) {
        return group.type().name().toLowerCase(Locale.ROOT);
    }

    private static boolean isOneOf(List<String> filter, String word) {
        return filter.isEmpty() || filter.stream().anyMatch(word::equalsIgnoreCase);
    }
}
