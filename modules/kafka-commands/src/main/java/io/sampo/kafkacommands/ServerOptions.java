package io.sampo.kafkacommands;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.sampo.client.ClientSettings;
import io.sampo.client.SampoClient;
import io.sampo.console.Connection;
import io.sampo.kafkacommands.ServerList.Address;
import io.sampo.kafkacommands.port.ActorAddress;
import io.sampo.kafkacommands.port.KafkaMetadata;
import io.sampo.model.ErrorCode;
import io.sampo.model.SampoException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Reader;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where the cluster is, as Kafka's tools are told; every command has these options. */
public final class ServerOptions {
    /** For one broker to answer: the next one in the list may be alive. */
    private static final int ANSWER_MS = 3_000;

    /** For a broker to create a topic, and for this client to hear of it. */
    private static final int CREATION_MS = 30_000;

    private static final long PAUSE_MS = 100;

    @Option(
            names = "--bootstrap-server",
            paramLabel = "HOST:PORT[,…]",
            description = "The Kafka ports of brokers to ask first.")
    private @Nullable String bootstrapServer;

    @Option(names = "--broker-list", paramLabel = "HOST:PORT[,…]", description = "The same, by its older name.")
    private @Nullable String brokerList;

    @Option(
            names = "--zookeeper",
            paramLabel = "HOST:PORT[,…]",
            description = "There is none; a broker at port 9092 of these hosts is asked.")
    private @Nullable String zookeeper;

    @Option(
            names = {"--command-config", "--producer.config", "--consumer.config"},
            paramLabel = "FILE",
            description = "Properties: Kafka's that ours has as well, and sampo.client.*.")
    private @Nullable Path commandConfig;

    private @Nullable Address asked;

    /**
     * What {@code --command-config} says, and {@code single} instead; keys that are not used are told on {@code err}.
     *
     * @throws IllegalArgumentException where the file cannot be read
     */
    public ClientProperties properties(ClientProperties.Of whose, Map<String, String> single, PrintWriter err) {
        Map<String, String> all = new TreeMap<>();
        if (commandConfig != null) {
            Properties file = new Properties();
            try (Reader reader = Files.newBufferedReader(commandConfig)) {
                file.load(reader);
            } catch (IOException e) {
                throw new IllegalArgumentException("--command-config " + commandConfig + " cannot be read", e);
            }
            file.forEach((key, value) -> all.put(String.valueOf(key), String.valueOf(value)));
        }
        all.putAll(single);
        ClientProperties properties = ClientProperties.of(whose, all);
        if (!properties.unused().isEmpty()) {
            err.println("Not used here: " + String.join(", ", properties.unused()));
        }
        return properties;
    }

    /**
     * Asks the first broker that answers where its actor clients go, and goes there.
     *
     * @throws IllegalArgumentException where an option is not legal
     * @throws SampoException where no broker answers within {@code sampo.client.connect.timeout.ms}
     */
    public Connection connect(ClientProperties properties, PrintWriter err) {
        ServerList servers = ServerList.of(bootstrapServer, brokerList, zookeeper);
        servers.notices().forEach(err::println);
        Map<String, String> settings = new TreeMap<>(properties.client());
        ActorAddress found = find(servers, ClientSettings.of(settings).connectTimeoutMs());
        settings.putIfAbsent("bootstrap.servers", found.contactPoint());
        if (!bindHostIsChosen()) {
            settings.putIfAbsent("bind.host", bindHost(found));
        }
        return Connection.of(SampoClient.connect(ClientSettings.of(settings)));
    }

    /**
     * Names {@code topic} to the cluster as Kafka's clients do: where it is not there, and the brokers are to create what is
     * asked for ({@code auto.create.topics.enable}), it is there afterwards. After {@link #connect}.
     */
    public void createOnDemand(Connection connection, String topic) {
        Address broker = asked;
        if (broker == null || Connection.await(connection.admin().listTopics()).contains(topic)) {
            return;
        }
        try {
            if (KafkaMetadata.name(broker.host(), broker.port(), topic, CREATION_MS)) {
                awaitTopic(connection, topic);
            }
        } catch (IOException e) {
            throw new SampoException(
                    ErrorCode.BROKER_NOT_AVAILABLE, broker + " does not answer any more: " + e.getMessage(), e);
        }
    }

    private static void awaitTopic(Connection connection, String topic) {
        long deadlineNanos = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(CREATION_MS);
        while (!Connection.await(connection.admin().listTopics()).contains(topic)) {
            if (System.nanoTime() - deadlineNanos >= 0) {
                throw new SampoException(
                        ErrorCode.REQUEST_TIMED_OUT, "topic " + topic + " was not there within " + CREATION_MS + " ms");
            }
            pause();
        }
    }

    /** A broker that is reached at loopback dials back there; any other one where this machine's packets came from. */
    private static String bindHost(ActorAddress found) {
        try {
            return InetAddress.getByName(found.host()).isLoopbackAddress() ? "127.0.0.1" : found.localHost();
        } catch (IOException e) {
            return found.localHost();
        }
    }

    private static boolean bindHostIsChosen() {
        String key = "sampo.client.bind.host";
        Config defaults = ConfigFactory.defaultReference();
        return !ConfigFactory.load().getString(key).equals(defaults.getString(key));
    }

    private ActorAddress find(ServerList servers, long timeoutMs) {
        long deadlineNanos = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(timeoutMs);
        while (true) {
            IOException last = null;
            for (Address server : servers.addresses()) {
                try {
                    ActorAddress found = ActorAddress.ask(server.host(), server.port(), ANSWER_MS);
                    asked = server;
                    return found;
                } catch (IllegalArgumentException e) {
                    throw new IllegalArgumentException(server + ": " + e.getMessage(), e);
                } catch (IOException e) {
                    last = e;
                }
            }
            if (System.nanoTime() - deadlineNanos >= 0) {
                throw new SampoException(
                        ErrorCode.BROKER_NOT_AVAILABLE,
                        "No broker answers at " + servers.addresses() + " within " + timeoutMs
                                + " ms; is one running there, and is that its Kafka port?",
                        last);
            }
            pause();
        }
    }

    private static void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(PAUSE_MS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SampoException(ErrorCode.BROKER_NOT_AVAILABLE, "interrupted while looking for a broker", e);
        }
    }
}
