package io.sampo.broker.replicas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.ConfigFactory;
import io.sampo.broker.BrokerSettings;
import io.sampo.model.ErrorCode;
import io.sampo.model.SampoException;
import io.sampo.transport.LinkFilter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReplicationStreamsTest {
    private static final String FIVE_VOTERS = """
            sampo.controller.voters = ["1@h:1:2", "2@h:1:2", "3@h:1:2", "4@h:1:2", "5@h:1:2"]
            """;

    @TempDir
    Path directory;

    @Test
    void aDirectoryThatIsNotThereIsAWrongConfigurationAndNamesItsKey() {
        assertRefused(directory.resolve("nowhere"));
    }

    @Test
    void aFileInThePlaceOfTheDirectoryIsAWrongConfigurationToo() throws IOException {
        assertRefused(Files.createFile(directory.resolve("file")));
    }

    private static void assertRefused(Path aeronDirectory) {
        BrokerSettings settings =
                BrokerSettings.from(ConfigFactory.parseMap(Map.of("sampo.aeron.dir", aeronDirectory.toString())));
        assertThatThrownBy(() -> new ReplicationStreams(settings, LinkFilter.ALL))
                .isInstanceOfSatisfying(SampoException.class, refusal -> assertThat(refusal.error())
                        .isEqualTo(ErrorCode.INVALID_CONFIG))
                .hasMessageContaining("sampo.aeron.dir = " + aeronDirectory);
    }

    @Test
    void sharedMemoryIsAskedForAsManyPeersAsTheConfigurationNames() {
        assertThat(peersOf("sampo.broker.id = 1")).isZero();
        assertThat(peersOf("sampo.broker.id = 1\n" + FIVE_VOTERS)).isEqualTo(4);
        assertThat(peersOf("sampo.broker.id = 6\n" + FIVE_VOTERS)).isEqualTo(5);
        assertThat(peersOf("sampo.broker.id = 2, sampo.controller.voters = [\"1@h:1:2\"], sampo.seeds ="
                        + " [\"a:1\",\"b:1\",\"c:1\"]"))
                .isEqualTo(2);
    }

    private static int peersOf(String config) {
        return ReplicationStreams.peersExpected(BrokerSettings.from(ConfigFactory.parseString(config)));
    }
}
