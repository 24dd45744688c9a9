package io.sampo.apis.cluster;

import io.sampo.apis.Addresses;
import io.sampo.apis.ApiHandler;
import io.sampo.apis.Call;
import io.sampo.messages.ClusterView.BrokerView;
import io.sampo.messages.face.ClusterImage;
import io.sampo.model.ErrorCode;
import io.sampo.model.KafkaListener;
import io.sampo.protocol.message.ApiKey;
import io.sampo.protocol.message.ApiRequest;
import io.sampo.protocol.message.DescribeClusterRequest;
import io.sampo.protocol.message.DescribeClusterResponse;
import io.sampo.protocol.message.DescribeClusterResponse.DescribeClusterBroker;
import java.util.ArrayList;
import java.util.List;

/** The brokers of the cluster, fenced ones too where that is asked for. Controllers have no listeners of their own here. */
public final class DescribeClusterHandler implements ApiHandler {
    private static final byte BROKERS = 1;

    @Override
    public ApiKey key() {
        return ApiKey.DESCRIBE_CLUSTER;
    }

    @Override
    public void handle(Call call, ApiRequest request) {
        DescribeClusterRequest describe = (DescribeClusterRequest) request;
        ClusterImage image = call.backend().image();
        if (describe.endpointType() != BROKERS) {
            call.answer(new DescribeClusterResponse()
                    .errorCode(ErrorCode.UNSUPPORTED_ENDPOINT_TYPE.code())
                    .errorMessage("Only the listeners of brokers are known: expected endpoint type 1")
                    .endpointType(describe.endpointType()));
            return;
        }
        List<DescribeClusterBroker> brokers = new ArrayList<>();
        for (BrokerView broker : image.brokers()) {
            KafkaListener at = broker.endpoints().kafkaListener(call.listener());
            if (at != null && (!broker.fenced() || describe.includeFencedBrokers())) {
                brokers.add(new DescribeClusterBroker()
                        .brokerId(broker.brokerId())
                        .host(at.host())
                        .port(at.port())
                        .isFenced(broker.fenced()));
            }
        }
        call.answer(new DescribeClusterResponse()
                .clusterId(image.clusterId())
                .controllerId(Addresses.controller(call))
                .brokers(brokers));
    }
}
