package io.sampo.broker.replicas;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import io.sampo.broker.BrokerSettings;
import org.junit.jupiter.api.Test;

class ReplicationStreamsTest {
    private static final String FIVE_VOTERS = """
            sampo.controller.voters = ["1@h:1:2", "2@h:1:2", "3@h:1:2", "4@h:1:2", "5@h:1:2"]
            """;

    @Test
    void sharedMemoryIsAskedForAsManyPeersAsTheConfigurationNames() {
        assertThat(peersOf("sampo.broker.id = 1")).isZero();
        assertThat(peersOf("sampo.broker.id = 1\n" + FIVE_VOTERS)).isEqualTo(4);
        assertThat(peersOf("sampo.broker.id = 6\n" + FIVE_VOTERS)).isEqualTo(5);
        assertThat(
                        peersOf(
                                "sampo.broker.id = 2, sampo.controller.voters = [\"1@h:1:2\"], sampo.seeds = [\"a:1\",\"b:1\",\"c:1\"]"))
                .isEqualTo(2);
    }

    private static int peersOf(String config) {
        return ReplicationStreams.peersExpected(BrokerSettings.from(ConfigFactory.parseString(config)));
    }
}
