package io.sampo.apis.cluster;

import com.typesafe.config.Config;
import io.sampo.apis.ApiHandler;
import io.sampo.apis.Call;
import io.sampo.messages.ClusterView.BrokerView;
import io.sampo.messages.ClusterView.TopicView;
import io.sampo.model.ErrorCode;
import io.sampo.protocol.message.ApiKey;
import io.sampo.protocol.message.ApiRequest;
import io.sampo.protocol.message.DescribeConfigsRequest;
import io.sampo.protocol.message.DescribeConfigsRequest.DescribeConfigsResource;
import io.sampo.protocol.message.DescribeConfigsResponse;
import io.sampo.protocol.message.DescribeConfigsResponse.DescribeConfigsResult;
import java.util.ArrayList;
import java.util.List;

/** Every configuration of topics and of this broker, with where each value comes from. */
public final class DescribeConfigsHandler implements ApiHandler {
    @Override
    public ApiKey key() {
        return ApiKey.DESCRIBE_CONFIGS;
    }

    @Override
    public void handle(Call call, ApiRequest request) {
        DescribeConfigsRequest describe = (DescribeConfigsRequest) request;
        List<DescribeConfigsResult> results = new ArrayList<>();
        for (DescribeConfigsResource resource : describe.resources()) {
            DescribeConfigsResult result = new DescribeConfigsResult()
                    .resourceType(resource.resourceType())
                    .resourceName(resource.resourceName())
                    .errorMessage(null);
            results.add(result);
            switch (resource.resourceType()) {
                case ResourceType.TOPIC -> topic(call, describe, resource, result);
                case ResourceType.BROKER -> broker(call, resource, result);
                default ->
                    refuse(
                            result,
                            ErrorCode.INVALID_REQUEST,
                            "Resources of type " + resource.resourceType()
                                    + " have no configuration here: expected 2 (topic) or 4 (broker)");
            }
        }
        call.answer(new DescribeConfigsResponse().results(results));
    }

    private static void topic(
            Call call,
            DescribeConfigsRequest describe,
            DescribeConfigsResource resource,
            DescribeConfigsResult result) {
        TopicView topic = call.backend().image().topic(resource.resourceName());
        if (topic == null) {
            refuse(result, ErrorCode.UNKNOWN_TOPIC_OR_PARTITION, ErrorCode.UNKNOWN_TOPIC_OR_PARTITION.text());
        } else {
            result.configs(
                    TopicConfigs.of(call.backend(), topic, resource.configurationKeys(), describe.includeSynonyms()));
        }
    }

    private static void broker(Call call, DescribeConfigsResource resource, DescribeConfigsResult result) {
        int here = call.backend().broker().brokerId();
        if (resource.resourceName().isEmpty()) {
            // What holds for all brokers and can be changed while they run: nothing.
            return;
        }
        if (!resource.resourceName().equals(Integer.toString(here))) {
            refuse(
                    result,
                    ErrorCode.INVALID_REQUEST,
                    "Unexpected broker id, expected " + here + " or empty string, but received "
                            + resource.resourceName());
            return;
        }
        Config configuration = call.backend().broker().configuration();
        BrokerView registered = call.backend().image().broker(here);
        result.configs(BrokerConfigs.of(
                registered == null ? configuration : BrokerConfigs.reachedAt(configuration, registered),
                resource.configurationKeys()));
    }

    private static void refuse(DescribeConfigsResult result, ErrorCode error, String message) {
        result.errorCode(error.code()).errorMessage(message);
    }
}
