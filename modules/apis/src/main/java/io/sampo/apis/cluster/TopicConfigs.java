package io.sampo.apis.cluster;

import io.sampo.apis.Backend;
import io.sampo.apis.ConfigSource;
import io.sampo.apis.TopicConfigView;
import io.sampo.messages.ClusterView.TopicView;
import io.sampo.model.TopicConfigKey;
import io.sampo.protocol.message.DescribeConfigsResponse.DescribeConfigsResourceResult;
import io.sampo.protocol.message.DescribeConfigsResponse.DescribeConfigsSynonym;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The configurations of one topic, as DescribeConfigs has them. */
final class TopicConfigs {
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

    /** Every value that somebody has given it, the one in force first. */
    private static List<DescribeConfigsSynonym> synonyms(TopicConfigView config, TopicConfigKey key) {
        List<DescribeConfigsSynonym> synonyms = new ArrayList<>();
        add(synonyms, key, config.override(key), ConfigSource.TOPIC);
        add(synonyms, key, config.ofBroker(key), ConfigSource.BROKER);
        add(synonyms, key, key.defaultValue(), ConfigSource.DEFAULT);
        return synonyms;
    }

    private static void add(
            List<DescribeConfigsSynonym> synonyms, TopicConfigKey key, @Nullable String value, ConfigSource source) {
        if (value != null) {
            synonyms.add(
                    new DescribeConfigsSynonym().name(key.key()).value(value).source(source.code()));
        }
    }
}
