package io.sampo.kafkacommands;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ServerListTest {
    @Test
    void brokersAreAskedInTheOrderInWhichTheyAreNamed() {
        ServerList servers = ServerList.of(null, "node1:9092, node2:9093,node3:9094,", null);
        assertThat(servers.addresses()).hasToString("[node1:9092, node2:9093, node3:9094]");
        assertThat(servers.notices()).isEmpty();
    }

    @Test
    void aZookeeperIsNoticedOnceAndItsHostsAreAskedAtThePortOfKafka() {
        ServerList servers = ServerList.of(null, null, "node1:2181,node2:2181,node1:2182/chroot/kafka");
        assertThat(servers.addresses()).hasToString("[node1:9092, node2:9092]");
        assertThat(servers.notices())
                .singleElement()
                .asString()
                .contains("no ZooKeeper is needed", "node1:9092,node2:9092", "--bootstrap-server");
    }

    @Test
    void theNewerOptionCounts() {
        assertThat(ServerList.of("new:1", "old:2", "older:3").addresses()).hasToString("[new:1]");
        assertThat(ServerList.of(null, "old:2", "older:3").addresses()).hasToString("[old:2]");
    }

    @Test
    void anAddressOfVersionSixStandsInBrackets() {
        ServerList servers = ServerList.of("[::1]:9092", null, null);
        assertThat(servers.addresses().get(0).host()).isEqualTo("::1");
        assertThat(servers.addresses()).hasToString("[[::1]:9092]");
    }

    @Test
    void nobodyToAskIsToldInKafkasWords() {
        assertThatThrownBy(() -> ServerList.of(null, null, null))
                .hasMessage("Missing required argument \"[bootstrap-server]\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"node", "node:", ":9092", "node:many", "node:0", "node:70000", ",", ""})
    void whatIsNoAddressIsToldWithItsOptionAndWhatWouldBeRight(String text) {
        assertThatThrownBy(() -> ServerList.of(text, null, null))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("--bootstrap-server '" + text
                        + "' is not host:port[,host:port...], for example localhost:9092");
    }
}
