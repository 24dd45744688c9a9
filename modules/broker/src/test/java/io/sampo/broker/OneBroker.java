package io.sampo.broker;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Brokers of these tests: on free ports, with small buffers. */
public final class OneBroker {
    private OneBroker() {}

    /** @param more keys that win over the ones here */
    public static BrokerSettings settings(Path directory, Map<String, ?> more) {
        Map<String, Object> keys = new HashMap<>(Map.of(
                "sampo.artery.port", 0,
                "sampo.kafka.port", 0,
                "sampo.raft.port", 0,
                "sampo.session.port", 0,
                "sampo.aeron.port", 0,
                "sampo.http.port", 0,
                "sampo.aeron.term.bytes", 1 << 20,
                "sampo.aeron.window.bytes", 1 << 18,
                "sampo.log.dirs", List.of(directory.toString())));
        keys.putAll(more);
        return BrokerSettings.from(ConfigFactory.parseMap(keys));
    }

    static BrokerNode start(Path directory, Map<String, ?> more) throws Exception {
        return BrokerNode.start(settings(directory, more)).toCompletableFuture().get(180, TimeUnit.SECONDS);
    }

    static void stop(BrokerNode node) throws Exception {
        node.stop().toCompletableFuture().get(180, TimeUnit.SECONDS);
    }

    /** Returns when {@code condition} holds. */
    static void until(String what, BooleanSupplier condition) {
        long deadlineNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(180);
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as(what).isLessThan(deadlineNs);
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
        }
    }

    static HttpResponse<String> get(int httpPort, String path) throws Exception {
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + httpPort + path))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
    }
}
