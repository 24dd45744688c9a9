package io.sampo.console;

import com.typesafe.config.ConfigFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where the cluster is; every command that talks to one has these options. */
public final class ClusterOptions {
    @Option(
            names = {"--bootstrap", "--bootstrap-server"},
            paramLabel = "HOST:PORT[,…]",
            defaultValue = "127.0.0.1:25520",
            description = "Artery addresses of brokers to ask first (default: ${DEFAULT-VALUE}).")
    private String bootstrap = "";

    @Option(
            names = "--client-config",
            paramLabel = "FILE",
            description = "HOCON: sampo.client.*, and below sampo.client.system what Pekko needs, as for tls-tcp.")
    private @Nullable Path clientConfig;

    /**
     * Connects. Waits for the first broker up to {@code sampo.client.connect.timeout.ms}.
     *
     * @throws IllegalArgumentException where an option is not legal
     * @throws io.sampo.model.SampoException where no broker answers
     */
    public Connection connect() {
        if (clientConfig != null) {
            if (!Files.isRegularFile(clientConfig)) {
                throw new IllegalArgumentException("--client-config " + clientConfig + " is not a file");
            }
            System.setProperty("config.file", clientConfig.toString());
            ConfigFactory.invalidateCaches();
        }
        return Connection.open(bootstrap);
    }
}
