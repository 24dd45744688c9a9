package io.sampo.testkit;

import io.sampo.broker.BrokerNode;
import io.sampo.broker.BrokerSettings;
import io.sampo.gateway.Gateway;
import io.sampo.model.BrokerEndpoints;
import io.sampo.testkit.process.ParentWatch;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * A broker process without the module {@code cli}, as {@link ProcessCluster} starts it: argument = configuration file. One
 * line {@code READY …} when it serves, as {@code sampo broker} prints it; SIGTERM stops it in order and ends 0.
 */
public final class BrokerMain {
    private BrokerMain() {}

    /** Never returns while the broker runs. */
    public static void main(String[] arguments) {
        ParentWatch.endWithParent();
        CompletableFuture<BrokerNode> started = new CompletableFuture<>();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(started), "sampo-signal"));
        BrokerSettings settings = BrokerSettings.load(Path.of(arguments[0]), Map.of());
        BrokerNode node = BrokerNode.start(settings, opening -> Gateway.start(opening, opening::coordinators))
                .toCompletableFuture()
                .join();
        started.complete(node);
        BrokerEndpoints at = node.endpoints();
        String kafka =
                at.kafkaListeners().isEmpty() ? "-" : at.kafkaListeners().get(0).address();
        System.out.println("READY broker=" + settings.brokerId() + " artery=" + at.host() + ":" + at.arteryPort()
                + " kafka=" + kafka + " http=" + at.host() + ":" + at.httpPort());
        node.terminated().toCompletableFuture().join();
    }

    /** Java would end with 143 after SIGTERM whatever its hooks do, hence the halt. */
    private static void stop(CompletableFuture<BrokerNode> started) {
        int exitCode = 0;
        try {
            if (started.isDone()) {
                started.join().stop().toCompletableFuture().join();
            }
        } catch (CompletionException e) {
            System.err.println("the broker did not stop well: " + e.getCause());
            exitCode = 1;
        }
        Runtime.getRuntime().halt(exitCode);
    }
}
