package io.sampo.samples.orderpipeline;

import io.sampo.client.Admin.OffsetAndTimestamp;
import io.sampo.client.ClientSettings;
import io.sampo.client.ConsumerSettings;
import io.sampo.client.OffsetAndMetadata;
import io.sampo.client.ProducerRecord;
import io.sampo.client.ProducerSettings;
import io.sampo.client.SampoClient;
import io.sampo.client.StartAt;
import io.sampo.model.SampoException;
import io.sampo.model.TopicPartition;
import io.sampo.streams.Committer;
import io.sampo.streams.CommitterSettings;
import io.sampo.streams.Consumer;
import io.sampo.streams.Producer;
import io.sampo.streams.Subscriptions;
import java.io.FileNotFoundException;
import java.io.FileOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.apache.pekko.Done;
import org.apache.pekko.stream.javadsl.Source;

/**
 * Orders of one customer are worked on in their order, those of different customers at the same time. Offsets are committed as far
 * as everything is done, so a crash loses no order and repeats few.
 */
public final class OrderPipeline {
    private static final int FAILED = 1;
    private static final int WRONG_USAGE = 2;
    private static final Duration COMMIT_INTERVAL = Duration.ofMillis(200);

    private final SampoClient client;
    private final Options options;
    private final Executor executor;

    private OrderPipeline(SampoClient client, Options options) {
        this.client = client;
        this.options = options;
        this.executor = client.system().classicSystem().dispatcher();
    }

    /** See {@code --help}. Ends 0 when done, 1 on failure, 2 on wrong usage. */
    public static void main(String[] arguments) {
        int exitCode = 0;
        try {
            Options options = Options.parse(arguments);
            if (options.help()) {
                System.out.print(Options.USAGE);
            } else {
                try (SampoClient client = SampoClient.connect(ClientSettings.bootstrap(options.bootstrap()))) {
                    new OrderPipeline(client, options).run();
                }
            }
        } catch (IllegalArgumentException | FileNotFoundException e) {
            System.err.println("order-pipeline: " + e.getMessage());
            exitCode = WRONG_USAGE;
        } catch (SampoException | IllegalStateException e) {
            System.err.println("order-pipeline: " + e.getMessage());
            exitCode = FAILED;
        }
        // Not exit: after SIGTERM the end of the JVM waits for this thread.
        Runtime.getRuntime().halt(exitCode);
    }

    private void run() throws FileNotFoundException {
        if (options.produce() > 0) {
            produce();
        } else {
            try (PrintStream journal = journal()) {
                work(new Desk(options.handlerMs(), executor, journal));
            }
        }
    }

    /** Order i is number i/customers of customer i%customers. */
    private void produce() {
        await(Source.range(0, options.produce() - 1)
                .map(i -> new ProducerRecord(
                        options.topic(),
                        bytes("customer-" + i % options.customers()),
                        bytes(i / options.customers() + " pieces, please")))
                .runWith(Producer.plainSink(client, ProducerSettings.load()), client.system()));
        System.out.println(options.produce() + " orders of " + options.customers() + " customers");
    }

    private void work(Desk desk) {
        ConsumerSettings settings =
                ConsumerSettings.of(Map.of("group.id", options.group(), "auto.offset.reset", "earliest"));
        Subscriptions.AutoSubscription orders = Subscriptions.topics(options.topic());
        CommitterSettings committer = CommitterSettings.load().withMaxInterval(COMMIT_INTERVAL);
        long left = options.untilEnd() ? left() : Long.MAX_VALUE;

        Consumer.DrainingControl<Done> running = options.inOrder()
                ? Consumer.committableSource(client, settings, orders)
                        .mapAsync(1, message -> desk.handle(message.record())
                                .thenApply(done -> message.committableOffset()))
                        .toMat(Committer.sink(committer), Consumer::createDrainingControl)
                        .run(client.system())
                : Consumer.keyedSource(client, settings, orders, options.parallelism(), desk::handle)
                        .toMat(Committer.sink(committer), Consumer::createDrainingControl)
                        .run(client.system());

        Thread asked = Thread.currentThread();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> end(asked), "order-pipeline-end"));
        while (desk.done() < left && !asked.isInterrupted() && !isDone(running.streamCompletion())) {
            pause();
        }
        Thread.interrupted();
        long fromNs = System.nanoTime();
        await(running.drainAndShutdown(executor));
        System.out.printf("%s; drained in %.2f s%n", desk.report(), (System.nanoTime() - fromNs) / 1e9);
        System.out.flush();
    }

    /** SIGTERM: the pipeline ends what it has begun. */
    private static void end(Thread asked) {
        asked.interrupt();
        try {
            asked.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void pause() {
        try {
            Thread.sleep(10);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static boolean isDone(CompletionStage<?> stage) {
        return stage.toCompletableFuture().isDone();
    }

    /** Orders between what is committed and where the topic ends now. */
    private long left() {
        int partitions = await(client.admin().describeTopics(List.of(options.topic())))
                .get(0)
                .partitions()
                .size();
        Map<TopicPartition, OffsetAndTimestamp> ends = new HashMap<>();
        for (int partition = 0; partition < partitions; partition++) {
            ends.putAll(await(client.admin()
                    .offsets(java.util.Set.of(new TopicPartition(options.topic(), partition)), StartAt.END)));
        }
        Map<TopicPartition, OffsetAndMetadata> committed =
                await(client.admin().groups().offsets(options.group()));
        long left = 0;
        for (Map.Entry<TopicPartition, OffsetAndTimestamp> end : ends.entrySet()) {
            OffsetAndMetadata done = committed.get(end.getKey());
            left += end.getValue().offset() - (done == null ? 0 : done.offset());
        }
        return left;
    }

    private PrintStream journal() throws FileNotFoundException {
        OutputStream to = options.journal() == null
                ? OutputStream.nullOutputStream()
                : new FileOutputStream(options.journal(), true);
        return new PrintStream(to, true, StandardCharsets.UTF_8);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static <T> T await(CompletionStage<T> stage) {
        try {
            return stage.toCompletableFuture().join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : e;
        }
    }
}
