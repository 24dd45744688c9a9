package io.sampo.apis.cluster;

import io.sampo.apis.ApiHandler;
import io.sampo.apis.Call;
import io.sampo.protocol.message.ApiKey;
import io.sampo.protocol.message.ApiRequest;
import io.sampo.protocol.message.ListConfigResourcesRequest;
import io.sampo.protocol.message.ListConfigResourcesResponse;
import io.sampo.protocol.message.ListConfigResourcesResponse.ConfigResource;
import java.util.ArrayList;
import java.util.List;

/** What has a configuration (KIP-1142). Version 0 asked for client metrics only: there are none. */
public final class ListConfigResourcesHandler implements ApiHandler {
    @Override
    public ApiKey key() {
        return ApiKey.LIST_CONFIG_RESOURCES;
    }

    @Override
    public void handle(Call call, ApiRequest request) {
        byte[] types = ((ListConfigResourcesRequest) request).resourceTypes();
        List<ConfigResource> resources = new ArrayList<>();
        if (call.version() >= 1 && isAsked(types, ResourceType.TOPIC)) {
            call.backend()
                    .image()
                    .topics()
                    .forEach(topic -> resources.add(
                            new ConfigResource().resourceName(topic.topic()).resourceType(ResourceType.TOPIC)));
        }
        if (call.version() >= 1 && isAsked(types, ResourceType.BROKER)) {
            call.backend()
                    .image()
                    .brokers()
                    .forEach(broker -> resources.add(new ConfigResource()
                            .resourceName(Integer.toString(broker.brokerId()))
                            .resourceType(ResourceType.BROKER)));
        }
        call.answer(new ListConfigResourcesResponse().configResources(resources));
    }

    private static boolean isAsked(byte[] types, byte type) {
        boolean isAsked = types.length == 0;
        for (byte one : types) {
            isAsked |= one == type;
        }
        return isAsked;
    }
}
