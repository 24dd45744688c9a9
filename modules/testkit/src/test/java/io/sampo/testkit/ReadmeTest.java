package io.sampo.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.sampo.client.ClientSettings;
import io.sampo.client.ConsumerSettings;
import io.sampo.client.ProducerRecord;
import io.sampo.client.SampoClient;
import io.sampo.serialization.Serde;
import io.sampo.serialization.Serdes;
import io.sampo.streams.Committer;
import io.sampo.streams.CommitterSettings;
import io.sampo.streams.Consumer;
import io.sampo.streams.Consumer.DrainingControl;
import io.sampo.streams.Subscriptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;
import org.apache.pekko.Done;
import org.junit.jupiter.api.Test;

/** What the README of the project shows of the API is code that compiles. */
class ReadmeTest {
    private record Order(String item, int count) {
        static Order of(String text) {
            String[] words = text.split(" ");
            return new Order(words[0], Integer.parseInt(words[1]));
        }
    }

    private static CompletionStage<Done> bill(Order order) {
        return order.count() > 0
                ? CompletableFuture.completedFuture(Done.getInstance())
                : CompletableFuture.failedFuture(new IllegalArgumentException(order + " orders nothing"));
    }

    static DrainingControl<Done> billing() {
        // README
        SampoClient client = SampoClient.connect(ClientSettings.of(Map.of("bootstrap.servers", "127.0.0.1:25520")));
        Serde<Order> orders = Serde.of(
                (topic, order) -> Serdes.STRING.serialize(topic, order.item() + " " + order.count()),
                (topic, bytes) -> Order.of(Serdes.STRING.deserialize(topic, bytes)));

        // Done when it is acknowledged.
        client.producer().send(ProducerRecord.of("orders", "a customer", Serdes.STRING, new Order("lamp", 3), orders));

        DrainingControl<Done> billing = Consumer.committableSource(
                        client, ConsumerSettings.of(Map.of("group.id", "billing")), Subscriptions.topics("orders"))
                .mapAsync(4, message -> bill(message.record().value(orders))
                        .thenApply(done -> message.committableOffset()))
                .toMat(Committer.sink(CommitterSettings.load()), Consumer::createDrainingControl)
                .run(client.system());
        // README
        return billing;
    }

    @Test
    void theSnippetOfTheReadmeIsThisCode() throws IOException {
        // given
        String readme = Files.readString(Path.of("../../README.md"));
        String source = Files.readString(Path.of("src/test/java/io/sampo/testkit/ReadmeTest.java"));
        String code = source.split("// README\n", 3)[1];
        // when
        String shown = readme.split("```java\n", 2)[1].split("```", 2)[0];
        // then
        assertThat(unindented(shown)).isEqualTo(unindented(code));
    }

    private static String unindented(String code) {
        return code.lines().map(String::strip).collect(Collectors.joining("\n")).strip();
    }
}
