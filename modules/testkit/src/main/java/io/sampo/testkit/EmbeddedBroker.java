package io.sampo.testkit;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.sampo.broker.BrokerNode;
import io.sampo.broker.BrokerSettings;
import io.sampo.client.ClientSettings;
import io.sampo.client.SampoClient;
import io.sampo.gateway.Gateway;
import io.sampo.model.KafkaListener;
import java.nio.file.Path;
import java.util.stream.Collectors;

/**
 * A whole cluster of one broker inside the JVM of a test, on free ports:
 *
 * <pre>{@code
 * try (EmbeddedBroker broker = EmbeddedBroker.start(tempDir); SampoClient client = broker.client()) { ... }
 * }</pre>
 *
 * Started again on the same directory it has kept everything.
 */
public final class EmbeddedBroker implements AutoCloseable {
    /** Keys for {@link #start(Path, Config)}: Kafka clients are served at a free port. */
    public static final Config WITH_KAFKA = ConfigFactory.parseString("sampo.listeners = \"PLAINTEXT://127.0.0.1:0\"");

    private final BrokerNode node;

    private EmbeddedBroker(BrokerNode node) {
        this.node = node;
    }

    /** Starts it with its data below {@code directory} and returns when it serves. */
    public static EmbeddedBroker start(Path directory) {
        return start(directory, ConfigFactory.empty());
    }

    /** As {@link #start(Path)}, with {@code overrides} winning over the testkit's configuration. */
    public static EmbeddedBroker start(Path directory, Config overrides) {
        Config config = overrides.withFallback(ClusterLayout.onFreePorts(1).config(1, directory));
        return new EmbeddedBroker(Await.result(
                BrokerNode.start(BrokerSettings.from(config), node -> Gateway.start(node, node::coordinators))));
    }

    /** As {@link #start(Path)}, serving Kafka clients too, at {@link #kafkaBootstrap()}. */
    public static EmbeddedBroker startWithKafka(Path directory) {
        return start(directory, WITH_KAFKA);
    }

    /** Contact point for clients: {@code host:port}. */
    public String bootstrap() {
        return node.endpoints().host() + ":" + node.endpoints().arteryPort();
    }

    /** {@code bootstrap.servers} of Kafka clients. */
    public String kafkaBootstrap() {
        return node.endpoints().kafkaListeners().stream()
                .map(KafkaListener::address)
                .collect(Collectors.joining(","));
    }

    /** A client by reference, the shortest way; the caller closes it before the broker. */
    public SampoClient client() {
        return SampoClient.embedded(node.actorSystem(), node.sessionGate(), ClientSettings.bootstrap(bootstrap()));
    }

    /** A client as another process would have it, over Artery; the caller closes it. */
    public SampoClient remoteClient() {
        return SampoClient.connect(ClientSettings.bootstrap(bootstrap()));
    }

    public BrokerNode node() {
        return node;
    }

    /** Stops it in order; its files stay. */
    @Override
    public void close() {
        Await.result(node.stop());
    }
}
