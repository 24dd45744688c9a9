package io.sampo.apis;

import io.sampo.messages.ClusterView.TopicView;
import io.sampo.model.TopicConfigKey;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The configuration of a topic as it is in force on this broker. */
public final class TopicConfigView {
    private final Map<String, String> overrides;
    private final Map<String, String> ofBroker;

    public TopicConfigView(Backend backend, TopicView topic) {
        this.overrides = topic.config();
        this.ofBroker = backend.broker().topicDefaults();
    }

    /** What was set for the topic, or null. */
    public @Nullable String override(TopicConfigKey key) {
        return overrides.get(key.key());
    }

    /** What the broker's own configuration says, where that is not Kafka's default; else null. */
    public @Nullable String ofBroker(TopicConfigKey key) {
        String value = ofBroker.get(key.key());
        return value == null || value.equals(key.defaultValue()) ? null : value;
    }

    /** The value in force. */
    public String value(TopicConfigKey key) {
        String set = override(key);
        if (set != null) {
            return set;
        }
        String broker = ofBroker(key);
        return broker == null ? key.defaultValue() : broker;
    }

    /** Where that value comes from. */
    public ConfigSource source(TopicConfigKey key) {
        if (override(key) != null) {
            return ConfigSource.TOPIC;
        }
        return ofBroker(key) == null ? ConfigSource.DEFAULT : ConfigSource.BROKER;
    }
}
