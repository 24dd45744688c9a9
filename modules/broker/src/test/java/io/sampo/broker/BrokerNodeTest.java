package io.sampo.broker;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import io.sampo.messages.AdminRequest;
import io.sampo.messages.ClientMessage;
import io.sampo.messages.ClusterView;
import io.sampo.messages.SessionMessage;
import io.sampo.model.Acks;
import io.sampo.model.ErrorCode;
import io.sampo.model.TopicIdPartition;
import io.sampo.records.Record;
import io.sampo.records.RecordBatch;
import io.sampo.records.RecordBatchBuilder;
import io.sampo.records.RecordBatches;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A whole broker in this JVM, spoken to as an actor client speaks. */
class BrokerNodeTest {
    private static final Duration SOON = Duration.ofSeconds(20);

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

    /** One session. */
    private static final class Talk {
        private final TestProbe<ClientMessage> client;
        private final ActorRef<SessionMessage> session;
        private long correlationId;

        Talk(BrokerNode node) {
            client = TestProbe.create("client", ClientMessage.class, node.actorSystem());
            node.sessionGate().tell(new SessionMessage.Open("test", client.getRef()));
            session =
                    client.expectMessageClass(ClientMessage.Opened.class, SOON).session();
        }

        TopicIdPartition createTopic(String name) {
            session.tell(new SessionMessage.Admin(
                    ++correlationId, new AdminRequest.CreateTopic(name, 1, 1, List.of(), Map.of(), false)));
            ClientMessage.AdminDone done = client.expectMessageClass(ClientMessage.AdminDone.class, SOON);
            assertThat(done.reply().message()).isEmpty();
            session.tell(
                    new SessionMessage.Subscribe(List.of(name), done.reply().offset()));
            ClusterView view = client.expectMessageClass(ClientMessage.ViewChanged.class, SOON)
                    .view();
            session.tell(new SessionMessage.Subscribe(List.of("nothing"), Long.MAX_VALUE));
            return new TopicIdPartition(view.topics().get(0).topicId(), 0);
        }

        ClientMessage.Produced produce(TopicIdPartition partition, String... values) {
            while (true) {
                session.tell(
                        new SessionMessage.Produce(++correlationId, partition, Acks.ALL, -1, 10_000, batch(values)));
                ClientMessage.Produced produced = client.expectMessageClass(ClientMessage.Produced.class, SOON);
                if (!produced.error().retriable()) {
                    return produced;
                }
            }
        }

        List<String> read(TopicIdPartition partition) {
            while (true) {
                session.tell(new SessionMessage.Fetch(++correlationId, partition, -1, 0, 1 << 20, 1, 1_000));
                ClientMessage.Fetched fetched = client.expectMessageClass(ClientMessage.Fetched.class, SOON);
                if (!fetched.error().retriable()) {
                    assertThat(fetched.error()).isEqualTo(ErrorCode.NONE);
                    return values(fetched.batches());
                }
            }
        }

        private static List<String> values(ByteBuffer batches) {
            List<String> values = new ArrayList<>();
            for (RecordBatch batch : RecordBatches.of(batches)) {
                for (Record record : RecordBatches.records(batch)) {
                    values.add(StandardCharsets.UTF_8.decode(record.value()).toString());
                }
            }
            return values;
        }

        private static ByteBuffer batch(String... values) {
            RecordBatchBuilder builder = new RecordBatchBuilder(1 << 16);
            for (String value : values) {
                builder.append(
                        System.currentTimeMillis(),
                        null,
                        ByteBuffer.wrap(value.getBytes(StandardCharsets.UTF_8)),
                        List.of());
            }
            return builder.build();
        }
    }
}
