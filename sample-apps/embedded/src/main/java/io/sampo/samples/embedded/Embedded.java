package io.sampo.samples.embedded;

import com.typesafe.config.ConfigFactory;
import io.sampo.broker.BrokerNode;
import io.sampo.broker.BrokerSettings;
import io.sampo.client.SampoClient;
import java.util.Map;
import java.util.concurrent.CompletionException;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/**
 * One of three nodes of an application that brings its log along: the Pekko node has the roles {@code app} and {@code broker}.
 * Argument: which node, 1 to 3. What the application does is in {@link Numbers}.
 */
public final class Embedded {
    private Embedded() {}

    /** Runs until SIGTERM; ends 1 if the broker is refused. */
    public static void main(String[] arguments) {
        var config = ConfigFactory.parseMap(Map.of("node", arguments[0]))
                .withFallback(ConfigFactory.parseResources("embedded.conf"))
                .resolve();
        BrokerSettings settings = BrokerSettings.from(config);
        ActorSystem<Void> system = ActorSystem.create(Behaviors.empty(), "app", settings.whole());
        try {
            BrokerNode broker =
                    BrokerNode.start(system, settings).toCompletableFuture().join();
            Runtime.getRuntime().addShutdownHook(new Thread(() -> {
                broker.stop().toCompletableFuture().join();
                system.terminate();
                system.getWhenTerminated().toCompletableFuture().join();
            }));
            new Numbers(SampoClient.embedded(system, broker.sessionGate()), "node-" + arguments[0]).run();
        } catch (CompletionException e) {
            System.err.println("embedded: " + e.getCause().getMessage());
            Runtime.getRuntime().halt(1);
        }
    }
}
