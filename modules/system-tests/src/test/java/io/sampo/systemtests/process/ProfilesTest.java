package io.sampo.systemtests.process;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigRenderOptions;
import io.sampo.client.NewTopic;
import io.sampo.client.SampoClient;
import io.sampo.model.PartitionState;
import io.sampo.model.TopicPartition;
import io.sampo.systemtests.traffic.NumberedTraffic;
import io.sampo.systemtests.traffic.ReadBack;
import io.sampo.testkit.Await;
import io.sampo.testkit.BrokerMain;
import io.sampo.testkit.ProcessCluster;
import io.sampo.testkit.process.ChildProcess;
import io.sampo.testkit.process.JavaCommand;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Each profile of {@code cluster-config} in a cluster of three: Artery over Aeron UDP, and Pekko's Split Brain Resolver in the
 * place of our own downing, which removes whom the controller has only fenced.
 */
class ProfilesTest {
    private static final Path PROFILES =
            Path.of(System.getProperty("sampo.root", ".")).toAbsolutePath().resolve("cluster-config");

    private static final String CLIENT_TRANSPORT = "sampo.client.system.pekko.remote.artery.transport";
    private static final Duration WITHIN = Duration.ofSeconds(90);
    private static final TopicPartition TOPIC = new TopicPartition("profiled", 0);

    @TempDir
    private Path directory;

    /** Clients speak what brokers speak. */
    private static void clientsSpeak(String transport) {
        System.setProperty(CLIENT_TRANSPORT, transport);
        ConfigFactory.invalidateCaches();
    }

    @AfterEach
    void clientsSpeakTcp() {
        System.clearProperty(CLIENT_TRANSPORT);
        ConfigFactory.invalidateCaches();
    }

    @Test
    void overAeronUdpALeaderThatWasKilledComesBackWhileItsOldIncarnationIsStillAMember() {
        clientsSpeak("aeron-udp");
        inCluster(profile("aeron-udp.conf"), (cluster, client, traffic) -> {
            // given
            for (ChildProcess broker : cluster.brokers()) {
                broker.awaitLine(line -> line.contains("Remoting started with transport [Artery aeron-udp]"), WITHIN);
            }

            // when
            int killed = partition(client).leader();
            cluster.broker(killed).kill();
            cluster.launch(killed);
            cluster.awaitReady(killed);

            // then
            await(client, "ISR of three", state -> state.isr().size() == 3);
        });
    }

    @Test
    void whoTheSplitBrainResolverPutOutComesBackAsANewIncarnationAndTheMajorityGoesOnWithoutIt() {
        Config soon = ConfigFactory.parseString("pekko.cluster.split-brain-resolver.stable-after = 3s");
        inCluster(soon.withFallback(profile("split-brain-resolver.conf")), (cluster, client, traffic) -> {
            // when
            int stopped = partition(client).leader();
            ChildProcess process = cluster.broker(stopped);
            String address = cluster.layout().member(stopped).bootstrap();
            long before = removals(cluster, address);
            process.pause();
            Await.until(WITHIN, () -> "a removal of " + address, () -> removals(cluster, address) > before);
            traffic.awaitAcknowledged(100, WITHIN);
            process.resume();

            // then
            process.awaitLine(line -> line.contains("a new incarnation begins"), WITHIN);
            await(client, "ISR of three again", state -> state.isr().size() == 3);
        });
    }

    /** What happens to a cluster under a profile while it is written to. */
    @FunctionalInterface
    private interface Story {
        void happens(ProcessCluster cluster, SampoClient client, NumberedTraffic traffic);
    }

    /** Everything that is acknowledged before, during and after {@code story} is read back once. */
    private void inCluster(Config profile, Story story) {
        try (ProcessCluster cluster =
                        ProcessCluster.start(3, directory, (brokerId, file) -> withProfile(profile, file));
                SampoClient client = cluster.client()) {
            Await.result(client.admin()
                    .createTopic(NewTopic.of(TOPIC.topic(), 1, 3).withConfig(Map.of("min.insync.replicas", "2"))));
            NumberedTraffic traffic = NumberedTraffic.to(client, TOPIC);
            traffic.awaitAcknowledged(100, WITHIN);
            story.happens(cluster, client, traffic);
            traffic.awaitAcknowledged(100, WITHIN);
            traffic.close();
            ReadBack.of(client, TOPIC).holdsEachOnce(traffic.acknowledged()).isInOrder();
        }
    }

    /** How often a resolver has decided that the node at {@code address} has to go. */
    private static long removals(ProcessCluster cluster, String address) {
        return cluster.brokers().stream()
                .flatMap(broker -> broker.stdout().stream())
                .filter(line -> line.contains("SBR took decision DownUnreachable") && line.contains(address))
                .count();
    }

    private static JavaCommand withProfile(Config profile, Path file) {
        try {
            Files.writeString(
                    file,
                    "\n" + profile.root().render(ConfigRenderOptions.concise().setJson(false)) + "\n",
                    StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot write to " + file, e);
        }
        return JavaCommand.of(BrokerMain.class.getName(), file.toString());
    }

    /** What the file says about Pekko; where brokers are, the test says. */
    private static Config profile(String name) {
        return ConfigFactory.parseFile(PROFILES.resolve(name).toFile()).withOnlyPath("pekko");
    }

    private static void await(SampoClient client, String what, Predicate<PartitionState> condition) {
        Await.until(WITHIN, () -> what + "; there is " + partition(client), () -> condition.test(partition(client)));
    }

    private static PartitionState partition(SampoClient client) {
        return Await.result(client.admin().describeTopics(List.of(TOPIC.topic())))
                .get(0)
                .partitions()
                .get(0);
    }
}
