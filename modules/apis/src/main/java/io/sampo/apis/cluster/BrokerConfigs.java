package io.sampo.apis.cluster;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueType;
import io.sampo.apis.ConfigSource;
import io.sampo.messages.ClusterView.BrokerView;
import io.sampo.protocol.message.DescribeConfigsResponse.DescribeConfigsResourceResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The configuration of this broker, every key below {@code sampo.}, as DescribeConfigs has it: Kafka's keys have their own
 * names. All of it is read once, when the broker starts; what is secret is named and not shown.
 */
final class BrokerConfigs {
    private static final String ROOT = "sampo";

    private BrokerConfigs() {}

    /**
     * {@code whole} with the address of the actor clients as the broker has registered it: a port that was configured as any
     * free one is told as the one that it has become (decision 0048: commands that know the Kafka port ask for it).
     */
    static Config reachedAt(Config whole, BrokerView registered) {
        Map<String, Object> address = Map.of(
                "sampo.host",
                registered.endpoints().host(),
                "sampo.artery.port",
                registered.endpoints().arteryPort(),
                "sampo.actor-system",
                registered.actorSystem());
        return ConfigFactory.parseMap(address, "as registered").withFallback(whole);
    }

    /** @param names null = all */
    static List<DescribeConfigsResourceResult> of(Config whole, @Nullable List<String> names) {
        Config reference = ConfigFactory.defaultReference().getConfig(ROOT);
        Map<String, ConfigValue> sorted = new TreeMap<>();
        whole.getConfig(ROOT).entrySet().forEach(entry -> sorted.put(entry.getKey(), entry.getValue()));
        List<DescribeConfigsResourceResult> results = new ArrayList<>();
        sorted.forEach((name, value) -> {
            if (names == null || names.contains(name)) {
                boolean isDefault = reference.hasPath(name)
                        && reference.getValue(name).unwrapped().equals(value.unwrapped());
                boolean isSecret = name.contains("password") || name.contains("secret");
                String text = text(value);
                results.add(new DescribeConfigsResourceResult()
                        .name(name)
                        .value(isSecret ? null : text)
                        .readOnly(true)
                        .isSensitive(isSecret)
                        .configSource((isDefault ? ConfigSource.DEFAULT : ConfigSource.BROKER).code())
                        .configType(type(value, text, isSecret))
                        .documentation(null));
            }
        });
        return results;
    }

    private static byte type(ConfigValue value, String text, boolean isSecret) {
        if (isSecret) {
            return ConfigType.PASSWORD;
        }
        return value.valueType() == ConfigValueType.LIST ? ConfigType.LIST : ConfigType.of(text);
    }

    private static String text(ConfigValue value) {
        return value.unwrapped() instanceof List<?> list
                ? list.stream().map(String::valueOf).collect(Collectors.joining(","))
                : String.valueOf(value.unwrapped());
    }
}
