package io.sampo.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigRenderOptions;
import io.sampo.broker.BrokerNode;
import io.sampo.broker.BrokerSettings;
import io.sampo.client.Consumer;
import io.sampo.client.ConsumerRecord;
import io.sampo.client.ConsumerSettings;
import io.sampo.client.NewTopic;
import io.sampo.client.Producer;
import io.sampo.client.ProducerRecord;
import io.sampo.client.ProducerSettings;
import io.sampo.client.StartAt;
import io.sampo.console.ClusterOptions;
import io.sampo.console.Connection;
import io.sampo.model.ErrorCode;
import io.sampo.model.SampoException;
import io.sampo.model.TopicPartition;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/**
 * A broker from each file of {@code cluster-config} serves a record. Each is started alone, as the only voter, on free ports:
 * what a file says beyond that is taken as it stands.
 */
class ClusterConfigTest {
    private static final Path ROOT =
            Path.of(System.getProperty("sampo.root", "../..")).toAbsolutePath().normalize();

    private static final Path PRODUCTION = ROOT.resolve("cluster-config/production.conf");
    private static final Path SINGLE = ROOT.resolve("cluster-config/single.conf");
    private static final String SSL = "pekko.remote.artery.ssl.config-ssl-engine.";

    @TempDir
    private Path directory;

    @TestFactory
    Stream<DynamicTest> brokerFromEachFileServesARecord() throws IOException {
        List<Path> files;
        try (Stream<Path> found = Files.walk(ROOT.resolve("cluster-config"))) {
            files = found.filter(file -> file.toString().endsWith(".conf"))
                    .sorted()
                    .toList();
        }
        return files.stream()
                .map(file ->
                        DynamicTest.dynamicTest(ROOT.relativize(file).toString(), () -> brokerServesARecord(file)));
    }

    /** Two dashes in a comment are enough, and nothing is logged as the file says. */
    @Test
    void theConfigurationOfLoggingIsXml() throws Exception {
        Path file = ROOT.resolve("cluster-config/logback.xml");
        assertThat(DocumentBuilderFactory.newInstance()
                        .newDocumentBuilder()
                        .parse(file.toFile())
                        .getDocumentElement()
                        .getTagName())
                .isEqualTo("configuration");
    }

    @Test
    void portsOfTheFilesAreBasePlusBrokerIdMinusOne() {
        for (String folder : List.of("three-brokers", "five-brokers")) {
            int brokers = folder.equals("three-brokers") ? 3 : 5;
            for (int id = 1; id <= brokers; id++) {
                BrokerSettings settings = BrokerSettings.load(
                        ROOT.resolve("cluster-config/" + folder + "/broker-" + id + ".conf"), Map.of());
                assertThat(settings.brokerId()).isEqualTo(id);
                assertThat(settings.voters()).hasSize(brokers);
                assertThat(settings.endpoints().arteryPort()).isEqualTo(25_520 + id - 1);
                assertThat(settings.endpoints().kafkaPort()).isEqualTo(9_092 + id - 1);
                assertThat(settings.endpoints().raftPort()).isEqualTo(9_870 + id - 1);
                assertThat(settings.endpoints().sessionPort()).isEqualTo(9_970 + id - 1);
                assertThat(settings.endpoints().aeronPort()).isEqualTo(40_400 + id - 1);
                assertThat(settings.endpoints().httpPort()).isEqualTo(8_558 + id - 1);
            }
        }
    }

    private void brokerServesARecord(Path file) throws IOException {
        // given
        Map<String, String> overrides = alone(file);
        if (file.endsWith("production.conf")) {
            overrides.putAll(tls(keystores("sampo")));
        }
        BrokerSettings settings = BrokerSettings.load(file, overrides);

        // when
        BrokerNode node = Connection.await(BrokerNode.start(settings));
        try (Connection connection = connect(node, clientConfig(settings))) {
            Connection.await(connection.admin().createTopic(NewTopic.of("served", 1, 1)));
            try (Producer producer = connection.producer(ProducerSettings.load())) {
                Connection.await(producer.send(ProducerRecord.of("served", "by " + file.getFileName())));
            }

            // then
            try (Consumer consumer = connection.consumer(ConsumerSettings.load())) {
                consumer.assign(Map.of(new TopicPartition("served", 0), StartAt.BEGINNING));
                List<ConsumerRecord> records = Connection.await(consumer.receive(Duration.ofSeconds(20)));
                assertThat(records).extracting(ConsumerRecord::valueText).containsExactly("by " + file.getFileName());
            }
        } finally {
            Connection.await(node.stop());
        }
    }

    @Test
    void aClientWithoutACertificateThatTheBrokerTrustsIsNotLetIn() throws IOException {
        // given
        Map<String, String> overrides = alone(PRODUCTION);
        overrides.putAll(tls(keystores("sampo")));
        BrokerSettings ours = BrokerSettings.load(PRODUCTION, overrides);
        overrides.putAll(tls(keystores("stranger")));
        BrokerSettings strangers = BrokerSettings.load(PRODUCTION, overrides);
        BrokerNode node = Connection.await(BrokerNode.start(ours));

        // when, then
        try {
            assertThatThrownBy(() -> connect(node, clientConfig(strangers)))
                    .isInstanceOfSatisfying(SampoException.class, refusal -> assertThat(refusal.error())
                            .isEqualTo(ErrorCode.BROKER_NOT_AVAILABLE));
            assertThatThrownBy(() -> connect(node, clientConfig(BrokerSettings.load(SINGLE, Map.of()))))
                    .isInstanceOfSatisfying(SampoException.class, refusal -> assertThat(refusal.error())
                            .isEqualTo(ErrorCode.BROKER_NOT_AVAILABLE));
        } finally {
            Connection.await(node.stop());
        }
    }

    @Test
    void aBrokerWithoutItsKeyOrItsPasswordDoesNotStartAndSaysWhichKeyIsWrong() {
        // given
        Map<String, String> missing = alone(PRODUCTION);
        missing.putAll(tls(Map.of("key-store", directory.resolve("nowhere.p12"))));
        Map<String, String> locked = alone(PRODUCTION);
        locked.putAll(tls(keystores("sampo")));
        locked.put(SSL + "trust-store-password", "wrong");

        // when, then
        assertRefused(missing, SSL + "key-store = " + directory.resolve("nowhere.p12") + ": expected");
        assertRefused(locked, SSL + "trust-store-password = (hidden): expected");
    }

    private static void assertRefused(Map<String, String> overrides, String because) {
        assertThatThrownBy(() -> Connection.await(BrokerNode.start(BrokerSettings.load(PRODUCTION, overrides))))
                .satisfies(thrown -> assertThat(Failure.of(thrown))
                        .returns(ExitCode.USAGE, Failure::exitCode)
                        .satisfies(failure -> assertThat(failure.line()).contains(because)));
    }

    /** What makes a broker of {@code file} the only one, on free ports. */
    private Map<String, String> alone(Path file) {
        Map<String, String> overrides = new LinkedHashMap<>();
        // Files of several folders have the same name.
        Path data = directory.resolve(
                "data-" + ROOT.relativize(file).toString().replace('/', '-').replace('.', '-'));
        overrides.put("sampo.log.dirs", "[\"" + data + "\"]");
        overrides.put("sampo.controller.voters", "[]");
        overrides.put("sampo.seeds", "[]");
        for (String face : List.of("artery", "kafka", "raft", "session", "aeron", "http")) {
            overrides.put("sampo." + face + ".port", "0");
        }
        return overrides;
    }

    private static Map<String, String> tls(Map<String, Path> stores) {
        Map<String, String> overrides = new LinkedHashMap<>();
        stores.forEach((key, store) -> overrides.put(SSL + key, "\"" + store + "\""));
        return overrides;
    }

    /** The transport of {@code broker}, as a file for {@code --client-config}: "Clients take the same block below …". */
    private Path clientConfig(BrokerSettings broker) throws IOException {
        Config artery = broker.whole().getConfig("pekko.remote.artery");
        Config transport = artery.withOnlyPath("transport")
                .withFallback(artery.withOnlyPath("ssl"))
                .withFallback(artery.withOnlyPath("advanced.aeron.idle-cpu-level"))
                .atPath("sampo.client.system.pekko.remote.artery")
                .withFallback(ConfigFactory.parseString("sampo.client.connect.timeout.ms = 15000"));
        return Files.writeString(
                Files.createTempFile(directory, "client", ".conf"),
                transport.root().render(ConfigRenderOptions.concise()));
    }

    /** Over the network, as every command does. */
    private static Connection connect(BrokerNode node, Path clientConfig) {
        try {
            return CommandLine.populateCommand(
                            new ClusterOptions(),
                            "--bootstrap",
                            node.endpoints().host() + ":" + node.endpoints().arteryPort(),
                            "--client-config",
                            clientConfig.toString())
                    .connect();
        } finally {
            // The option is for a process that runs one command.
            System.clearProperty("config.file");
            ConfigFactory.invalidateCaches();
        }
    }

    /** The commands that production.conf names, run as they are written there. */
    private Map<String, Path> keystores(String name) {
        Path keystore = directory.resolve(name + "-keystore.p12");
        Path certificate = directory.resolve(name + ".cer");
        Path truststore = directory.resolve(name + "-truststore.p12");
        if (Files.exists(truststore)) {
            return Map.of("key-store", keystore, "trust-store", truststore);
        }
        keytool(("-genkeypair -alias sampo -keyalg EC -dname CN=sampo -ext san=ip:127.0.0.1 -storetype PKCS12"
                        + " -keystore "
                        + keystore + " -storepass changeit")
                .split(" "));
        keytool(("-exportcert -alias sampo -keystore " + keystore + " -storepass changeit -file " + certificate)
                .split(" "));
        keytool(("-importcert -noprompt -alias sampo -file " + certificate + " -storetype PKCS12 -keystore "
                        + truststore + " -storepass changeit")
                .split(" "));
        return Map.of("key-store", keystore, "trust-store", truststore);
    }

    private static void keytool(String... arguments) {
        try {
            List<String> command = Stream.concat(
                            Stream.of(Path.of(System.getProperty("java.home"), "bin", "keytool")
                                    .toString()),
                            Stream.of(arguments))
                    .toList();
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            String said = new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
            assertThat(process.waitFor()).as(said).isZero();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while keytool ran", e);
        }
    }
}
