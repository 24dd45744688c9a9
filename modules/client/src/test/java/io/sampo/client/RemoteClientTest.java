package io.sampo.client;

import static io.sampo.client.ClientFixture.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.ConfigFactory;
import io.sampo.client.fake.FakeCluster;
import io.sampo.model.SampoException;
import io.sampo.model.TopicPartition;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Over Artery: serializers, frames, and the actor system of its own. */
class RemoteClientTest {
    private static ActorSystem<Void> brokers;
    private static String bootstrap;

    @BeforeAll
    static void start() {
        brokers = ActorSystem.create(
                Behaviors.empty(),
                "sampo",
                ConfigFactory.load().getConfig("sampo.client.system").withFallback(ConfigFactory.load()));
        FakeCluster.reachable(brokers);
        bootstrap = "127.0.0.1:" + brokers.address().getPort().orElseThrow();
    }

    @AfterAll
    static void stop() {
        brokers.terminate();
    }

    @Test
    void recordsTravelInBatchesUpToTheLargestFrame() {
        try (SampoClient client = SampoClient.connect(ClientSettings.bootstrap(bootstrap))) {
            // given
            get(client.admin().createTopic(NewTopic.of("remote", 1, 1)));
            Producer producer = client.producer(ProducerSettings.of(
                    Map.of("batch.size", 1_000_000, "linger.ms", 20, "max.request.size", 1_040_000)));
            byte[] largest = new byte[1_030_000];
            new Random(1).nextBytes(largest);
            // when
            for (int i = 0; i < 5_000; i++) {
                producer.send(ProducerRecord.of("remote", "line " + i));
            }
            producer.send(new ProducerRecord("remote", null, largest));
            get(producer.flush());
            // then
            Consumer consumer = client.consumer();
            consumer.assign(Map.of(new TopicPartition("remote", 0), StartAt.BEGINNING));
            List<ConsumerRecord> read = new ArrayList<>();
            while (read.size() < 5_001) {
                read.addAll(get(consumer.receive()));
            }
            assertThat(read.get(4_999).valueText()).isEqualTo("line 4999");
            assertThat(read.get(5_000).value().remaining()).isEqualTo(largest.length);
        }
    }

    @Test
    void anUnreachableBootstrapIsOneLineAfterTheConnectTimeout() throws IOException {
        // given
        int nobody;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            nobody = free.getLocalPort();
        }
        ClientSettings settings =
                ClientSettings.of(Map.of("bootstrap.servers", "127.0.0.1:" + nobody, "connect.timeout.ms", 300));
        // when, then
        assertThatThrownBy(() -> SampoClient.connect(settings))
                .isInstanceOf(SampoException.class)
                .hasMessage("No broker answers at [127.0.0.1:" + nobody + "] within 300 ms;"
                        + " is one running there, and is that its Artery port?");
    }
}
