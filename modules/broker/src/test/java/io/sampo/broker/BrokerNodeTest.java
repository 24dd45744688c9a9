package io.sampo.broker;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import io.sampo.model.ErrorCode;
import io.sampo.model.TopicIdPartition;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A whole broker in this JVM, spoken to as an actor client speaks. */
class BrokerNodeTest {
    @TempDir
    Path directory;

    @Test
    void whatWasAcknowledgedIsReadAgainAfterARestart() throws Exception {
        // given
        BrokerNode first = start();
        Talk talk = new Talk(first);
        TopicIdPartition partition = talk.createTopic("greetings");
        assertThat(talk.produce(partition, "hello", "world").error()).isEqualTo(ErrorCode.NONE);
        stop(first);

        // when
        BrokerNode second = start();
        Talk again = new Talk(second);

        // then
        assertThat(again.read(partition)).containsExactly("hello", "world");
        assertThat(again.produce(partition, "more").baseOffset()).isEqualTo(2);
        stop(second);
        assertThat(directory.resolve("greetings-0").toFile().list())
                .contains(
                        "00000000000000000000.log",
                        "00000000000000000000.index",
                        "00000000000000000000.timeindex",
                        "leader-epoch-checkpoint",
                        "partition.metadata");
    }

    private BrokerNode start() throws Exception {
        BrokerSettings settings = BrokerSettings.from(ConfigFactory.parseMap(Map.of(
                "sampo.artery.port", 0,
                "sampo.kafka.port", 0,
                "sampo.raft.port", 0,
                "sampo.session.port", 0,
                "sampo.aeron.port", 0,
                "sampo.http.port", 0,
                "sampo.aeron.term.bytes", 1 << 20,
                "sampo.aeron.window.bytes", 1 << 18,
                "sampo.log.dirs", List.of(directory.toString()))));
        return BrokerNode.start(settings).toCompletableFuture().get(60, TimeUnit.SECONDS);
    }

    private static void stop(BrokerNode node) throws Exception {
        node.stop().toCompletableFuture().get(60, TimeUnit.SECONDS);
    }
}
