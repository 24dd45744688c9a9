package io.sampo.kafkacommands.port;

import io.sampo.model.ErrorCode;
import io.sampo.protocol.message.DescribeClusterRequest;
import io.sampo.protocol.message.DescribeClusterResponse;
import io.sampo.protocol.message.DescribeClusterResponse.DescribeClusterBroker;
import io.sampo.protocol.message.DescribeConfigsRequest;
import io.sampo.protocol.message.DescribeConfigsRequest.DescribeConfigsResource;
import io.sampo.protocol.message.DescribeConfigsResponse;
import io.sampo.protocol.message.DescribeConfigsResponse.DescribeConfigsResourceResult;
import io.sampo.protocol.message.DescribeConfigsResponse.DescribeConfigsResult;
import io.sampo.protocol.wire.MalformedFrame;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Where actor clients find the broker that listens at a Kafka port, as it says itself, over that port: DescribeCluster names
 * the brokers, DescribeConfigs of each of them is answered by the one that was asked (decision 0048).
 *
 * @param contactPoint {@code system@host:port} for {@code sampo.client.bootstrap.servers}
 * @param host of the broker, as it says
 * @param localHost the address by which this machine reached the broker, and by which the broker reaches this machine
 */
public record ActorAddress(String contactPoint, String host, String localHost) {
    private static final byte BROKER = 4;
    private static final int DESCRIBE_CLUSTER_VERSION = 2;
    private static final int DESCRIBE_CONFIGS_VERSION = 4;
    private static final List<String> KEYS = List.of("actor-system", "host", "artery.port");

    /**
     * Asks the broker at that Kafka port.
     *
     * @param timeoutMs for connecting, and for each answer
     * @throws IOException where nobody answers; in one line
     * @throws IllegalArgumentException where somebody answers who is no broker of Sampo
     */
    public static ActorAddress ask(String kafkaHost, int kafkaPort, int timeoutMs) throws IOException {
        try (KafkaSocket socket = new KafkaSocket(kafkaHost, kafkaPort, timeoutMs)) {
            DescribeClusterResponse cluster = socket.ask(
                    new DescribeClusterRequest().includeFencedBrokers(true),
                    DESCRIBE_CLUSTER_VERSION,
                    DescribeClusterResponse.class);
            DescribeConfigsResponse configs =
                    socket.ask(questions(cluster.brokers()), DESCRIBE_CONFIGS_VERSION, DescribeConfigsResponse.class);
            return of(configs, socket.localAddress().getHostAddress());
        } catch (MalformedFrame e) {
            throw new IllegalArgumentException("what answers there is not the Kafka port of a broker", e);
        }
    }

    private static DescribeConfigsRequest questions(List<DescribeClusterBroker> brokers) throws IOException {
        if (brokers.isEmpty()) {
            throw new IOException("the broker knows no brokers yet");
        }
        return new DescribeConfigsRequest()
                .resources(brokers.stream()
                        .map(broker -> new DescribeConfigsResource()
                                .resourceType(BROKER)
                                .resourceName(Integer.toString(broker.brokerId()))
                                .configurationKeys(KEYS))
                        .toList());
    }

    private static ActorAddress of(DescribeConfigsResponse response, String localHost) {
        for (DescribeConfigsResult result : response.results()) {
            Map<String, String> told = new HashMap<>();
            if (result.errorCode() == ErrorCode.NONE.code()) {
                for (DescribeConfigsResourceResult config : result.configs()) {
                    told.put(config.name(), String.valueOf(config.value()));
                }
            }
            if (told.keySet().containsAll(KEYS)) {
                String host = String.valueOf(told.get("host"));
                return new ActorAddress(
                        told.get("actor-system") + "@" + host + ":" + told.get("artery.port"), host, localHost);
            }
        }
        throw new IllegalArgumentException(
                "what answers there is no broker of Sampo: it does not tell its artery.port; Kafka's own tools go there");
    }
}
