package io.sampo.samples.embedded;

import io.sampo.client.ConsumerSettings;
import io.sampo.client.NewTopic;
import io.sampo.client.ProducerRecord;
import io.sampo.client.ProducerSettings;
import io.sampo.client.SampoClient;
import io.sampo.model.ErrorCode;
import io.sampo.model.SampoException;
import io.sampo.streams.Committer;
import io.sampo.streams.CommitterSettings;
import io.sampo.streams.Consumer;
import io.sampo.streams.Producer;
import io.sampo.streams.ProducerMessage;
import io.sampo.streams.Subscriptions;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.stream.IntStream;
import org.apache.pekko.Done;
import org.apache.pekko.pattern.Patterns;
import org.apache.pekko.stream.javadsl.Sink;
import org.apache.pekko.stream.javadsl.Source;

/**
 * The application: every node sends numbers, and the nodes share the work of reading them, as members of one group. It says when
 * a number is acknowledged, which is when all in-sync replicas have it, and when one is read.
 */
final class Numbers {
    private static final String TOPIC = "numbers";
    private static final int PER_SECOND = 100;
    private static final int ATTEMPTS = 120;

    private final SampoClient client;
    private final String sender;

    Numbers(SampoClient client, String node) {
        this.client = client;
        // Another one in each life of the process, so that each counts from 1.
        this.sender = node + "-" + ProcessHandle.current().pid();
    }

    /** Returns when numbers go; ends with the client. */
    void run() {
        Patterns.retry(this::topic, ATTEMPTS, Duration.ofSeconds(1), client.system())
                .toCompletableFuture()
                .join();
        read();
        send();
        say("READY " + sender);
    }

    /** Refused until all three brokers are there to have a replica each. */
    private CompletionStage<Void> topic() {
        NewTopic topic = NewTopic.of(TOPIC, 3, 3).withConfig(Map.of("min.insync.replicas", "2"));
        return client.admin()
                .createTopic(topic)
                .exceptionallyCompose(failure -> isThere(failure)
                        ? CompletableFuture.completedFuture(null)
                        : CompletableFuture.failedFuture(failure));
    }

    private static boolean isThere(Throwable failure) {
        Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
        return cause instanceof SampoException refusal && refusal.error() == ErrorCode.TOPIC_ALREADY_EXISTS;
    }

    private void send() {
        Source.fromJavaStream(() -> IntStream.iterate(1, n -> n + 1))
                .throttle(PER_SECOND, Duration.ofSeconds(1))
                .map(n -> ProducerMessage.single(ProducerRecord.of(TOPIC, sender, sender + ":" + n), n))
                .via(Producer.flexiFlow(client, ProducerSettings.load()))
                .runWith(Sink.foreach(sent -> say("sent " + sender + ":" + sent.passThrough())), client.system())
                .whenComplete(Numbers::ended);
    }

    private void read() {
        ConsumerSettings settings = ConsumerSettings.of(Map.of("group.id", "readers", "auto.offset.reset", "earliest"));
        Consumer.committableSource(client, settings, Subscriptions.topics(TOPIC))
                .map(message -> {
                    say("read " + message.record().valueText());
                    return message.committableOffset();
                })
                .runWith(
                        Committer.sink(CommitterSettings.load().withMaxInterval(Duration.ofMillis(500))),
                        client.system())
                .whenComplete(Numbers::ended);
    }

    private static void ended(Done done, Throwable failure) {
        say("ended" + (failure == null ? "" : ": " + failure.getMessage()));
    }

    /** One line with the time, ms since 1970. */
    private static void say(String what) {
        System.out.println(System.currentTimeMillis() + " " + what);
    }
}
