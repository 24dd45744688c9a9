package io.sampo.kafkacommands.port;

import io.sampo.model.ErrorCode;
import io.sampo.protocol.message.MetadataRequest;
import io.sampo.protocol.message.MetadataRequest.MetadataRequestTopic;
import io.sampo.protocol.message.MetadataResponse;
import io.sampo.protocol.wire.MalformedFrame;
import java.io.IOException;
import java.util.List;

/** Asks for a topic as Kafka's clients do, who may make it by asking ({@code auto.create.topics.enable}). */
public final class KafkaMetadata {
    private static final int METADATA_VERSION = 12;

    private KafkaMetadata() {}

    /**
     * Names {@code topic} to the broker at that Kafka port.
     *
     * @param timeoutMs for connecting, and for the answer
     * @return true if the topic is there, or is being made
     * @throws IOException where nobody answers
     */
    public static boolean name(String kafkaHost, int kafkaPort, String topic, int timeoutMs) throws IOException {
        try (KafkaSocket socket = new KafkaSocket(kafkaHost, kafkaPort, timeoutMs)) {
            MetadataResponse response = socket.ask(
                    new MetadataRequest()
                            .allowAutoTopicCreation(true)
                            .topics(List.of(new MetadataRequestTopic().name(topic))),
                    METADATA_VERSION,
                    MetadataResponse.class);
            return response.topics().stream()
                    .anyMatch(one -> one.errorCode() == ErrorCode.NONE.code()
                            || one.errorCode() == ErrorCode.LEADER_NOT_AVAILABLE.code());
        } catch (MalformedFrame e) {
            throw new IOException("what answers there is not the Kafka port of a broker", e);
        }
    }
}
