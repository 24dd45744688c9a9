package io.sampo.samples.filecopy;

import io.sampo.client.ClientSettings;
import io.sampo.client.ConsumerRecord;
import io.sampo.client.ConsumerSettings;
import io.sampo.client.NewTopic;
import io.sampo.client.ProducerSettings;
import io.sampo.client.SampoClient;
import io.sampo.client.StartAt;
import io.sampo.model.SampoException;
import io.sampo.model.TopicPartition;
import io.sampo.streams.Consumer;
import io.sampo.streams.Producer;
import io.sampo.streams.Subscriptions;
import io.sampo.streams.Subscriptions.OffsetRange;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.pekko.stream.javadsl.FileIO;
import org.apache.pekko.stream.javadsl.Sink;
import org.apache.pekko.stream.javadsl.Source;
import org.apache.pekko.util.ByteString;

/**
 * Copies a file into a topic and from there to another file. Started again, after an end or a kill at whatever moment, it goes on
 * where topic and file are: nothing is kept elsewhere. See {@link Piece} for why that is exact.
 */
public final class FileCopy {
    private static final int FAILED = 1;
    private static final int WRONG_USAGE = 2;

    private final SampoClient client;
    private final TopicPartition partition;

    private FileCopy(SampoClient client, String topic) {
        this.client = client;
        this.partition = new TopicPartition(topic, 0);
    }

    /** See the README. Ends 0 when done, 1 on failure, 2 on wrong usage. */
    public static void main(String[] arguments) {
        if (arguments.length < 3 || arguments.length > 4) {
            System.err.println("usage: java -jar sampo-file-copy-0.1.0.jar FROM TOPIC TO [BROKER:PORT]");
            System.exit(WRONG_USAGE);
        }
        if (!Files.isReadable(Path.of(arguments[0]))) {
            System.err.println("file-copy: cannot read " + arguments[0]);
            System.exit(WRONG_USAGE);
        }
        String bootstrap = arguments.length > 3 ? arguments[3] : "127.0.0.1:25520";
        try (SampoClient client = SampoClient.connect(ClientSettings.bootstrap(bootstrap))) {
            FileCopy copy = new FileCopy(client, arguments[1]);
            copy.send(Path.of(arguments[0]));
            copy.receive(Path.of(arguments[2]));
        } catch (SampoException | IllegalStateException | IOException e) {
            System.err.println("file-copy: " + e.getMessage());
            System.exit(FAILED);
        }
        System.exit(0);
    }

    /** What the topic does not have of the file yet. */
    private void send(Path from) {
        if (!await(client.admin().listTopics()).contains(partition.topic())) {
            // One partition, for order; and no retention: whoever reads may come late.
            await(client.admin()
                    .createTopic(NewTopic.of(partition.topic(), 1, -1).withConfig(Map.of("retention.ms", "-1"))));
        }
        long start = sent();
        AtomicLong position = new AtomicLong(start);
        System.out.println(from + ": sending from position " + start);
        await(FileIO.fromPath(from, Piece.BYTES, start)
                .map(bytes -> new Piece(position.getAndAdd(bytes.size()), bytes).toRecord(partition.topic()))
                .runWith(Producer.plainSink(client, ProducerSettings.load()), client.system()));
    }

    /** How far the file is in the topic: its last piece says so. */
    private long sent() {
        long end = end();
        return end == 0
                ? 0
                : await(pieces(end - 1, end).runWith(Sink.head(), client.system()))
                        .end();
    }

    /** What the file does not have of the topic yet. */
    private void receive(Path to) throws IOException {
        long start = Files.exists(to) ? Files.size(to) : 0;
        AtomicLong length = new AtomicLong(start);
        System.out.println(to + ": receiving from position " + start);
        // No piece is longer than that many bytes, so that none of those before can reach behind the end of the file.
        await(pieces(Math.min(start / Piece.BYTES, end()), end())
                .map(piece -> behind(length, piece))
                .runWith(
                        FileIO.toPath(to, Set.of(StandardOpenOption.CREATE, StandardOpenOption.APPEND)),
                        client.system()));
        System.out.println(to + ": " + Files.size(to) + " bytes");
    }

    private static ByteString behind(AtomicLong length, Piece piece) {
        ByteString bytes = piece.behind(length.get());
        length.addAndGet(bytes.size());
        return bytes;
    }

    private Source<Piece, Consumer.Control> pieces(long from, long to) {
        Source<ConsumerRecord, Consumer.Control> records = Consumer.plainSource(
                client,
                ConsumerSettings.load(),
                Subscriptions.assignmentBetween(Map.of(partition, new OffsetRange(from, to))));
        return records.map(Piece::of);
    }

    private long end() {
        return await(client.admin().offsets(Set.of(partition), StartAt.END))
                .get(partition)
                .offset();
    }

    private static <T> T await(CompletionStage<T> stage) {
        try {
            return stage.toCompletableFuture().join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(e.getCause());
        }
    }
}
