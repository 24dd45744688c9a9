package io.sampo.kafkacommands.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ServerPropertiesTest {
    private static ServerProperties of(String... keysAndValues) {
        Map<String, String> properties = new HashMap<>();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            properties.put(keysAndValues[i], keysAndValues[i + 1]);
        }
        return ServerProperties.of(properties);
    }

    @Test
    void keysThatBothHaveKeepTheirNames() {
        assertThat(of("num.partitions", "2", "log.retention.hours", "48", "log.segment.bytes", "1048576")
                        .settings())
                .containsEntry("sampo.num.partitions", "2")
                .containsEntry("sampo.log.retention.hours", "48")
                .containsEntry("sampo.log.segment.bytes", "1048576");
    }

    @Test
    void portsThatKafkaDoesNotHaveFollowFromTheId() {
        assertThat(of("broker.id", "0").settings())
                .containsEntry("sampo.broker.id", "0")
                .containsEntry("sampo.artery.port", "25520")
                .containsEntry("sampo.http.port", "8558");
        assertThat(of("node.id", "3").settings())
                .containsEntry("sampo.broker.id", "3")
                .containsEntry("sampo.artery.port", "25523")
                .containsEntry("sampo.raft.port", "9873")
                .containsEntry("sampo.session.port", "9973")
                .containsEntry("sampo.aeron.port", "40403")
                .containsEntry("sampo.http.port", "8561");
    }

    @Test
    void ourOwnKeysWin() {
        assertThat(of("broker.id", "3", "sampo.artery.port", "1234", "num.partitions", "2", "sampo.num.partitions", "5")
                        .settings())
                .containsEntry("sampo.artery.port", "1234")
                .containsEntry("sampo.num.partitions", "5");
    }

    @Test
    void severalDirectoriesAreAList() {
        assertThat(of("log.dirs", "/a, /b").settings()).containsEntry("sampo.log.dirs", List.of("/a", "/b"));
        assertThat(of("log.dir", "/a").settings()).containsEntry("sampo.log.dirs", List.of("/a"));
        assertThat(of("log.dir", "/a", "log.dirs", "/b").settings()).containsEntry("sampo.log.dirs", List.of("/b"));
    }

    @Test
    void whereClientsFindTheBrokerOthersFindIt() {
        assertThat(of("listeners", "PLAINTEXT://node1:9093").settings())
                .containsEntry("sampo.listeners", "PLAINTEXT://node1:9093")
                .containsEntry("sampo.kafka.port", "9093")
                .containsEntry("sampo.host", "node1");
        assertThat(of("listeners", "PLAINTEXT://0.0.0.0:9092", "advertised.listeners", "PLAINTEXT://node1:9092")
                        .settings())
                .containsEntry("sampo.listeners", "PLAINTEXT://0.0.0.0:9092")
                .containsEntry("sampo.advertised.listeners", "PLAINTEXT://node1:9092")
                .containsEntry("sampo.host", "node1");
        assertThat(of("listeners", "PLAINTEXT://:9092").settings()).doesNotContainKey("sampo.host");
    }

    @Test
    void filesOfOldSayHostAndPort() {
        assertThat(of("host.name", "node1", "port", "9095").settings())
                .containsEntry("sampo.listeners", "PLAINTEXT://node1:9095")
                .containsEntry("sampo.host", "node1");
        assertThat(of("advertised.host.name", "public1").settings())
                .containsEntry("sampo.listeners", "PLAINTEXT://:9092")
                .containsEntry("sampo.advertised.listeners", "PLAINTEXT://public1:9092");
    }

    @Test
    void theFileThatKafkaComesWithIsTaken() {
        ServerProperties stock = of(
                "process.roles", "broker,controller",
                "node.id", "1",
                "controller.quorum.bootstrap.servers", "localhost:9093",
                "listeners", "PLAINTEXT://:9092,CONTROLLER://:9093",
                "inter.broker.listener.name", "PLAINTEXT",
                "advertised.listeners", "PLAINTEXT://localhost:9092,CONTROLLER://localhost:9093",
                "controller.listener.names", "CONTROLLER",
                "listener.security.protocol.map", "CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT,SSL:SSL",
                "share.coordinator.state.topic.min.isr", "1",
                "socket.send.buffer.bytes", "102400");
        assertThat(stock.settings())
                .containsEntry("sampo.listeners", "PLAINTEXT://:9092")
                .containsEntry("sampo.advertised.listeners", "PLAINTEXT://localhost:9092");
        assertThat(stock.notices())
                .singleElement()
                .asString()
                .startsWith("of no effect here: ")
                .contains("process.roles", "socket.send.buffer.bytes", "share.coordinator.state.topic.min.isr");
    }

    @Test
    void aZookeeperIsNoticed() {
        assertThat(of("zookeeper.connect", "node1:2181,node2:2181").notices())
                .anySatisfy(notice -> assertThat(notice).contains("no ZooKeeper", "controller.quorum.voters"));
    }

    @Test
    void aQuorumVotesAtThePortsThatFollowFromItsIds() {
        ServerProperties two = of("broker.id", "2", "controller.quorum.voters", "1@a:9093,2@b:9093,3@c:9093");
        assertThat(two.settings())
                .containsEntry("sampo.controller.voters", List.of("1@a:9971:9871", "2@b:9972:9872", "3@c:9973:9873"))
                .containsEntry("sampo.seeds", List.of("a:25521", "b:25522", "c:25523"))
                .containsEntry("sampo.host", "b");
    }

    @Test
    void aKeyThatNobodyKnowsGoesOnToWhoeverKnowsAllKeys() {
        assertThat(of("log.retention.hrs", "3").settings()).containsEntry("sampo.log.retention.hrs", "3");
    }

    @ParameterizedTest
    @CsvSource({
        "ssl.keystore.location,/etc/k.jks,PLAINTEXT",
        "authorizer.class.name,org.acme.Authorizer,PLAINTEXT",
        "listeners,SSL://node1:9093,expected PLAINTEXT",
        "listeners,node1:9093,'expected NAME://host:port'",
        "broker.id,-1,expected a whole number",
        "broker.id,first,expected a whole number",
        "broker.id,60000,no port",
        "controller.quorum.voters,node1:9093,'expected ID@HOST:PORT'"
    })
    void whatCannotBeIsToldWithKeyAndWhatWouldBeRight(String key, String value, String said) {
        assertThatThrownBy(() -> of(key, value))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(key)
                .hasMessageContaining(value)
                .hasMessageContaining(said);
    }

    @Test
    void twoIdsThatDifferAreToldOf() {
        assertThatThrownBy(() -> of("broker.id", "1", "node.id", "2"))
                .hasMessageContaining("broker.id = 1 and node.id = 2");
    }
}
