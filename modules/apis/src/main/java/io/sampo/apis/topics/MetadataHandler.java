package io.sampo.apis.topics;

import io.sampo.apis.Addresses;
import io.sampo.apis.ApiHandler;
import io.sampo.apis.Backend;
import io.sampo.apis.Call;
import io.sampo.messages.AdminReply;
import io.sampo.messages.AdminRequest;
import io.sampo.messages.ClusterView.BrokerView;
import io.sampo.messages.ClusterView.TopicView;
import io.sampo.messages.face.ClusterImage;
import io.sampo.model.ErrorCode;
import io.sampo.model.InternalTopics;
import io.sampo.model.KafkaListener;
import io.sampo.model.TopicId;
import io.sampo.protocol.message.ApiKey;
import io.sampo.protocol.message.ApiRequest;
import io.sampo.protocol.message.MetadataRequest;
import io.sampo.protocol.message.MetadataRequest.MetadataRequestTopic;
import io.sampo.protocol.message.MetadataResponse;
import io.sampo.protocol.message.MetadataResponse.MetadataResponseBroker;
import io.sampo.protocol.message.MetadataResponse.MetadataResponseTopic;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Brokers, topics and who leads what, as of the newest image here. A topic that is not there is created where client and broker
 * allow it; then the answer waits until the image has it, so that a first record need not wait for a second question.
 */
public final class MetadataHandler implements ApiHandler {
    /** Stands in a request where a topic is asked for by its name. */
    private static final UUID NO_ID = new UUID(0, 0);

    private static final long CREATION_WAIT_MS = 2_000;
    private static final int LOOKS = 200;
    /** A request is one frame; what it creates is one question to the controller for each name. */
    private static final int CREATED_AT_ONCE_MAX = 100;

    @Override
    public ApiKey key() {
        return ApiKey.METADATA;
    }

    @Override
    public void handle(Call call, ApiRequest request) {
        MetadataRequest asked = (MetadataRequest) request;
        Set<String> missing = missing(call, asked);
        if (missing.isEmpty()) {
            answer(call, asked, Map.of());
        } else {
            new Creation(call, asked, missing).begin();
        }
    }

    /** Topics to be created. */
    private static Set<String> missing(Call call, MetadataRequest asked) {
        Set<String> missing = new LinkedHashSet<>();
        Backend backend = call.backend();
        if (asked.topics() == null
                || !asked.allowAutoTopicCreation()
                || !backend.settings().autoCreateTopics()) {
            return missing;
        }
        for (MetadataRequestTopic topic : asked.topics()) {
            String name = nameOf(topic);
            if (name != null
                    && !InternalTopics.contains(name)
                    && backend.image().topicId(name) == null
                    && missing.size() < CREATED_AT_ONCE_MAX) {
                missing.add(name);
            }
        }
        return missing;
    }

    /** The name that a topic is asked for by; null = by its id. Kafka's clients send an id with an empty name. */
    private static @Nullable String nameOf(MetadataRequestTopic topic) {
        return topic.topicId().equals(NO_ID) ? topic.name() : null;
    }

    /** Topics that are being created for one request. */
    private static final class Creation {
        private final Call call;
        private final MetadataRequest asked;
        private final Set<String> names;
        private final Map<String, ErrorCode> errors = new HashMap<>();
        private int outstanding;
        private long offset;

        Creation(Call call, MetadataRequest asked, Set<String> names) {
            this.call = call;
            this.asked = asked;
            this.names = names;
            this.outstanding = names.size();
        }

        void begin() {
            for (String name : names) {
                call.backend()
                        .administer(
                                new AdminRequest.CreateTopic(name, -1, -1, List.of(), Map.of(), false),
                                reply -> created(name, reply));
            }
        }

        private void created(String name, AdminReply reply) {
            switch (reply.error()) {
                case NONE, TOPIC_ALREADY_EXISTS -> offset = Math.max(offset, reply.offset());
                case INVALID_TOPIC_EXCEPTION -> errors.put(name, ErrorCode.INVALID_TOPIC_EXCEPTION);
                // Asked again in a moment, as where its leader is not elected yet.
                default -> errors.put(name, ErrorCode.LEADER_NOT_AVAILABLE);
            }
            if (--outstanding == 0) {
                Runnable answer = () -> answer(call, asked, errors);
                call.backend()
                        .whenImageReaches(
                                offset,
                                CREATION_WAIT_MS,
                                () -> FreshTopics.whenServed(call.backend(), names, LOOKS, answer));
            }
        }
    }

    private static void answer(Call call, MetadataRequest asked, Map<String, ErrorCode> errors) {
        ClusterImage image = call.backend().image();
        List<MetadataResponseBroker> brokers = brokers(call, image);
        MetadataResponse response = new MetadataResponse()
                .clusterId(image.clusterId())
                .controllerId(Addresses.controller(call))
                .brokers(brokers);
        List<MetadataResponseTopic> topics = new ArrayList<>();
        List<MetadataRequestTopic> wanted = asked.topics();
        MetadataTopics described = new MetadataTopics(call.version(), image, brokers);
        if (wanted == null || (call.version() == 0 && wanted.isEmpty())) {
            image.topics().forEach(topic -> topics.add(described.of(topic)));
        } else {
            wanted.forEach(topic -> topics.add(topic(image, topic, described, errors)));
        }
        call.answer(response.topics(topics));
    }

    private static MetadataResponseTopic topic(
            ClusterImage image, MetadataRequestTopic wanted, MetadataTopics described, Map<String, ErrorCode> errors) {
        String name = nameOf(wanted);
        TopicView found = name == null ? image.topic(new TopicId(wanted.topicId())) : image.topic(name);
        if (found != null) {
            return described.of(found);
        }
        ErrorCode unknown = name == null ? ErrorCode.UNKNOWN_TOPIC_ID : ErrorCode.UNKNOWN_TOPIC_OR_PARTITION;
        return new MetadataResponseTopic()
                .name(name)
                .topicId(wanted.topicId())
                .errorCode(
                        errors.getOrDefault(name == null ? "" : name, unknown).code());
    }

    private static List<MetadataResponseBroker> brokers(Call call, ClusterImage image) {
        List<MetadataResponseBroker> brokers = new ArrayList<>();
        for (BrokerView broker : image.brokers()) {
            @Nullable
            KafkaListener at = broker.fenced() ? null : broker.endpoints().kafkaListener(call.listener());
            if (at != null) {
                brokers.add(new MetadataResponseBroker()
                        .nodeId(broker.brokerId())
                        .host(at.host())
                        .port(at.port()));
            }
        }
        return brokers;
    }
}
