package io.sampo.apis.cluster;

import io.sampo.apis.Backend;
import io.sampo.apis.ConfigSource;
import io.sampo.apis.TopicConfigView;
import io.sampo.messages.ClusterView.TopicView;
import io.sampo.model.TopicConfigKey;
import io.sampo.protocol.message.DescribeConfigsResponse.DescribeConfigsResourceResult;
import io.sampo.protocol.message.DescribeConfigsResponse.DescribeConfigsSynonym;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The configurations of one topic, as DescribeConfigs has them. */
final class TopicConfigs {
    /** Those whose broker's key has no default of its own: others, of longer units, have it. */
    private static final Set<TopicConfigKey> WITHOUT_DEFAULT = EnumSet.of(
            TopicConfigKey.FLUSH_MS,
            TopicConfigKey.RETENTION_MS,
            TopicConfigKey.SEGMENT_JITTER_MS,
            TopicConfigKey.SEGMENT_MS);

    private TopicConfigs() {}

    /** @param names null = all */
    static List<DescribeConfigsResourceResult> of(
            Backend backend, TopicView topic, @Nullable List<String> names, boolean withSynonyms) {
        TopicConfigView config = new TopicConfigView(backend, topic);
        List<DescribeConfigsResourceResult> results = new ArrayList<>();
        for (TopicConfigKey key : TopicConfigKey.values()) {
            if (names == null || names.contains(key.key())) {
                results.add(new DescribeConfigsResourceResult()
                        .name(key.key())
                        .value(config.value(key))
                        .configSource(config.source(key).code())
                        .configType(
                                key == TopicConfigKey.CLEANUP_POLICY
                                        ? ConfigType.LIST
                                        : ConfigType.of(key.defaultValue()))
                        .synonyms(withSynonyms ? synonyms(config, key) : List.of())
                        .documentation(null));
            }
        }
        return results;
    }

    /** Every value that somebody has given it, the one in force first; a broker's by the name that it has there, as in Kafka. */
    private static List<DescribeConfigsSynonym> synonyms(TopicConfigView config, TopicConfigKey key) {
        List<DescribeConfigsSynonym> synonyms = new ArrayList<>();
        add(synonyms, key.key(), config.override(key), ConfigSource.TOPIC);
        add(synonyms, key.brokerKey(), config.ofBroker(key), ConfigSource.BROKER);
        add(synonyms, key.brokerKey(), WITHOUT_DEFAULT.contains(key) ? null : key.defaultValue(), ConfigSource.DEFAULT);
        return synonyms;
    }

    private static void add(
            List<DescribeConfigsSynonym> synonyms, String name, @Nullable String value, ConfigSource source) {
        if (value != null) {
            synonyms.add(new DescribeConfigsSynonym().name(name).value(value).source(source.code()));
        }
    }
}
