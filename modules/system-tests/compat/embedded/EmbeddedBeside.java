import com.typesafe.config.ConfigFactory;
import io.sampo.broker.BrokerNode;
import io.sampo.broker.BrokerSettings;
import io.sampo.gateway.Gateway;
import java.util.List;
import java.util.Map;

/**
 * An application with kafka-clients of its own choice on its class path, and a broker of Sampo in the same JVM, on any free
 * ports: does with its client what {@code OlderClients} does.
 *
 * <p>Arguments: an empty directory; the version of kafka-clients.
 */
public final class EmbeddedBeside {
    private EmbeddedBeside() {}

    public static void main(String[] arguments) throws InterruptedException {
        BrokerSettings settings = BrokerSettings.from(ConfigFactory.parseString("""
                        sampo.listeners = "PLAINTEXT://127.0.0.1:0"
                        sampo { artery.port = 0, raft.port = 0, session.port = 0, aeron.port = 0, http.port = 0 }
                        sampo.group.initial.rebalance.delay.ms = 0
                        """)
                .withFallback(ConfigFactory.parseMap(Map.of("sampo.log.dirs", List.of(arguments[0])))));
        BrokerNode node = BrokerNode.start(settings, opening -> Gateway.start(opening, opening::coordinators))
                .toCompletableFuture()
                .join();
        int failures;
        try {
            failures = OlderClients.judge(node.endpoints().kafkaListeners().get(0).address(), arguments[1]);
        } finally {
            node.stop().toCompletableFuture().join();
        }
        System.exit(failures);
    }
}
