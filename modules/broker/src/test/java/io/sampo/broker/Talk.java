package io.sampo.broker;

import static org.assertj.core.api.Assertions.assertThat;

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
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;

/** One session of a client with a broker in this JVM. */
final class Talk {
    private static final Duration SOON = Duration.ofSeconds(20);

    private final TestProbe<ClientMessage> client;
    private final ActorRef<SessionMessage> session;
    private long correlationId;

    Talk(BrokerNode node) {
        client = TestProbe.create("client", ClientMessage.class, node.actorSystem());
        node.sessionGate().tell(new SessionMessage.Open("test", client.getRef()));
        session = client.expectMessageClass(ClientMessage.Opened.class, SOON).session();
    }

    TopicIdPartition createTopic(String name) {
        session.tell(new SessionMessage.Admin(
                ++correlationId, new AdminRequest.CreateTopic(name, 1, 1, List.of(), Map.of(), false)));
        ClientMessage.AdminDone done = client.expectMessageClass(ClientMessage.AdminDone.class, SOON);
        assertThat(done.reply().message()).isEmpty();
        session.tell(new SessionMessage.Subscribe(List.of(name), done.reply().offset()));
        ClusterView view =
                client.expectMessageClass(ClientMessage.ViewChanged.class, SOON).view();
        session.tell(new SessionMessage.Subscribe(List.of("nothing"), Long.MAX_VALUE));
        return new TopicIdPartition(view.topics().get(0).topicId(), 0);
    }

    ClientMessage.Produced produce(TopicIdPartition partition, String... values) {
        while (true) {
            session.tell(new SessionMessage.Produce(++correlationId, partition, Acks.ALL, -1, 10_000, batch(values)));
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
